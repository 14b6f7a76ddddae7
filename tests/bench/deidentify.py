#!/usr/bin/env python3
"""Prints a Markdown table of de-identification by Klinker and by deduce; see deidentify.sh."""
import argparse, json, os, pathlib, subprocess, tempfile, time

DEVELOPED = "huisarts ziekenhuis verpleging records ggz vlaanderen".split()
LABELS = {"patient": "patient", "person": "persoon", "location": "locatie", "institution": "instelling", "hospital": "instelling",
          "care_institute": "instelling", "date": "datum", "age": "leeftijd", "patient_id": "id", "id": "id", "bsn": "bsn",
          "phone_number": "telefoonnummer", "url": "url", "email": "emailadres"}


def characters(text, spans):
    return {i for s in spans for i in range(s["start"], s["end"]) if not text[i].isspace()}


def scores(gold, system):
    found = right = wanted = exact = spans = marked = 0
    for g, s in zip(gold, system):
        a, b = characters(g["text"], s), characters(g["text"], g["spans"])
        found, right, wanted = found + len(a), right + len(a & b), wanted + len(b)
        x, y = ({(k["start"], k["end"], k["label"]) for k in z} for z in (s, g["spans"]))
        exact, spans, marked = exact + len(x & y), spans + len(x), marked + len(y)
    p, r = right / max(found, 1), right / max(wanted, 1)
    sp, sr = exact / max(spans, 1), exact / max(marked, 1)
    f = lambda p, r: 2 * p * r / (p + r) if p + r else 0.0
    return f"{r:.4f} | {p:.4f} | {f(p, r):.4f} | {f(sp, sr):.4f}"


def klinker(program, gold):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "in.jsonl")
        one = "".join(json.dumps({"text": g["text"]}) + "\n" for g in gold)
        path.write_text(one)
        output = subprocess.run([program, "--jsonl", path], stdout=subprocess.PIPE, check=False).stdout
        # Long enough that starting the program does not count.
        repeats = max(1, 4000 // len(gold))
        path.write_text(one * repeats)
        begin = os.times()
        subprocess.run([program, "--jsonl", path], stdout=subprocess.DEVNULL, check=False)
        end = os.times()
        rate = repeats * len(gold) / (end.children_user + end.children_system - begin.children_user - begin.children_system)
    return [json.loads(line).get("spans", []) for line in output.decode().splitlines()], rate


def deduce(gold):
    from deduce import Deduce

    model = Deduce()
    model.deidentify("Jan Jansen")
    begin = time.process_time()
    documents = [model.deidentify(g["text"]) for g in gold]
    rate = len(gold) / (time.process_time() - begin)
    spans = []
    for document in documents:
        spans.append([{"start": a.start_char, "end": a.end_char, "label": LABELS.get(a.tag, a.tag)} for a in document.annotations])
    return spans, rate


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--klinker", required=True)
    parser.add_argument("--corpus", required=True, type=pathlib.Path)
    parser.add_argument("--held-out", action="store_true")
    arguments = parser.parse_args()
    read = lambda path: [json.loads(line) for line in open(path, encoding="utf8") if line.strip()]
    names = sorted(p.stem for p in arguments.corpus.glob("*.jsonl") if (p.stem not in DEVELOPED) == arguments.held_out)
    sets = {("held out: " if arguments.held_out else "developed on: ") + ", ".join(names): [g for n in names for g in read(arguments.corpus / f"{n}.jsonl")]}
    if os.environ.get("KLINKER_SHARED"):
        shared = pathlib.Path(os.environ["KLINKER_SHARED"], "data")
        sets["shared records"] = read(shared / "clinical/records_dev.jsonl")
        sets["deduce's own cases"] = read(shared / "deid/deduce_regression_dev.jsonl")
    for name, gold in sets.items():
        print(f"{name}: {len(gold)} texts\n")
        print("| | characters: recall | precision | F1 | exact spans with label: F1 | texts a second of processor time, one thread |\n|---|--:|--:|--:|--:|--:|")
        mine, my_rate = klinker(arguments.klinker, gold)
        print(f"| klinker deidentify | {scores(gold, mine)} | {my_rate:.0f} |")
        theirs, their_rate = deduce(gold)
        print(f"| deduce | {scores(gold, theirs)} | {their_rate:.1f} |")
        print(f"\n{my_rate / their_rate:.0f} times as fast\n", flush=True)


main()
