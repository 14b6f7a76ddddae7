#!/usr/bin/env python3
"""Makes the text on which the base model for Dutch is pretrained and distilled: texts.py TEXT HELD_OUT [--seed N]

Reads $KLINKER_SHARED/data and the repository's own corpora, of these only what may go into weights that ship. Writes a passage
of 1 to 60 words a line, each once, in random order, and prints how much comes from where. What other parts of the project
measure on stays out: development data, and ParlaMint after line 300000. Python 3.11, standard library.
"""
import argparse
import glob
import itertools
import json
import lzma
import os
import random
import re
import sys
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LONGEST = 60  # words of a passage
HELD_OUT = 2000
MOST = 400_000
PARLAMINT_LINES = 300_000

SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b[A-Za-z]\.)(?<!\b[a-z]{2}\.)([\"'”’)\]]*)\s+(?=[\"'‘“„(\[]?[A-ZÀ-Ý0-9])")
MARKUP = [
    (re.compile(r"!?\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*\)"), r"\1"),  # links and pictures
    (re.compile(r"!INCLUDE\s*\[[^\]]*\]"), ""),
    (re.compile(r"<[^<>]{1,200}>"), " "),
    (re.compile(r"https?://\S+"), " "),
    (re.compile(r"\\([^\w\s])"), r"\1"),
    (re.compile(r"\*{1,3}|`{1,3}|~~|^\s*(?:#{1,6}|>|[-+•·])\s+", re.M), " "),
    (re.compile(r"(?<!\w)_+|_+(?!\w)"), " "),
    (re.compile(r"\s+([,;:.!?)](?:\s|$))"), r"\1"),
]


def clean(text):
    for pattern, replacement in MARKUP:
        text = pattern.sub(replacement, text)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def is_prose(text):
    """Neither a table nor a list of codes."""
    letters = sum(c.isalpha() or c == " " for c in text)
    return "|" not in text and letters >= 0.8 * len(text)


def sentences(text):
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield text[start : end.end(1)]
        start = end.end()
    yield text[start:]


def passages(documents, chance):
    """Neighbouring sentences of a document, joined to lengths that vary; whole paragraphs and single sentences among them."""
    for document in documents:
        waiting, words, wanted = [], 0, chance.randint(1, LONGEST)
        for sentence in (s for paragraph in document for s in sentences(paragraph)):
            size = len(sentence.split())
            if waiting and (words >= wanted or words + size > LONGEST):
                yield " ".join(waiting)
                waiting, words, wanted = [], 0, chance.randint(1, LONGEST)
            if 0 < size <= LONGEST:
                waiting.append(sentence)
                words += size
        if waiting:
            yield " ".join(waiting)


class Sources:
    def __init__(self, shared):
        self.shared = shared

    def raw(self, name):
        with lzma.open(os.path.join(self.shared, "data", "rawtext", name + ".txt.xz"), "rt", encoding="utf-8") as file:
            yield from file

    def lines(self, name):
        return ([text] for text in map(clean, self.raw(name)) if text)

    def paragraphs(self, name, most, step):
        """Every line a document of its own; one in `step` of the first `most`."""
        lines = itertools.islice(self.raw(name), 0, most, step)
        return ([text] for text in map(clean, lines) if is_prose(text))

    def runs(self, name):
        """Lines that follow each other are one document; a line that was there before, such as a notice, is left out."""
        seen, run = set(), []
        for line in self.raw(name):
            text = clean(line)
            if text and is_prose(text) and hash(text) not in seen:
                seen.add(hash(text))
                run.append(text)
            if len(run) >= 50 or (not text and run):
                yield run
                run = []
        yield run

    def requests(self):
        with open(os.path.join(self.shared, "data", "labelled", "massive_nl", "train_dev.jsonl"), encoding="utf-8") as file:
            for record in map(json.loads, file):
                if record["partition"] == "train":
                    yield [clean(record["utt"])]

    def own(self, pattern, field="text"):
        for path in sorted(glob.glob(os.path.join(ROOT, "corpora", pattern))):
            with open(path, encoding="utf-8") as file:
                for record in map(json.loads, file):
                    value = record[field]
                    yield [clean(line) for line in (value.split("\n") if isinstance(value, str) else value)]

    def messages(self):
        return ([" ".join(document)] for document in self.own("hate-speech/train/*.jsonl"))


# Name, licence, kind, passages at most, whether sentences are joined, documents.
LAW = "no copyright (Auteurswet, article 11)"
TABLE = [
    ("Tatoeba", "CC BY 2.0 FR", "informal", 70_000, False, lambda s: s.lines("sentences_tatoeba_nld")),
    ("captions (DutchDescriptions)", "Apache-2.0", "informal", 15_000, False, lambda s: s.lines("captions_dutchdescriptions")),
    ("requests (MASSIVE, train)", "CC BY 4.0", "informal", 15_000, False, lambda s: s.requests()),
    ("messages (Klinker, train)", "Apache-2.0", "informal", 15_000, False, lambda s: s.messages()),
    ("parliament (ParlaMint-NL)", "CC BY 4.0", "official", 85_000, True, lambda s: s.paragraphs("parliament_parlamint_nl", PARLAMINT_LINES, 4)),
    ("laws (BWB)", LAW, "official", 30_000, True, lambda s: s.runs("wetten_bwb_markdown")),
    ("judgments (rechtspraak.nl)", LAW, "official", 12_000, True, lambda s: s.runs("legal_rechtspraak_samples")),
    ("product documentation (Microsoft)", "CC BY 4.0", "other", 34_000, True, lambda s: s.runs("msdocs_nl_mt")),
    ("books (Gutenberg)", "public domain", "other", 12_000, True, lambda s: s.runs("gutenberg_nl")),
    ("articles (Klinker, sentence ends)", "Apache-2.0", "other", 10_000, True, lambda s: s.own("sentence-ends/*.jsonl", "lines")),
    ("records (Klinker, clinical)", "Apache-2.0", "other", 10_000, True, lambda s: s.own("clinical/records*.jsonl")),
]


def key_of(text):
    return "".join(c for c in text.casefold() if c.isalnum())


def take(documents, most, joined, seen, chance):
    """A sample of `most` passages that are in no source before."""
    texts = []
    found = passages(documents, chance) if joined else (text for document in documents for text in document)
    for text in found:
        key = key_of(text)
        if key and key not in seen and len(text.split()) <= LONGEST:
            seen.add(key)
            texts.append(text)
    return chance.sample(texts, most) if len(texts) > most else texts


def write(path, texts):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(text + "\n" for text in texts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", help="the file to write")
    parser.add_argument("held_out", help=f"a file for {HELD_OUT} of the passages, which are not in the other")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if "KLINKER_SHARED" not in os.environ:
        sys.exit("texts.py: set KLINKER_SHARED to the folder that holds data/rawtext")
    sources, seen, kinds, all_texts = Sources(os.environ["KLINKER_SHARED"]), set(), {}, []
    print("| source | licence | lines | words |\n|---|---|---:|---:|")
    for name, licence, kind, most, joined, documents in TABLE:
        texts = take(documents(sources), most, joined, seen, random.Random(f"{arguments.seed} {name}"))
        print(f"| {name} | {licence} | {len(texts)} | {sum(len(text.split()) for text in texts)} |", flush=True)
        kinds[kind] = kinds.get(kind, 0) + len(texts)
        all_texts += texts
    for kind, lines in kinds.items():
        print(f"{kind}: {lines} of {len(all_texts)} lines, {lines / len(all_texts):.1%}")
    if len(all_texts) > MOST or kinds["official"] > len(all_texts) / 2 or kinds["informal"] < len(all_texts) / 4:
        sys.exit("texts.py: the mixture is not what it should be: at most half official, at least a quarter informal")
    random.Random(arguments.seed).shuffle(all_texts)
    write(arguments.held_out, all_texts[:HELD_OUT])
    write(arguments.text, all_texts[HELD_OUT:])


if __name__ == "__main__":
    main()
