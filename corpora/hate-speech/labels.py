"""The corpus as data with several labels a message, as `klinker train --task multilabel` reads them.

usage: labels.py FOLDER [--folds N --fold K]

Writes FOLDER/train/NAME.jsonl for each file of train/, without a twentieth of the messages, which go to FOLDER/held-out.jsonl and may
choose weights and thresholds. With --folds, fold K of N of all messages goes to FOLDER/test.jsonl instead, to measure on. Labels are
`hateful`, `offensive`, of hateful messages `explicit` or `implicit`, and the target, also of messages about such people that are not
hateful. All messages of a set, whose ids differ in the last digit only, stay together; outside the contrast files so do neighbours,
which often share a subject.
"""
import argparse
import glob
import json
import os
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
HELD_OUT = 20  # one in so many


def read(path):
    with open(path, encoding="utf8") as file:
        return [json.loads(line) for line in file]


def labels(record):
    out = [record["label"]] if record["label"] == "hateful" else []
    out += ["offensive"] * record["offensive"]
    return out + [value for value in (record["mode"], record["target"]) if value != "none"]


def part(record, parts, purpose):
    return zlib.crc32((purpose + record["id"][:-1]).encode()) % parts


def write(path, records):
    with open(path, "w", encoding="utf8") as file:
        for record in records:
            file.write(json.dumps({"id": record["id"], "text": record["text"], "labels": labels(record)}, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument("--fold", type=int)
    arguments = parser.parse_args()
    os.makedirs(os.path.join(arguments.folder, "train"), exist_ok=True)
    held_out, test = [], []
    for path in sorted(glob.glob(os.path.join(HERE, "train", "*.jsonl"))):
        kept = []
        for record in read(path):
            if part(record, arguments.folds, "test") == arguments.fold:
                test.append(record)
            else:
                (held_out if part(record, HELD_OUT, "") == 0 else kept).append(record)
        write(os.path.join(arguments.folder, "train", os.path.basename(path)), kept)
    write(os.path.join(arguments.folder, "held-out.jsonl"), held_out)
    if test:
        write(os.path.join(arguments.folder, "test.jsonl"), test)


if __name__ == "__main__":
    main()
