"""The tables of hate_speech.sh: hate_speech.py CORPUS [--curve TABLE] [HARMLESS.txt...]"""
import json
import random
import subprocess
import sys
import time

STAGES = {"first stage alone": ["--encoder", "none"], "encoder alone": ["--model", "hate-speech-encoder-nl"], "both": []}


def answers(texts, options):
    """(called hateful, score) of each text."""
    records = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run(["klinker", "hate-speech", "--jsonl", "--threads", "2", *options], input=records, capture_output=True, text=True, check=True)
    return [(record["label"] == "hateful", record["score"]) for record in map(json.loads, run.stdout.splitlines())]


def macro_f1(truth, labels):
    scores = []
    for label in (True, False):
        right = sum(t == a == label for t, a in zip(truth, labels))
        wrong = sum(t != a for t, a in zip(truth, labels))
        scores.append(2 * right / max(1, 2 * right + wrong))
    return sum(scores) / 2


def respelled(text, how):
    """The text as someone may write it who does not want to be found."""
    chance = random.Random(text)
    if how == "digits for letters":
        return text.translate(str.maketrans("aeio", "4310"))
    words = text.split()
    longest = max(range(len(words)), key=lambda i: len(words[i]))
    for i, word in enumerate(words):
        place = chance.randrange(1, max(2, len(word) - 2))
        if how == "longest word spaced" and i == longest:
            words[i] = " ".join(word)
        elif how == "letters swapped" and len(word) > 4 and chance.random() < 0.3:
            words[i] = word[:place] + word[place + 1] + word[place] + word[place + 2:]
        elif how == "letters left out" and len(word) > 4 and chance.random() < 0.3:
            words[i] = word[:place] + word[place + 1:]
    return " ".join(words)


def functions(data, labels):
    """Accuracies of the functional suite: of functions, and of groups that are large enough to compare."""
    by_function, by_group, harmless = {}, {}, set()
    for record, label in zip(data, labels):
        right = label == (record["label"] == "hateful")
        by_function.setdefault(record["function"], []).append(right)
        by_group.setdefault(record.get("target"), []).append(right)
        if record["label"] != "hateful":
            harmless.add(record["function"])
    mean = lambda values: sum(values) / len(values)
    by_function = {name: mean(values) for name, values in by_function.items()}
    print()
    row("functions of the suite, both stages", "accuracy")
    row("---", "---:")
    row("harmless ones, mean", f"{mean([a for f, a in by_function.items() if f in harmless]):.3f}")
    row("hateful ones, mean", f"{mean([a for f, a in by_function.items() if f not in harmless]):.3f}")
    for name, accuracy in sorted(by_function.items(), key=lambda item: item[1])[:8]:
        row(f"`{name}`", f"{accuracy:.2f}")
    groups = sorted((mean(values), name, values) for name, values in by_group.items() if name and len(values) >= 80)
    (least, worst, low), (most, best, high) = groups[0], groups[-1]
    chance = random.Random(1)
    gaps = sorted(mean(chance.choices(high, k=len(high))) - mean(chance.choices(low, k=len(low))) for _ in range(2000))
    row(f"largest gap of groups: {worst} {least:.3f}, {best} {most:.3f}", f"{most - least:.3f} (95% {gaps[50]:.3f} to {gaps[1949]:.3f})")
    print()


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


corpus, harmless = sys.argv[1], sys.argv[2:]
curve = None
if harmless[:1] == ["--curve"]:
    curve, harmless = harmless[1], harmless[2:]
row("data", "stages", "accuracy", "macro-F1")
row("---", "---", "---:", "---:")
scored = {}
for name in ("dev", "suite"):
    data = [json.loads(line) for line in open(f"{corpus}/{name}.jsonl", encoding="utf8")]
    truth = [record["label"] == "hateful" for record in data]
    for stages, options in STAGES.items():
        scored[name] = truth, answers([record["text"] for record in data], options)
        labels = [label for label, _ in scored[name][1]]
        row(name, stages, f"{sum(t == a for t, a in zip(truth, labels)) / len(truth):.4f}", f"{macro_f1(truth, labels):.4f}")
    if name == "dev":
        for how in ("digits for letters", "longest word spaced", "letters swapped", "letters left out"):
            labels = [label for label, _ in answers([respelled(record["text"], how) for record in data], [])]
            row(f"dev, {how}", "both", f"{sum(t == a for t, a in zip(truth, labels)) / len(truth):.4f}", f"{macro_f1(truth, labels):.4f}")
functions(data, labels)
alarms = {}
if harmless:
    row("harmless text", "stages", "called hateful")
    row("---", "---", "---:")
for path in harmless:
    lines = [line.strip() for line in open(path, encoding="utf8") if line.strip()]
    for stages, options in STAGES.items():
        begun = time.perf_counter()
        alarms[path] = answers(lines, options)
        rate = sum(len(line.encode()) for line in lines) / 1e6 / (time.perf_counter() - begun)
        share = sum(label for label, _ in alarms[path]) / len(lines)
        row(f"{path}, {len(lines)} lines", f"{stages}, {rate:.1f} MB/s on two threads, start-up included", f"{share:.2%}")

# What a threshold costs: of both stages, on the development messages and the harmless lines. The suite chooses nothing.
print()
row("threshold of both stages", "macro-F1 on dev", "hateful ones found", *(f"called hateful of {path.rsplit('/', 1)[-1]}" for path in harmless))
row(*["---:"] * (3 + len(harmless)))
truth, found = scored["dev"]
for percent in range(20, 100, 5):
    labels = [score >= percent / 100 for _, score in found]
    recall = sum(t and a for t, a in zip(truth, labels)) / sum(truth)
    shares = (sum(score >= percent / 100 for _, score in alarms[path]) / len(alarms[path]) for path in harmless)
    row(f"{percent / 100:.2f}", f"{macro_f1(truth, labels):.4f}", f"{recall:.3f}", *(f"{share:.2%}" for share in shares))

if curve:
    with open(curve, "w", encoding="utf8") as file:
        file.write("# title: Share of harmless lines that klinker hate-speech calls hateful, by threshold\n"
                   "# source: tests/bench/hate_speech.sh on lines of " + ", ".join(f"{path.rsplit('/', 1)[-1]} ({len(alarms[path])})" for path in harmless) + "\n"
                   "# licence: Apache-2.0\n# columns: threshold\tthe largest share of any of these texts\n")
        for percent in range(5, 100):
            file.write(f"{percent / 100:.2f}\t{max(sum(score >= percent / 100 for _, score in alarms[path]) / len(alarms[path]) for path in harmless):.5f}\n")
