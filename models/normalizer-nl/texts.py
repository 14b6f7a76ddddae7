"""Writes the text that models/normalizer-nl is trained on: texts.py SHARED OUTPUT

SHARED holds the raw text of data/rawtext, data/labelled and data/normalize; OUTPUT gets plain files, one passage a line. Only words, counts and weights
of it get into the model. Sources and licences: README.md beside this file.
"""
import collections
import difflib
import glob
import json
import lzma
import os
import sys

shared, output = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
os.makedirs(output, exist_ok=True)


def lines(name):
    with lzma.open(f"{shared}/data/rawtext/{name}.txt.xz", "rt", encoding="utf8") as file:
        for line in file:
            line = " ".join(line.split())
            if line:
                yield line


def write(name, passages, most=1 << 40):
    size = 0
    with open(f"{output}/{name}.txt", "w", encoding="utf8") as file:
        for passage in passages:
            size += len(passage)
            if size > most:
                break
            file.write(passage + "\n")


def every(n, passages):
    return (passage for i, passage in enumerate(passages) if i % n == 0)


def tatoeba(language, side):
    path = f"{shared}/data/normalize/OPUS-MT-testsets-tatoeba/{language}-nld_train.tsv"
    return [line.rstrip("\n").split("\t")[side] for line in open(path, encoding="utf8")]


def own(folder):
    for path in sorted(glob.glob(f"{here}/../../corpora/{folder}/*.jsonl")):
        for line in open(path, encoding="utf8"):
            record = json.loads(line)
            yield from (part.strip() for part in record.get("lines", record.get("text", "").split("\n")) if part.strip())


write("debates", lines("parliament_parlamint_nl"))
write("laws", every(3, lines("wetten_bwb_markdown")))
write("judgments", lines("legal_rechtspraak_samples"))
write("documentation", lines("msdocs_nl_mt"))
write("sentences", lines("sentences_tatoeba_nld"))
massive = (json.loads(line) for line in open(f"{shared}/data/labelled/massive_nl/train_dev.jsonl", encoding="utf8"))
write("requests", (record["utt"] for record in massive if record["partition"] == "train"))
write("own", own("sentence-ends"))
write("frisian", tatoeba("fry", 0))
write("historical", every(40, (line for line in lines("gutenberg_nl") if 30 < len(line) < 300)), 600_000)
write("clinical", (line for line in own("clinical") if 20 < len(line) < 300))
standard = [every(n, lines(name)) for name, n in (("parliament_parlamint_nl", 60), ("wetten_bwb_markdown", 60), ("msdocs_nl_mt", 12),
                                                  ("sentences_tatoeba_nld", 10), ("legal_rechtspraak_samples", 10))]
write("standard", (line[:400] for part in standard for line in part))

# Gronings sentences with as many words as their translation, where each word is like its counterpart or often stands for it.
def split(text):
    return "".join(f" {c} " if c in '.,!?:;"' else c for c in text).split()


pairs = [(split(form), split(norm)) for form, norm in zip(tatoeba("gos", 0), tatoeba("gos", 1))]
pairs = [(form, norm) for form, norm in pairs if len(form) == len(norm)]
together = collections.Counter((f.lower(), n.lower()) for form, norm in pairs for f, n in zip(form, norm))


def fits(form, norm):
    form, norm = form.lower(), norm.lower()
    return together[form, norm] > 2 or difflib.SequenceMatcher(None, form, norm).ratio() > 0.5


with open(f"{output}/low-saxon.jsonl", "w", encoding="utf8") as file:
    for form, norm in pairs:
        if all(fits(f, n) for f, n in zip(form, norm)):
            file.write(json.dumps({"variety": "low_saxon", "tokens": form, "norm": norm}, ensure_ascii=False) + "\n")
