"""The figures of readers.sh, with the command and the folder of records."""

import collections
import glob
import json
import subprocess
import sys

command, folder = sys.argv[1:]
READERS = ["any", "huisarts", "verpleegkundige", "patient"]
lines = [line for file in sorted(glob.glob(folder + "/*.jsonl")) if not file.endswith("context.jsonl")
         for line in open(file, encoding="utf-8")]


def places(text, words):
    at = text.find(words)
    while at >= 0:
        yield range(at, at + len(words))
        at = text.find(words, at + 1)


facts = collections.Counter()
held = {reader: collections.Counter() for reader in READERS}
for reader in READERS:
    chosen = [] if reader == "any" else ["--for", reader]
    output = subprocess.run([command, "--jsonl", *chosen], input="".join(lines), capture_output=True, text=True, check=True)
    for record in map(json.loads, output.stdout.splitlines()):
        cited = {i for statement in record["summary"] for place in [statement, *statement.get("also", [])]
                 for i in range(place["start"], place["end"])}
        for fact in record["key_facts"]:
            here = any(cited.issuperset(place) for words in fact["evidence"] for place in places(record["text"], words))
            for kind in (fact["category"], fact["importance"]):
                facts[kind] += reader == "any"
                held[reader][kind] += here
print(f"{'facts':14}" + "".join(f"{reader:>17}" for reader in READERS))
for kind in sorted(facts):
    print(f"{kind:14}" + "".join(f"{held[reader][kind] / facts[kind]:17.3f}" for reader in READERS))
