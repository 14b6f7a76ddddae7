"""The tables of hate_speech.sh: hate_speech.py CORPUS [HARMLESS.txt...]"""
import json
import subprocess
import sys
import time

STAGES = {"first stage alone": ["--encoder", "none"], "encoder alone": ["--model", "hate-speech-encoder-nl"], "both": []}


def answers(texts, options):
    """(called hateful, score) of each text."""
    records = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run(["klinker", "hate-speech", "--jsonl", "--threads", "2", *options], input=records, capture_output=True, text=True, check=True)
    return [(record["label"] == "hateful", record["score"]) for record in map(json.loads, run.stdout.splitlines())]


def macro_f1(truth, labels):
    scores = []
    for label in (True, False):
        right = sum(t == a == label for t, a in zip(truth, labels))
        wrong = sum(t != a for t, a in zip(truth, labels))
        scores.append(2 * right / max(1, 2 * right + wrong))
    return sum(scores) / 2


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


corpus, harmless = sys.argv[1], sys.argv[2:]
row("data", "stages", "accuracy", "macro-F1")
row("---", "---", "---:", "---:")
scored = {}
for name in ("dev", "suite"):
    data = [json.loads(line) for line in open(f"{corpus}/{name}.jsonl", encoding="utf8")]
    truth = [record["label"] == "hateful" for record in data]
    for stages, options in STAGES.items():
        scored[name] = truth, answers([record["text"] for record in data], options)
        labels = [label for label, _ in scored[name][1]]
        row(name, stages, f"{sum(t == a for t, a in zip(truth, labels)) / len(truth):.4f}", f"{macro_f1(truth, labels):.4f}")
alarms = {}
for path in harmless:
    lines = [line.strip() for line in open(path, encoding="utf8") if line.strip()]
    for stages, options in STAGES.items():
        begun = time.perf_counter()
        alarms[path] = answers(lines, options)
        rate = sum(len(line.encode()) for line in lines) / 1e6 / (time.perf_counter() - begun)
        share = sum(label for label, _ in alarms[path]) / len(lines)
        row(f"{path}, {len(lines)} lines, called hateful", f"{stages}, {rate:.1f} MB/s on two threads, start-up included", f"{share:.2%}", "")

# What a threshold costs: of both stages, on the development messages and the harmless lines. The suite chooses nothing.
print()
row("threshold of both stages", "macro-F1 on dev", "hateful ones found", *(f"called hateful of {path.rsplit('/', 1)[-1]}" for path in harmless))
row(*["---:"] * (3 + len(harmless)))
truth, found = scored["dev"]
for percent in range(20, 100, 5):
    labels = [score >= percent / 100 for _, score in found]
    recall = sum(t and a for t, a in zip(truth, labels)) / sum(truth)
    shares = (sum(score >= percent / 100 for _, score in alarms[path]) / len(alarms[path]) for path in harmless)
    row(f"{percent / 100:.2f}", f"{macro_f1(truth, labels):.4f}", f"{recall:.3f}", *(f"{share:.2%}" for share in shares))
