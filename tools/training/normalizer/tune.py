"""Sets the weights of the normaliser by coordinate search: tune.py PROGRAM OUTPUT [ROUNDS]

PROGRAM is klinker-normalize, OUTPUT a table like lib/normalize/tables/weights.tsv. KLINKER_SHARED names the folder with data/normalize and
data/rawtext. The goal is the mean of the error reduction on the MultiLexNorm train part (which may set a handful of weights, no more), on
varieties_dev by variety, and on Gronings dev lines, less a penalty for words changed in standard text.
"""
import collections
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile

program, output = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
shared = os.environ["KLINKER_SHARED"]
here = os.path.dirname(os.path.abspath(__file__))
builtin = f"{here}/../../../lib/normalize/tables/weights.tsv"


def norm_file(path):
    sentence = []
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line.strip():
            sentence.append((line.split("\t") + [""])[:2])
        elif sentence:
            yield [t for t, _ in sentence], [n for _, n in sentence]
            sentence = []
    if sentence:
        yield [t for t, _ in sentence], [n for _, n in sentence]


def gold():
    """(group, tokens, norm, whether case counts)"""
    folder = f"{shared}/data/normalize"
    for tokens, norm in norm_file(f"{folder}/multilexnorm_nl_train.norm"):
        yield "multilexnorm", tokens, norm, True
    for line in open(f"{folder}/varieties_dev.jsonl", encoding="utf8"):
        record = json.loads(line)
        yield record["variety"], record["tokens"], record["norm"], False
    gronings = f"{folder}/rickkosse-Dutch-Gronings/dev."
    for form, norm in zip(open(gronings + "gro", encoding="utf8"), open(gronings + "nl", encoding="utf8")):
        form, norm = form.split(), norm.split()
        if form and len(form) == len(norm):
            yield "gronings", form, norm, False


def standard():
    random.seed(1)
    for name, count in (("parliament_parlamint_nl", 150), ("wetten_bwb_markdown", 300), ("msdocs_nl_mt", 300), ("techdocs_debian_nl", 300),
                        ("legal_rechtspraak_samples", 150), ("news_leestmeer", 500), ("politics_verkiezingsprogrammas", 200)):
        with lzma.open(f"{shared}/data/rawtext/{name}.txt.xz", "rt", encoding="utf8") as file:
            lines = [line.strip() for line in file if 20 < len(line.strip()) < 1000]
        yield from random.sample(lines, count)


examples = list(gold())
plain = list(standard())
words = sum(len(text.split()) for text in plain)
records = "".join(json.dumps({"tokens": tokens}) + "\n" for _, tokens, _, _ in examples) + "".join(json.dumps({"text": text}) + "\n" for text in plain)


def score(weights, show=False):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as table:
        table.write("".join(f"{name}\t{value:.4g}\n" for name, value in weights.items()))
        table.flush()
        run = subprocess.run([program, "--jsonl", "--weights", table.name], input=records, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    right, kept, count = collections.Counter(), collections.Counter(), collections.Counter()
    for (group, tokens, norm, case), line in zip(examples, lines):
        for token, want, got in zip(tokens, norm, json.loads(line)["norm"]):
            if not case:
                token, want, got = token.lower(), want.lower(), got.lower()
            right[group] += got == want
            kept[group] += token == want
            count[group] += 1
    reduction = {g: (right[g] - kept[g]) / (count[g] - kept[g]) for g in count if count[g] > kept[g]}
    harm = (count["standard"] - right["standard"]) / count["standard"]
    changed = sum(len(json.loads(line)["edits"]) for line in lines[len(examples):]) / words
    varieties = [r for g, r in reduction.items() if g != "multilexnorm"]
    goal = reduction["multilexnorm"] + sum(varieties) / len(varieties) - 100 * max(0, changed - 0.0008) - harm
    if show:
        print({g: round(r, 4) for g, r in reduction.items()}, "standard changed %.4f%%" % (100 * changed), "harm %.4f" % harm, flush=True)
    return goal


weights = {}
for line in open(builtin, encoding="utf8"):
    if not line.startswith("#") and line.strip():
        name, value = line.rstrip("\n").split("\t")
        weights[name] = float(value)
best = score(weights, show=True)
print(round(best, 4))
step = {name: 0.4 if name.startswith("prior_") or name in ("unknown", "even_cost", "rare", "word") else 0.25 for name in weights}
for _ in range(rounds):
    for name in weights:
        additive = name.startswith("prior_") or name == "unknown"
        for sign in (1, -1):
            tried = 0
            while tried < 3:
                value = weights[name] + 1.5 * sign * step[name] if additive else weights[name] * (1 + step[name]) ** sign
                if name in ("rewritten", "split", "keeps_known", "keeps_rare", "keeps_unknown"):
                    value = min(value, 0.98)
                goal = score({**weights, name: value})
                if goal <= best + 1e-4:
                    break
                best, tried = goal, tried + 1
                weights[name] = value
                print(name, round(value, 4), round(best, 4), flush=True)
            if tried:
                break
        else:
            step[name] /= 2
    with open(output, "w", encoding="utf8") as file:
        file.writelines(line for line in open(builtin, encoding="utf8") if line.startswith("#"))
        file.writelines(f"{name}\t{value:.4g}\n" for name, value in weights.items())
score(weights, show=True)
