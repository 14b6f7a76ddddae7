"""What the normaliser reaches when it may also learn from the MultiLexNorm train part (research only, non-commercial): five folds, each read with a table
of forms counted in the other four.

usage: normalize_research.py PROGRAM SHARED   (PROGRAM is klinker-normalize)
"""
import collections
import json
import subprocess
import sys
import tempfile

program, shared = sys.argv[1:3]
sentences, sentence = [], []
for line in open(f"{shared}/data/normalize/multilexnorm_nl_train.norm", encoding="utf8"):
    line = line.rstrip("\n")
    if line.strip():
        sentence.append((line.split("\t") + [""])[:2])
    elif sentence:
        sentences.append(sentence)
        sentence = []
if sentence:
    sentences.append(sentence)

FOLDS = 5
norms = [None] * len(sentences)
for fold in range(FOLDS):
    counts = collections.defaultdict(collections.Counter)
    for i, sentence in enumerate(sentences):
        if i % FOLDS != fold:
            for token, norm in sentence:
                counts[token.lower()][norm.lower()] += 1
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/table.tsv", "w", encoding="utf8") as table:
            for form, readings in sorted(counts.items()):
                kept = readings.pop(form, 0)
                if "" in readings or not readings or kept >= sum(readings.values()) or not any(c.isalpha() for c in form):
                    continue
                ambiguous = "y" if kept else "-"
                table.write(f"{form}\t{' | '.join(r for r, _ in readings.most_common(3))}\tspelling\tchat\t{ambiguous}\n")
        inside = [i for i in range(len(sentences)) if i % FOLDS == fold]
        records = "".join(json.dumps({"tokens": [t for t, _ in sentences[i]]}) + "\n" for i in inside)
        run = subprocess.run([program, "--jsonl", "--table", f"{folder}/table.tsv"], input=records, capture_output=True, text=True, check=True)
        for i, line in zip(inside, run.stdout.splitlines()):
            norms[i] = json.loads(line)["norm"]
with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf8") as system:
    for norm in norms:
        system.write(json.dumps({"norm": norm}, ensure_ascii=False) + "\n")
    system.flush()
    subprocess.run([sys.executable, f"{shared}/score/score_normalize.py", f"{shared}/data/normalize/multilexnorm_nl_train.norm", system.name, "--case"], check=True)
