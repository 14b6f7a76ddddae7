"""The table of hate_speech.sh: hate_speech.py CORPUS [HARMLESS.txt...]"""
import json
import subprocess
import sys
import time

STAGES = {"first stage alone": ["--encoder", "none"], "encoder alone": ["--model", "hate-speech-encoder-nl"], "both": []}


def labels(texts, options):
    records = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run(["klinker", "hate-speech", "--jsonl", "--threads", "2", *options], input=records, capture_output=True, text=True, check=True)
    return [json.loads(line)["label"] == "hateful" for line in run.stdout.splitlines()]


def macro_f1(truth, answers):
    scores = []
    for label in (True, False):
        right = sum(t == a == label for t, a in zip(truth, answers))
        wrong = sum(t != a for t, a in zip(truth, answers))
        scores.append(2 * right / max(1, 2 * right + wrong))
    return sum(scores) / 2


corpus, harmless = sys.argv[1], sys.argv[2:]
print("| data | stages | accuracy | macro-F1 |\n|---|---|---:|---:|")
for name in ("dev", "suite"):
    data = [json.loads(line) for line in open(f"{corpus}/{name}.jsonl", encoding="utf8")]
    truth = [record["label"] == "hateful" for record in data]
    for stages, options in STAGES.items():
        answers = labels([record["text"] for record in data], options)
        accuracy = sum(t == a for t, a in zip(truth, answers)) / len(truth)
        print(f"| {name} | {stages} | {accuracy:.4f} | {macro_f1(truth, answers):.4f} |", flush=True)
for path in harmless:
    lines = [line.strip() for line in open(path, encoding="utf8") if line.strip()]
    for stages, options in STAGES.items():
        begun = time.perf_counter()
        alarms = sum(labels(lines, options)) / len(lines)
        rate = sum(len(line.encode()) for line in lines) / 1e6 / (time.perf_counter() - begun)
        print(f"| {path}, {len(lines)} lines, called hateful | {stages}, {rate:.1f} MB/s on two threads, start-up included | {alarms:.2%} | |", flush=True)
