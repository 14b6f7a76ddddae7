"""The figures of plain_dutch.sh, from a file of records with summaries and the program that counts words."""

import collections
import json
import re
import subprocess
import sys

EVERYDAY = 4.0
WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*")


def words(text):
    return [word.lower() for word in WORD.findall(text)]


def explained(note):
    """The forms that a note explains or writes out."""
    return [item.split(" = ")[0] for item in note.split("; ")] if note else []


summaries, program, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
statements = with_explanation = 0
seen = collections.Counter()     # all words of all statements
unexplained = collections.Counter()
for line in open(summaries, encoding="utf-8"):
    summary = json.loads(line)["summary"]
    statements += len(summary)
    with_explanation += sum(bool(statement.get("note")) for statement in summary)
    # A term is explained where it stands first, which also serves the statements after it.
    known = {word for statement in summary for form in explained(statement.get("note")) for word in words(form)}
    for statement in summary:
        for word in words(statement["text"]):
            seen[word] += 1
            unexplained[word] += word not in known

counts = subprocess.run([program], input="\n".join(seen) + "\n", capture_output=True, text=True, check=True).stdout
everyday = {word for word, count in (line.split("\t") for line in counts.splitlines()) if float(count) >= EVERYDAY}
jargon = [word for word in seen if word not in everyday]
all_jargon = sum(seen[word] for word in jargon)
missing = sorted((word for word in jargon if unexplained[word]), key=lambda word: (-unexplained[word], word))
print(f"statements: {statements}, with an explanation: {with_explanation} ({with_explanation / statements:.3f})")
print(f"words that are not everyday Dutch: {all_jargon}, explained: {all_jargon - sum(unexplained[word] for word in missing)} "
      f"({1 - sum(unexplained[word] for word in missing) / all_jargon:.3f})")
print("most frequent of the others, names among them:")
print(" ".join(f"{word}:{unexplained[word]}" for word in missing[:most]))
