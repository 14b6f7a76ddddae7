"""The tables of hate_speech_aspects.sh: hate_speech_aspects.py CORPUS [--record FOLDER] [HARMLESS.txt...]
With --scored FILE...: only the labels, of what `klinker classify --jsonl` made of messages of the corpus (see models/hate-speech-nl/train.sh)."""
import argparse
import glob
import json
import os
import random
import statistics
import subprocess

SAMPLES = 1000
DRAWS = 5  # of random words, for one message
TARGETS = ("origin", "skin_colour", "religion", "sex", "sexual_orientation", "gender_identity", "disability")
LABELS = ("hateful", "offensive", "explicit", "implicit") + TARGETS
MODEL = "hate-speech-nl"


def read(path):
    with open(path, encoding="utf8") as file:
        return [json.loads(line) for line in file]


def klinker(texts, *arguments):
    records = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run(["klinker", *arguments, "--jsonl"], input=records, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def gold_labels(record):
    """As corpora/hate-speech/labels.py gives them."""
    return {name for name, holds in (("hateful", record["label"] == "hateful"), ("offensive", record["offensive"])) if holds} | {record["mode"], record["target"]}


def gold_target(record):
    return record["category"] if "category" in record else record["target"]


def gold_mode(record):
    return record["mode"] if "mode" in record else "explicit" if record["explicit"] else "implicit"


def interval(values, statistic=statistics.fmean):
    """The statistic with its 95% bootstrap interval over the values."""
    chance = random.Random(1)
    drawn = sorted(statistic(chance.choices(values, k=len(values))) for _ in range(SAMPLES))
    return statistic(values), drawn[SAMPLES // 40], drawn[SAMPLES - 1 - SAMPLES // 40]


def shown(figure):
    return "{:.3f} ({:.3f} to {:.3f})".format(*figure)


def precision(pairs):
    return sum(gold and found for gold, found in pairs) / max(1, sum(found for _, found in pairs))


def recall(pairs):
    return sum(gold and found for gold, found in pairs) / max(1, sum(gold for gold, _ in pairs))


def f1(pairs):
    return 2 * sum(gold and found for gold, found in pairs) / max(1, sum(gold + found for gold, found in pairs))


def calibration_error(pairs):
    """Of (holds, score), over ten bins."""
    bins = [[] for _ in range(10)]
    for holds, score in pairs:
        bins[min(9, int(score * 10))].append(holds - score)
    return sum(abs(sum(each)) for each in bins) / len(pairs)


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def head(*cells):
    print()
    row(*cells)
    row(*["---"] + ["---:"] * (len(cells) - 1))


def decisions(title, names, gold, found):
    """A table of precision, recall and F1; `gold` and `found` are sets of names, one a message. Returns the figures."""
    head(title, "messages", "precision", "recall", "F1 (95%)")
    figures = {}
    for name in names:
        pairs = [(name in truth, name in answer) for truth, answer in zip(gold, found)]
        figures[name] = [interval(pairs, measure) for measure in (precision, recall, f1)]
        row(name, sum(truth for truth, _ in pairs), *map(shown, figures[name]))
    return figures


def given(record, thresholds):
    return {name for name in LABELS if record["scores"][name] >= thresholds[name]}


def likeliest(record, names):
    return max(names, key=lambda name: record["scores"][name])


def of_hateful(title, data, targets, modes):
    """Accuracy of target and mode, of hateful messages."""
    hateful = [i for i, record in enumerate(data) if record["label"] == "hateful"]
    head(f"of {len(hateful)} hateful messages, {title}", "right (95%)")
    row("target", shown(interval([targets[i] == gold_target(data[i]) for i in hateful])))
    for name in TARGETS:
        right = [targets[i] == name for i in hateful if gold_target(data[i]) == name]
        if right:
            row(f"target, {name} ({len(right)})", f"{statistics.fmean(right):.3f}")
    row("mode", shown(interval([modes[i] == gold_mode(data[i]) for i in hateful])))
    for name in ("explicit", "implicit"):
        right = [modes[i] == name for i in hateful if gold_mode(data[i]) == name]
        row(f"mode, {name} ({len(right)})", f"{statistics.fmean(right):.3f}")


def labels_table(title, data, scored, thresholds):
    figures = decisions(title, LABELS, [gold_labels(record) for record in data], [given(record, thresholds) for record in scored])
    head("calibration error", "")
    for name in LABELS:
        row(name, f"{calibration_error([(name in gold_labels(a), b['scores'][name]) for a, b in zip(data, scored)]):.3f}")
    return figures


def explanations(data):
    """How far the score falls when words go: those of the highest weight, or as many at random."""
    answers = klinker([record["text"] for record in data], "hate-speech", "--explain", "--threads", "2")
    called = [record for record in answers if record["label"] == "hateful" and len(record["explanation"]) > 3]
    chance = random.Random(1)

    def without(record, words):
        text = record["text"]
        for word in sorted(words, key=lambda each: -each["start"]):
            text = text[: word["start"]] + text[word["end"] :].removeprefix(" ")
        return text

    head(f"{len(called)} messages called hateful: the score falls by", "mean (95%)", "no longer hateful")
    for count in (1, 2, 3):
        ranked = [without(each, sorted(each["explanation"], key=lambda word: -word["weight"])[:count]) for each in called]
        drawn = [without(each, chance.sample(each["explanation"], count)) for each in called for _ in range(DRAWS)]
        falls = {}
        for name, texts in (("of highest weight", ranked), ("at random", drawn)):
            after = klinker(texts, "hate-speech", "--threads", "2")
            times = len(texts) // len(called)
            falls[name] = [statistics.fmean(each["score"] - answer["score"] for answer in after[i * times : (i + 1) * times]) for i, each in enumerate(called)]
            lost = statistics.fmean(answer["label"] != "hateful" for answer in after)
            row(f"{count} word{'s' if count > 1 else ''} {name}", shown(interval(falls[name])), f"{lost:.2f}")
        row(f"{count}: more than at random by", shown(interval([a - b for a, b in zip(*falls.values())])), "")


def long_texts(hateful, harmless):
    """One hateful message among twenty harmless ones, as lines of one text: is the worst sentence in it?"""
    chance = random.Random(1)
    texts, places = [], []
    for message in hateful:
        lines = chance.sample(harmless, 20)
        lines.insert(chance.randrange(21), message)
        start = sum(len(line) + 1 for line in lines[: lines.index(message)])
        texts.append("\n".join(lines))
        places.append((start, start + len(message)))
    answers = klinker(texts, "hate-speech", "--sentences", "--threads", "2")
    inside = [start <= answer["worst"]["start"] < end for answer, (start, end) in zip(answers, places)]
    head(f"{len(texts)} texts of 21 messages, one of them hateful", "share (95%)")
    row("the text is called hateful", shown(interval([answer["label"] == "hateful" for answer in answers])))
    row("the worst sentence is of the hateful message", shown(interval(inside)))


def record_figures(folder, figures, messages):
    """Into klinker.json; the next `klinker evaluate --record` writes the card anew."""
    path = os.path.join(folder, "klinker.json")
    with open(path, encoding="utf8") as file:
        info = json.load(file)
    data = "corpora/hate-speech/dev.jsonl"
    for name, measured in figures.items():
        for measure, (value, low, high) in zip(("precision", "recall", "f1"), measured):
            metric = f"{measure} of {name}"
            info["metrics"] = [each for each in info["metrics"] if (each["metric"], each["data"]) != (metric, data)]
            info["metrics"].append({"metric": metric, "value": value, "low": low, "high": high, "data": data, "records": messages,
                                    "command": "tests/bench/hate_speech_aspects.sh"})
    with open(path, "w", encoding="utf8") as file:
        json.dump(info, file, ensure_ascii=False, indent=2)


def thresholds_of(folder):
    with open(os.path.join(folder, "klinker.json"), encoding="utf8") as file:
        info = json.load(file)
    return dict(zip(info["labels"], info["thresholds"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--record")
    parser.add_argument("--scored", nargs="+", default=[], help="MODEL=FILE: what a model says of messages that it has not seen")
    parser.add_argument("harmless", nargs="*")
    arguments = parser.parse_args()
    if arguments.scored:
        corpus = {record["id"]: record for path in glob.glob(f"{arguments.corpus}/train/*.jsonl") for record in read(path)}
        data, scored, found = [], [], []
        for each in arguments.scored:
            folder, path = each.split("=")
            thresholds = thresholds_of(folder)
            for record in read(path):
                data.append(corpus[record["id"]])
                # Each model has its own thresholds: what reaches one counts as 1 or more.
                scored.append(record)
                found.append(given(record, thresholds))
        decisions(f"label, {len(arguments.scored)} folds", LABELS, [gold_labels(record) for record in data], found)
        of_hateful("by folds", data, [likeliest(each, TARGETS) for each in scored], [likeliest(each, ("explicit", "implicit")) for each in scored])
        return

    dev, suite = (read(f"{arguments.corpus}/{name}.jsonl") for name in ("dev", "suite"))
    texts = [record["text"] for record in dev]
    folder = arguments.record or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../models", MODEL)
    figures = labels_table("label of the first stage, dev", dev, klinker(texts, "classify", "--model", folder), thresholds_of(folder))
    if arguments.record:
        record_figures(arguments.record, figures, len(dev))

    answers = klinker(texts, "hate-speech")
    category = lambda record: "hateful" if record["label"] == "hateful" else "offensive" if record["offensive"] else "neutral"
    decisions("category of the command, dev", ("hateful", "offensive", "neutral"), [{category(record)} for record in dev], [{record["category"]} for record in answers])
    for name, data in (("dev", dev), ("the suite", suite)):
        # With the threshold 0 all are called hateful, so that a missed message has a target too.
        answers = klinker([record["text"] for record in data], "hate-speech", "--threshold", "0", "--threads", "2")
        of_hateful(name, data, [answer["target"] for answer in answers], [answer["mode"] for answer in answers])
    if arguments.harmless:
        head("harmless text", "lines", "called offensive", "called hateful")
    for path in arguments.harmless:
        lines = [line.strip() for line in open(path, encoding="utf8") if line.strip()]
        found = [answer["category"] for answer in klinker(lines, "hate-speech", "--threads", "2")]
        row(os.path.basename(path), len(lines), *(f"{found.count(name) / len(lines):.2%}" for name in ("offensive", "hateful")))
    explanations(dev)
    long_texts([record["text"] for record in dev if record["label"] == "hateful"], [record["text"] for record in dev if record["label"] != "hateful"])


main()
