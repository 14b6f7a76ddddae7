"""How far two annotations of this corpus agree: the labels in train/ and dev.jsonl, and second-labels.jsonl.

usage: agreement.py [--texts] [--samples N] [SECOND.jsonl]

Messages are joined by id. For label, offensive and target (the last among messages that both call hateful) it prints the
share that is equal with its Wilson interval of 95%, and Cohen's kappa (Cohen 1960) with a percentile bootstrap interval of
95% over messages; the seed is fixed, so that a second run prints the same. "-" stands where a figure is not defined: kappa
where both always say the same one thing, the bootstrap where nothing differs (every sample is 1 then; the Wilson interval
still says how few messages that is). Then it lists what differs, first label / second label; --texts adds the messages,
which hold hate. It exits with 1 when a file cannot be read, or an id is unknown or stands twice.
"""
import argparse
import collections
import glob
import math
import os
import random
import sys

from check import CATEGORIES, HERE, LABELS, read

SEED = 2026


def kappa(pairs):
    """(observed - expected) / (1 - expected), expected from what each annotator says how often; None where expected is 1."""
    first, second = collections.Counter(), collections.Counter()
    for (a, b), count in pairs.items():
        first[a] += count
        second[b] += count
    total = sum(first.values())
    expected = sum(first[name] * second[name] for name in first)
    if expected == total * total:
        return None
    observed = sum(count for (a, b), count in pairs.items() if a == b)
    return (observed * total - expected) / (total * total - expected)


def interval(pairs, samples):
    """Leaves out samples in which kappa is not defined; with few messages of one label the interval is a rough one."""
    kinds, weights = zip(*sorted(pairs.items()))
    total = sum(weights)
    draw = random.Random(SEED)
    drawn = (kappa(collections.Counter(draw.choices(kinds, weights, k=total))) for _ in range(samples))
    values = sorted(value for value in drawn if value is not None)
    return values[int(0.025 * len(values))], values[min(int(0.975 * len(values)), len(values) - 1)]


def wilson(same, total):
    """Wilson (1927), z = 1.96: unlike the bootstrap it leaves room for error when all are equal."""
    z = 1.96
    middle = (same + z * z / 2) / (total + z * z)
    half = z / (total + z * z) * math.sqrt(same * (total - same) / total + z * z / 4)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def row(pairs, samples):
    total = sum(pairs.values())
    if not total:
        return "0\t-\t-\t-\t-"
    same = sum(count for (a, b), count in pairs.items() if a == b)
    value = kappa(pairs)
    low, high = wilson(same, total)
    line = f"{total}\t{same / total:.3f}\t{low:.3f} to {high:.3f}"
    if value is None or same == total:
        return line + ("\t-\t-" if value is None else f"\t{value:.3f}\t-")
    low, high = interval(pairs, samples)
    return f"{line}\t{value:.3f}\t{low:.3f} to {high:.3f}"


def questions(joined):
    """The pairs of answers to each question, counted."""
    result = {question: collections.Counter() for question in ("label", "offensive", "target")}
    for first, second in joined:
        result["label"][first["label"], second["label"]] += 1
        result["offensive"][first["offensive"], second["offensive"]] += 1
        if first["label"] == second["label"] == "hateful":
            result["target"][first["target"], second["target"]] += 1
    return result


def difference(question, first, second, texts):
    line = f"{question}\t{first['id']}\t{first[question]} / {second[question]}"
    line += "\t" + " ".join(name for name, record in (("first", first), ("second", second)) if record.get("unsure"))
    return f"{line}\t{first.get('text')}" if texts else line


def well_formed(record):
    """Of either annotation. A label that is not hateful has the target "none" in one file and null in the other."""
    targets = CATEGORIES if record.get("label") == "hateful" else CATEGORIES | {"none", None}
    if not isinstance(record.get("id"), str):
        return False
    return record.get("label") in LABELS and isinstance(record.get("offensive"), bool) and record.get("target") in targets


def by_id(records, errors):
    result = {}
    for where, record in records:
        name = record.get("id")
        if not well_formed(record):
            errors.append(f"{where}: id, label, offensive or target is not as the guidelines name it")
        elif name in result:
            errors.append(f"{where}: id {name!r} stands twice; leave one")
        else:
            result[name] = record
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", action="store_true", help="print the messages that differ; they hold hate")
    parser.add_argument("--samples", type=int, default=2000, help="samples of the bootstrap")
    parser.add_argument("second", nargs="?", default=os.path.join(HERE, "second-labels.jsonl"))
    arguments = parser.parse_args()
    if arguments.samples < 100:
        parser.error("--samples: an interval of 95% needs 100 at least")

    errors = []
    second = by_id(read(arguments.second, errors), errors)
    files = {}
    for path in sorted(glob.glob(os.path.join(HERE, "train", "*.jsonl"))) + [os.path.join(HERE, "dev.jsonl")]:
        first = by_id(read(path, errors), errors)
        files[os.path.relpath(path, HERE)] = [(first[name], second.pop(name)) for name in first if name in second]
    errors += [f"{arguments.second}: id {name!r} is in no file of the corpus" for name in second]
    if errors:
        print(*errors, sep="\n", file=sys.stderr)
        return 1

    print("file\tquestion\tmessages\tequal\t95%\tkappa\t95%")
    files = {"all": [pair for joined in files.values() for pair in joined]} | files
    for name, joined in files.items():
        if not joined and name != "all":
            continue  # a file of which nothing was labelled twice
        for question, pairs in questions(joined).items():
            print(f"{name}\t{question}\t{row(pairs, arguments.samples)}")
    print("\nquestion\tid\tfirst / second\tunsure" + "\ttext" * arguments.texts)
    for question in ("label", "offensive", "target"):
        for one, other in files["all"]:
            asked = question != "target" or one["label"] == other["label"] == "hateful"
            if asked and one[question] != other[question]:
                print(difference(question, one, other, arguments.texts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
