"""The corpus as data with several labels a message, as `klinker train --task multilabel` reads them.

usage: labels.py FOLDER [--folds N] [--fold K]

Writes FOLDER/train/NAME.jsonl for each file of train/, without the messages of fold K of N (0 of 20 unless told), those as
FOLDER/held-out.jsonl, and FOLDER/dev.jsonl. The suite is no training data and stays where it is. Labels are `hateful`, `offensive`,
of hateful messages `explicit` or `implicit`, and the target, also of messages that are about such people and not hateful: there it
says whom a message is about. All messages of a set, whose ids differ in the last digit only, are in one fold; outside the contrast
files that keeps neighbours together, which often share a subject.
"""
import argparse
import glob
import json
import os
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    with open(path, encoding="utf8") as file:
        return [json.loads(line) for line in file]


def labels(record):
    out = [record["label"]] if record["label"] == "hateful" else []
    out += ["offensive"] * record["offensive"]
    return out + [value for value in (record["mode"], record["target"]) if value != "none"]


def fold(record, folds):
    return zlib.crc32(record["id"][:-1].encode()) % folds


def write(path, records):
    with open(path, "w", encoding="utf8") as file:
        for record in records:
            file.write(json.dumps({"id": record["id"], "text": record["text"], "labels": labels(record)}, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--folds", type=int, default=20)
    parser.add_argument("--fold", type=int, default=0)
    arguments = parser.parse_args()
    os.makedirs(os.path.join(arguments.folder, "train"), exist_ok=True)
    held_out = []
    for path in sorted(glob.glob(os.path.join(HERE, "train", "*.jsonl"))):
        records = read(path)
        kept = [record for record in records if fold(record, arguments.folds) != arguments.fold]
        write(os.path.join(arguments.folder, "train", os.path.basename(path)), kept)
        held_out += [record for record in records if fold(record, arguments.folds) == arguments.fold]
    write(os.path.join(arguments.folder, "held-out.jsonl"), held_out)
    write(os.path.join(arguments.folder, "dev.jsonl"), read(os.path.join(HERE, "dev.jsonl")))


if __name__ == "__main__":
    main()
