"""What review.sh needs: it splits a corpus, answers as the corpus says, and puts learning curves in a table.

usage: review.py split SEED COUNT START.jsonl POOL.jsonl TRAIN.jsonl...
       review.py answers SESSION POOL.jsonl
       review.py table STRATEGY,STRATEGY... < CURVES.jsonl
"""
import collections
import json
import math
import random
import statistics
import sys

# Student's t, 97.5 %, by degrees of freedom.
T = [None, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def split(seed, count, start, pool, *paths):
    records = [record for path in sorted(paths) for record in read(path)]
    random.Random(int(seed)).shuffle(records)
    for path, part in ((start, records[: int(count)]), (pool, records[int(count) :])):
        with open(path, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in part)


def answers(session, pool):
    """The labels of the tasks without an answer, in their order: what the reviewer types."""
    labels = {record["id"]: record["label"] for record in read(pool)}
    try:
        done = {answer["task"] for answer in read(session + "/labels.jsonl")}
    except FileNotFoundError:
        done = set()
    for task in read(session + "/tasks.jsonl"):
        if task["task"] not in done:
            print(labels[task["id"]])


def interval(values):
    """Mean and 95 % interval of the mean, by Student's t."""
    mean = statistics.mean(values)
    if len(values) < 2:
        return f"{mean:.3f}"
    half = T[len(values) - 1] * statistics.stdev(values) / math.sqrt(len(values))
    return f"{mean:.3f} ({mean - half:.3f} to {mean + half:.3f})"


def table(strategies):
    strategies = strategies.split(",")
    found = collections.defaultdict(dict)
    for line in sys.stdin:
        point = json.loads(line)
        strategy = point["session"].rsplit("-", 1)[0]
        figures = {figure["name"]: figure["value"] for figure in point["figures"]}
        found[point["labels"], strategy][point["seed"]] = figures["macro_f1"]
    last = strategies[-1]
    print("| labels added | " + " | ".join(strategies + [f"{name} less {last}" for name in strategies[:-1]]) + " |")
    print("|---:|" + "---:|" * (2 * len(strategies) - 1))
    for labels in sorted({labels for labels, _ in found}):
        row = [interval(list(found[labels, name].values())) if found[labels, name] else "-" for name in strategies]
        for name in strategies[:-1]:
            seeds = found[labels, name].keys() & found[labels, last].keys()
            row.append(interval([found[labels, name][seed] - found[labels, last][seed] for seed in seeds]) if seeds else "-")
        print(f"| {labels} | " + " | ".join(row) + " |")


if __name__ == "__main__":
    {"split": split, "answers": answers, "table": table}[sys.argv[1]](*sys.argv[2:])
