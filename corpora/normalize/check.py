"""Checks the files of this folder: format, ids, one standard side a token, and that no sentence stands twice.

usage: check.py [--counts] [FILE.jsonl ...]

Without files it checks all of this folder. Where KLINKER_SHARED is set, no sentence may stand in the development data either
(data/normalize/varieties_dev.jsonl in that folder). Two sentences are the same when their tokens are, whatever their case.
--counts adds the table of the data statement. It exits with 1 when something is wrong.
"""
import argparse
import collections
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
FIELDS = {"id", "variety", "tokens", "norm"}
VARIETIES = {"chat", "flemish", "street", "brabantian", "limburgish", "low_saxon", "zeelandic", "west_flemish", "antwerp", "clinical",
             "evasive", "historical"}


def sentence(record):
    return " ".join(record["tokens"]).casefold()


def shape_faults(record):
    if not isinstance(record, dict) or record.keys() != FIELDS:
        yield f"not an object of {', '.join(sorted(FIELDS))}"
        return
    if record["variety"] not in VARIETIES:
        yield f"variety {record['variety']!r} is none of {', '.join(sorted(VARIETIES))}"
    if not isinstance(record["id"], str) or not record["id"]:
        yield "id is no text"
    for field in ("tokens", "norm"):
        if not isinstance(record[field], list) or not all(isinstance(item, str) for item in record[field]):
            yield f"{field} is no list of texts"
            return
    tokens, norm = record["tokens"], record["norm"]
    if len(tokens) != len(norm):
        yield f"{len(norm)} norm for {len(tokens)} tokens"
        return
    if not tokens:
        yield "no tokens"
    if any(not token or token.split() != [token] for token in tokens):
        yield "a token is empty or has a blank in it"
    if any(" ".join(item.split()) != item for item in norm):
        yield "a norm has blanks around it or two in a row"
    if norm and not norm[0]:
        yield "the first norm is empty; it has no token before it to belong to"


def counts(records):
    tokens = [pair for record in records for pair in zip(record["tokens"], record["norm"])]
    return len(records), len(tokens), sum(token != norm for token, norm in tokens), sum(record["tokens"] == record["norm"] for record in records)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", action="store_true", help="count sentences and changed tokens by variety")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()

    development = {}
    if os.environ.get("KLINKER_SHARED"):
        path = pathlib.Path(os.environ["KLINKER_SHARED"], "data/normalize/varieties_dev.jsonl")
        for line in path.read_text(encoding="utf8").splitlines():
            record = json.loads(line)
            development[sentence(record)] = record["id"]

    ids, sentences, faults = {}, {}, 0
    by_variety = collections.defaultdict(list)
    for file in arguments.files or sorted(HERE.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf8").split("\n"), 1):
            if not line:
                continue
            where = f"{file.name}:{number}"
            try:
                record = json.loads(line)
            except ValueError as error:
                found = [f"not JSON ({error})"]
            else:
                found = list(shape_faults(record))
                if not found:
                    if record["id"] in ids:
                        found.append(f"id {record['id']} stands in {ids[record['id']]} too")
                    if sentence(record) in sentences:
                        found.append(f"the sentence stands in {sentences[sentence(record)]} too")
                    if sentence(record) in development:
                        found.append(f"the sentence is {development[sentence(record)]} of the development data")
                    ids[record["id"]] = sentences[sentence(record)] = where
                    by_variety[record["variety"]].append(record)
            for fault in found:
                print(f"{where}: {fault}", file=sys.stderr)
            faults += len(found)
    if arguments.counts:
        for variety, records in by_variety.items():
            print("%s\t%d sentences\t%d tokens\t%d changed\t%d sentences unchanged" % (variety, *counts(records)))
    total = counts([record for records in by_variety.values() for record in records])
    print("%d sentences, %d tokens, %d changed, %d sentences unchanged, %d varieties%s, faults %d"
          % (*total, len(by_variety), ", development data looked at" if development else "", faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
