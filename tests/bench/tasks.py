#!/usr/bin/env python3
"""Writes the data of tests/bench/tasks.sh as files that klinker train reads: tasks.py SHARED FOLDER"""
import csv
import hashlib
import json
import os
import sys

shared, folder = sys.argv[1:]


def write(name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


massive = [json.loads(line) for line in open(f"{shared}/data/labelled/massive_nl/train_dev.jsonl", encoding="utf-8")]
for part in "train", "dev":
    write(f"intents-{part}.jsonl", [{"text": r["utt"], "label": r["intent"]} for r in massive if r["partition"] == part])

# One headline in seven is kept apart, chosen by the headline itself, so that one that occurs twice is on one side.
satire = {"train": [], "dev": []}
headlines = f"{shared}/data/labelled/drprofMatthijs__Simple-Automatic-Satire-Detection-in-Dutch-Headlines/headlines_train.csv"
for row in csv.DictReader(open(headlines, encoding="utf-8")):
    held = hashlib.sha256(row["headline"].strip().lower().encode()).digest()[0] % 7 == 0
    satire["dev" if held else "train"].append(
        {"text": row["headline"], "label": "satire" if row["is_sarcastic"] == "1" else "news"})
for part, rows in satire.items():
    write(f"satire-{part}.jsonl", rows)
