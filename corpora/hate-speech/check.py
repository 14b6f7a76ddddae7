"""Checks the files of this folder: format, ids, and that no message stands twice or nearly so.

usage: check.py [--run WORDS] [--counts] [FILE.jsonl ...]

Without files it checks suite.jsonl, dev.jsonl and all of train/. Two messages are near duplicates when they share a run of WORDS
words (8 unless told), after case, accents and punctuation are gone; shorter messages when they are wholly the same. Messages of
fewer than four words are let be, and so are contrasts: messages of one file with different labels that differ in some word.
--counts adds a table of functions and targets for the suite. It exits with 1 when something is wrong.
"""
import argparse
import collections
import glob
import json
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
CATEGORIES = {"origin", "skin_colour", "religion", "sex", "sexual_orientation", "gender_identity", "disability"}
LABELS = {"hateful", "not_hateful"}
REGISTERS = {"standard", "chat", "flemish", "street", "evasive"}
CORPUS_FIELDS = {"id", "text", "label", "offensive", "target", "group", "mode", "phenomenon", "register"}
SUITE_FIELDS = {"id", "function", "text", "label", "target", "category", "explicit", "pair"}
SHORT = 4  # a message of fewer words ("wat een dag") may well be written twice


def words(text):
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    # Spaced letters (k.a.t) are one word, or any two spaced words with letters in common would look alike.
    return [re.sub(r"[\W_]", "", word) for word in re.findall(r"\b\w(?:[\W_]\w)+\b|\w+", plain)]


def read(path, errors):
    records = []
    name = os.path.relpath(path, HERE)
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except OSError as error:
        errors.append(f"{path}: {error.strerror}")
        return records
    for number, line in enumerate(lines, 1):
        where = f"{name}, line {number}"
        try:
            record = json.loads(line.decode("utf-8"))
        except ValueError as error:
            errors.append(f"{where}: not JSON in UTF-8 ({error}); write one object a line")
            continue
        if not isinstance(record, dict) or not all(v is None or isinstance(v, (str, bool)) for v in record.values()):
            errors.append(f"{where}: not an object of strings, true, false and null; write one such object a line")
            continue
        records.append((where, record))
    return records


def check_fields(where, record, fields, errors):
    missing, more = fields - record.keys(), record.keys() - fields - {"unsure"}
    if missing or more:
        errors.append(f"{where}: missing fields {sorted(missing)}, unknown fields {sorted(more)}")
        return False
    if record["label"] not in LABELS:
        errors.append(f"{where}: label {record['label']!r} is none of {sorted(LABELS)}")
    if not isinstance(record["text"], str) or not record["text"] or record["text"] != record["text"].strip():
        errors.append(f"{where}: text is empty or has blanks around it")
        return False
    if not isinstance(record["id"], str) or not re.fullmatch(r"[a-z]+-\d{4}", record["id"]):
        errors.append(f"{where}: id {record['id']!r} is not letters, a hyphen and four digits")
    if record.get("unsure", True) is not True:
        errors.append(f"{where}: unsure is true or left out")
    return True


def check_message(where, record, errors):
    if not check_fields(where, record, CORPUS_FIELDS, errors):
        return
    hateful = record["label"] == "hateful"
    if record["target"] not in CATEGORIES | {"none"} or hateful and record["target"] == "none":
        errors.append(f"{where}: target {record['target']!r}; a hateful message names one of {sorted(CATEGORIES)}")
    if record["mode"] not in ({"explicit", "implicit"} if hateful else {"none"}):
        errors.append(f"{where}: mode {record['mode']!r} does not go with label {record['label']!r}")
    if record["register"] not in REGISTERS:
        errors.append(f"{where}: register {record['register']!r} is none of {sorted(REGISTERS)}")
    if not isinstance(record["offensive"], bool):
        errors.append(f"{where}: offensive is true or false")


def check_case(where, record, errors):
    if not check_fields(where, record, SUITE_FIELDS, errors):
        return
    hateful = record["label"] == "hateful"
    if (record["target"] is None) != (record["category"] is None) or hateful and record["target"] is None:
        errors.append(f"{where}: target {record['target']!r} and category {record['category']!r}; a hateful case has both")
    if record["category"] not in CATEGORIES | {None}:
        errors.append(f"{where}: category {record['category']!r} is none of {sorted(CATEGORIES)}")
    if isinstance(record["explicit"], bool) != hateful:
        errors.append(f"{where}: explicit is true or false in a hateful case and null in any other")


def check_suite(records, errors):
    by_id = {record.get("id"): record for _, record in records}
    labels, categories = {}, {}
    for where, record in records:
        check_case(where, record, errors)
        if labels.setdefault(record.get("function"), record.get("label")) != record.get("label"):
            errors.append(f"{where}: function {record.get('function')!r} has cases of both labels")
        if categories.setdefault(record.get("target"), record.get("category")) != record.get("category"):
            errors.append(f"{where}: target {record.get('target')!r} stands under two categories")
        if record.get("pair") is None:
            continue
        other = by_id.get(record["pair"])
        if other is None or other.get("pair") != record.get("id") or other.get("label") == record.get("label"):
            errors.append(f"{where}: pair {record['pair']!r} does not point back or has the same label")


def check_duplicates(records, run, errors):
    """Every pair of near duplicates once. A hateful message and its harmless neighbour in one file share words on purpose."""
    seen = collections.defaultdict(list)
    reported = set()
    for where, record in records:
        tokens = words(str(record.get("text", "")))
        if len(tokens) < SHORT:
            continue
        keys = {tuple(tokens[i : i + run]) for i in range(len(tokens) - run + 1)} or {tuple(tokens)}
        for key in keys:
            for other_where, other_label, other_tokens in seen[key]:
                same_file = other_where.split(",")[0] == where.split(",")[0]
                contrast = same_file and other_label != record.get("label") and other_tokens != tokens
                if contrast or (other_where, where) in reported:
                    continue
                reported.add((other_where, where))
                errors.append(f"{where}: shares \"{' '.join(key)}\" with {other_where}; write one of them anew")
            seen[key].append((where, record.get("label"), tokens))


def print_counts(records):
    functions = collections.Counter((r["function"], r["label"]) for _, r in records)
    targets = sorted({r["target"] or "-" for _, r in records})
    for name, label in functions:
        print(f"{name}\t{label}\t{functions[name, label]}")
    print()
    for target in targets:
        counts = collections.Counter(r["label"] for _, r in records if (r["target"] or "-") == target)
        print(f"{target}\t{counts['hateful']} hateful\t{counts['not_hateful']} not_hateful")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=int, default=8, help="words in a row that make near duplicates")
    parser.add_argument("--counts", action="store_true", help="count the suite by function and target")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    paths = arguments.files or [os.path.join(HERE, name) for name in ("suite.jsonl", "dev.jsonl")] + sorted(
        glob.glob(os.path.join(HERE, "train", "*.jsonl"))
    )

    errors = []
    everything = []
    ids = {}
    for path in paths:
        records = read(path, errors)
        is_suite = bool(records) and "function" in records[0][1]
        if is_suite:
            check_suite(records, errors)
        for where, record in records:
            if not is_suite:
                check_message(where, record, errors)
            if record.get("id") in ids:
                errors.append(f"{where}: id {record['id']!r} also in {ids[record['id']]}")
            ids[record.get("id")] = where
        hateful = sum(record.get("label") == "hateful" for _, record in records)
        print(f"{os.path.relpath(path, HERE)}: {len(records)} messages, {hateful} hateful")
        if is_suite and arguments.counts:
            print_counts(records)
        everything += records
    check_duplicates(everything, arguments.run, errors)
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
