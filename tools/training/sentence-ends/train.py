"""Makes lib/tokenize/tables/sentence-ends.tsv: where a sentence ends without closing punctuation in flattened text.

usage: train.py BUILD WORK [--folds N]

BUILD is the build folder, in which the target klinker-sentence-ends, which gives the features, has been built as well; WORK a
folder for what comes between. It needs scikit-learn. KLINKER_SHARED names the folder that holds data/ud and data/rawtext. With --folds the documents of UD dev are held out in
turn, each fold is measured by a model that has not seen it, and no table is written.
"""
import argparse
import collections
import glob
import json
import lzma
import os
import random
import re
import subprocess

import numpy
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import LogisticRegression

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
TABLE = os.path.join(ROOT, "lib/tokenize/tables/sentence-ends.tsv")
# Running text for the first step, with a licence that allows it: name, bytes.
RUNNING = [("parliament_parlamint_nl", 6_000_000), ("sentences_tatoeba_nld", 1_500_000), ("wetten_bwb_markdown", 2_000_000),
           ("msdocs_nl_mt", 1_500_000), ("captions_dutchdescriptions", 300_000)]
BEGIN_C, END_C = 0.3, 0.5
WRITTEN_WEIGHT = 0.35 # of the documents written for Klinker, which hold more headings than most text
RUNNING_PARAGRAPHS = 3000
LEAST_SEEN = 3         # rarer features are left out
LEAST_WEIGHT = 0.1     # of a feature of words, smaller ones are left out of the table

HEADER = """\
# title: weights of the model that finds ends of sentences without closing punctuation
# source: learned by tools/training/sentence-ends/train.py from corpora/sentence-ends (written for Klinker), the dev parts of UD
# source: Dutch Alpino and LassySmall (CC BY-SA 4.0), ParlaMint-NL 5.0 (CC BY 4.0), Tatoeba (CC BY 2.0 FR), Dutch legislation (free),
# source: Microsoft documentation (CC BY 4.0), DutchDescriptions (Apache-2.0); single words and weights only
# licence: Apache-2.0
# columns: feature	values	weight
"""


def ud_documents(path):
    """The lines of each document of a treebank."""
    documents, name = collections.OrderedDict(), None
    for line in open(path, encoding="utf8"):
        if line.startswith("# sent_id = "):
            name = re.split(r"\\|\.p\.", line[12:].strip())[0]
        elif line.startswith("# text = "):
            documents.setdefault(name, []).append(line[9:].strip())
    return list(documents.values())


def written_documents():
    return [json.loads(line)["lines"] for path in sorted(glob.glob(os.path.join(ROOT, "corpora/sentence-ends/*.jsonl")))
            for line in open(path, encoding="utf8")]


def running_sentences(shared, build, name, size):
    """Sentences of running text as the rules cut it."""
    records = []
    with lzma.open(os.path.join(shared, "data/rawtext", name + ".txt.xz"), "rt", encoding="utf8") as lines:
        for number, line in enumerate(lines):
            if number % 7 == 3 and line.strip():
                size -= len(line)
                if size < 0:
                    break
                records.append(json.dumps({"text": line.strip()[:1500]}, ensure_ascii=False))
    run = subprocess.run([os.path.join(build, "bin", "klinker"), "tokenize", "--jsonl"], input="\n".join(records), capture_output=True,
                         text=True, encoding="utf8", check=True)
    for line in run.stdout.splitlines():
        record = json.loads(line)
        yield [record["text"][s["start"]:s["end"]] for s in record["sentences"]]


def write_documents(path, documents):
    with open(path, "w", encoding="utf8") as out:
        for lines in documents:
            out.write(json.dumps({"lines": lines}, ensure_ascii=False) + "\n")
    return path


class Fit:
    """Logistic regression over named features."""

    def __init__(self, build, work):
        self.program = os.path.join(build, "training", "klinker-sentence-ends")
        self.work = work
        self.hasher = FeatureHasher(2**21, input_type="string", alternate_sign=False)

    def examples(self, documents, table=None):
        path = write_documents(os.path.join(self.work, "documents.jsonl"), documents)
        command = [self.program, "features"] + (["end", table] if table else ["begin"]) + [path]
        out = subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=True).stdout
        rows = [line.split("\t") for line in out.splitlines()]
        return [row[1:] for row in rows], numpy.array([row[0] == "1" for row in rows])

    def fit(self, parts, c):
        """parts: (features, labels, weight). Returns the weight of every feature seen."""
        seen = collections.Counter(name for part in parts for f in part[0] for name in f)
        features = [[name for name in f if seen[name] >= LEAST_SEEN] for part in parts for f in part[0]]
        labels = numpy.concatenate([part[1] for part in parts])
        weights = numpy.concatenate([numpy.full(len(part[1]), part[2]) for part in parts])
        model = LogisticRegression(C=c, max_iter=300, solver="liblinear", fit_intercept=False, random_state=1)
        model.fit(self.hasher.transform(features), labels, sample_weight=weights)
        names = sorted({name for f in features for name in f})
        columns = self.hasher.transform([[name] for name in names]).indices
        return {name: model.coef_[0][column] for name, column in zip(names, columns)}

    def write(self, path, weights):
        with open(path, "w", encoding="utf8") as out:
            out.write(HEADER)
            for name, weight in sorted(weights.items()):
                feature, _, values = name.partition(" ")
                if abs(weight) >= LEAST_WEIGHT or not re.search("last$|next|suffix", feature):
                    out.write(f"{feature}\t{values}\t{weight:.2f}\n")
        return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("work")
    parser.add_argument("--folds", type=int, default=0)
    arguments = parser.parse_args()
    shared, fit = os.environ["KLINKER_SHARED"], Fit(arguments.build, arguments.work)

    ends, paragraphs = [], []
    for name, size in RUNNING:
        for sentences in running_sentences(shared, arguments.build, name, size):
            ends += [re.sub(r"[\s.!?…]+$", "", sentence) for sentence in sentences]
            paragraphs.append(sentences)
    bare = [ends[i:i + 100] for i in range(0, len(ends), 100)]
    features, labels = fit.examples(bare)
    print(f"first step: {len(labels)} places, {labels.sum()} beginnings")
    begin_weights = fit.fit([(features, labels, 1)], BEGIN_C)
    begin = fit.write(os.path.join(arguments.work, "begin.tsv"), begin_weights)

    ud = {t: ud_documents(os.path.join(shared, f"data/ud/nl_{t}-ud-dev.conllu")) for t in ("alpino", "lassysmall")}
    written = fit.examples(written_documents(), begin) + (WRITTEN_WEIGHT,)
    # Ordinary paragraphs joined to long runs: nothing ends there without punctuation, as far as the rules know.
    random.Random(1).shuffle(paragraphs)
    running = [sum(paragraphs[i:i + 20], []) for i in range(0, RUNNING_PARAGRAPHS, 20)]
    running = fit.examples(running, begin) + (1,)
    print(f"second step: written {len(written[1])} places, {written[1].sum()} ends; running {len(running[1])}, {running[1].sum()}")

    def train(documents, path):
        weights = fit.fit([fit.examples(documents, begin) + (1,), written, running], END_C)
        return fit.write(path, {**begin_weights, **weights})

    if not arguments.folds:
        print("table:", train(ud["alpino"] + ud["lassysmall"], TABLE))
        return
    tagged = [(t, d) for t in ud for d in ud[t]]
    random.Random(1).shuffle(tagged)
    total = collections.defaultdict(lambda: numpy.zeros(3))
    for fold in range(arguments.folds):
        held_out = tagged[fold::arguments.folds]
        table = train([d for i, (_, d) in enumerate(tagged) if i % arguments.folds != fold], os.path.join(arguments.work, "fold.tsv"))
        for t in ud:
            documents = [d for name, d in held_out if name == t]
            if not documents:
                continue
            path = write_documents(os.path.join(arguments.work, "held-out.jsonl"), documents)
            out = subprocess.run([fit.program, "evaluate", table, path], capture_output=True, text=True, check=True).stdout
            subprocess.run([fit.program, "errors", table, path], stdout=open(os.path.join(arguments.work, f"errors-{t}.txt"), "ab"))
            total[t] += [int(float(x)) for x in re.search(r"(\d+) sentences, (\d+) found, (\d+) right", out).groups()]
    for t, (gold, found, right) in total.items():
        print(f"{t}: held out, F1 {2 * right / (gold + found):.4f} (P {right / found:.4f} R {right / gold:.4f}), {gold:.0f} sentences")


main()
