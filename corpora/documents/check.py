#!/usr/bin/env python3
"""Checks the invented documents of this folder: fields, evidence, and that addresses are reserved ones.

usage: check.py [FILE.jsonl ...]      (without files: every .jsonl beside this script)
Prints one line for every fault, `file:line id: what`, then a count; exit status 1 where there is a fault.
"""
import collections, json, pathlib, re, sys


def faults_of(document):
    if list(document) != ["id", "type", "split", "text", "key_facts"]:
        yield "fields are %s" % list(document)
        return
    text = document["text"]
    if document["split"] not in ("dev", "test") or text != text.strip():
        yield "split, or white space around the text"
    if not 300 <= len(text.split()) <= 1200 or not 3 <= len(document["key_facts"]) <= 6:
        yield "%d words, %d key facts" % (len(text.split()), len(document["key_facts"]))
    taken = []
    for i, fact in enumerate(document["key_facts"]):
        if list(fact) != ["id", "statement", "evidence"] or fact["id"] != "F%d" % (i + 1) or not fact["statement"] or not fact["evidence"]:
            yield "fact %d is not filled in" % (i + 1)
            continue
        for evidence in fact["evidence"]:
            if text.count(evidence) != 1 or evidence != evidence.strip() or "\n" in evidence:
                yield "%s: evidence is not once in a line of the text: %s" % (fact["id"], evidence)
            else:
                taken.append((text.index(evidence), text.index(evidence) + len(evidence)))
    taken.sort()
    if any(a[1] > b[0] for a, b in zip(taken, taken[1:])):
        yield "evidence overlaps"
    for address in re.findall(r"[\w.+-]+@[\w.-]+|(?:https?://|www\.)[\w.-]+", text):
        if not address.rstrip(".").endswith(".example"):
            yield "address outside .example: " + address


def main(names):
    files = [pathlib.Path(n) for n in names] or sorted(pathlib.Path(__file__).parent.glob("*.jsonl"))
    ids, faults, count = set(), 0, collections.Counter()
    for file in files:
        for n, line in enumerate(file.read_text(encoding="utf8").splitlines(), 1):
            document = json.loads(line)
            found = list(faults_of(document))
            if document.get("id") in ids:
                found.append("this id stands twice")
            ids.add(document.get("id"))
            count.update(documents=1, words=len(document["text"].split()), facts=len(document["key_facts"]), test=document["split"] == "test")
            for fault in found:
                print("%s:%d %s: %s" % (file.name, n, document.get("id"), fault))
            faults += len(found)
    print(", ".join("%s %d" % c for c in count.items()) + ", faults %d" % faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
