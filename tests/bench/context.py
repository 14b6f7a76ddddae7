#!/usr/bin/env python3
"""Scores what is said of entities: macro-F1 over the values that are not the default.

usage: context.py cases CASES.json > CASES.jsonl          (cases in the format of clinlp's qualifier cases)
       context.py traps RECORD.jsonl ... > CASES.jsonl    (traps of corpora/clinical; see TRAPS below)
       context.py split NAME CASES.jsonl > PART.jsonl     (one part of corpora/clinical/context.jsonl)
       context.py bare CASES.jsonl > INPUT.jsonl          (entities without what should be said of them)
       context.py clinlp CASES.jsonl ...                  (needs PyPI clinlp; answers go to CASES.jsonl.clinlp)
       context.py speed RECORDS.jsonl COMMAND...          (records a second of processor time, start-up included)
       context.py score CASES.jsonl ANSWERS.jsonl [NAME]  (--errors: print each wrong value too)
"""
import collections, json, re, resource, subprocess, sys, time

DEFAULT = {"presence": "present", "temporality": "current", "experiencer": "patient"}
# What a trap of corpora/clinical says of the terms in it. A term counts where it is a word of the wrong claim as well.
TRAPS = {"negated": ("presence", "absent"), "ruled_out": ("presence", "absent"), "family": ("experiencer", "family"),
         "historical": ("temporality", "historical"), "hypothetical": ("temporality", "future")}


def read(path):
    return [json.loads(line) for line in open(path, encoding="utf8") if line.strip()]


def write(record):
    print(json.dumps(record, ensure_ascii=False))


def cases(path):
    for doc in json.load(open(path, encoding="utf8"))["docs"]:
        entities, at = [], 0
        for a in doc["annotations"]:
            start = doc["text"].index(a["text"], at)
            at = start + len(a["text"])
            entities.append({"start": start, "end": at, **{q["name"].lower(): q["value"].lower() for q in a["qualifiers"]}})
        write({"id": doc["identifier"], "text": doc["text"], "entities": entities})


def traps(paths):
    """Words of five letters and more that a trap and its wrong claim share are what the claim is about."""
    for path in paths:
        for record in read(path):
            entities = []
            for trap in record["traps"]:
                kind, value = TRAPS[trap["kind"]]
                claim = {w.lower() for w in re.findall(r"[^\W\d_]{5,}", trap["wrong_claim"])} - COMMON
                at = record["text"].find(trap["text"])
                for word in re.finditer(r"[^\W\d_]{5,}", trap["text"]):
                    if word[0].lower() in claim:
                        entities.append({"start": at + word.start(), "end": at + word.end(), kind: value})
                        break
            if entities:
                write({"id": record["id"], "text": record["text"], "entities": entities})


COMMON = set("patiënt patiënte heeft wordt geweest bekend sprake gehad moeder vader broer sinds lijdt kreeg heeft "
             "thuis vroeger eerder waren dochter zuster werden tijdens wegens welke nieuwe".split())


def clinlp(paths):
    """Its rule-based context algorithm with its own rules, on the same entities."""
    import warnings
    warnings.filterwarnings("ignore")
    import spacy
    from clinlp.ie import SPANS_KEY
    nlp = spacy.blank("clinlp")
    nlp.add_pipe("clinlp_sentencizer")
    nlp.add_pipe("clinlp_context_algorithm")
    for path in paths:
        records = read(path)
        begin = time.process_time()
        with open(path + ".clinlp", "w", encoding="utf8") as out:
            for record in records:
                doc = nlp.make_doc(record["text"])
                doc.spans[SPANS_KEY] = [doc.char_span(e["start"], e["end"], label="entity", alignment_mode="expand")
                                        for e in record["entities"]]
                for _, pipe in nlp.pipeline:
                    doc = pipe(doc)
                said = [{**DEFAULT, **{q.name.lower(): q.value.lower() for q in span._.qualifiers}}
                        for span in doc.spans[SPANS_KEY]]
                out.write(json.dumps({"id": record["id"], "entities": said}) + "\n")
        print("%.0f records a second of processor time" % (len(records) / (time.process_time() - begin)))


def score(cases_path, answers_path, title, errors):
    gold, said = read(cases_path), read(answers_path)
    assert len(gold) == len(said), "%d cases, %d answers" % (len(gold), len(said))
    count = collections.defaultdict(lambda: [0, 0, 0])
    for g, s in zip(gold, said):
        assert len(g["entities"]) == len(s["entities"]), g["id"]
        for ge, se in zip(g["entities"], s["entities"]):
            for kind in DEFAULT:
                if kind not in ge:  # a trap says one thing only
                    continue
                right, answer = ge[kind], se[kind]
                if "someone" in ge and answer == "other":  # a trap tells relatives from others no further
                    answer = "family"
                if errors and right != answer:
                    text = g["text"]
                    print("%s %s: %s, should be %s | %s[%s]%s" % (g["id"], kind, answer, right, text[max(0, ge["start"] - 90):ge["start"]],
                          text[ge["start"]:ge["end"]], text[ge["end"]:ge["end"] + 60]), file=sys.stderr)
                for value in {right, answer}:
                    c = count[kind, value]
                    c[0] += right == answer == value
                    c[1] += answer == value
                    c[2] += right == value
    f1s, cells = [], []
    for (kind, value), (both, answered, right) in sorted(count.items()):
        if value == DEFAULT[kind] or not right:
            continue
        f1s.append(2 * both / (answered + right))
        cells.append("%s %.3f (%d)" % (value, f1s[-1], right))
    print("%-24s macro-F1 %.3f | %s" % (title, sum(f1s) / len(f1s), ", ".join(cells)))


def main(arguments):
    errors = "--errors" in arguments
    what, *rest = [a for a in arguments if a != "--errors"]
    if what == "cases":
        cases(rest[0])
    elif what == "traps":
        traps(rest)
    elif what == "split":
        for record in read(rest[1]):
            if record["split"] == rest[0]:
                write(record)
    elif what == "bare":
        for record in read(rest[0]):
            write({**record, "entities": [{"start": e["start"], "end": e["end"]} for e in record["entities"]]})
    elif what == "speed":
        with open(rest[0], "rb") as records:
            subprocess.run(rest[1:], stdin=records, stdout=subprocess.DEVNULL, check=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        lines = sum(1 for _ in open(rest[0], "rb"))
        print("%.0f records a second of processor time" % (lines / (used.ru_utime + used.ru_stime)))
    elif what == "clinlp":
        clinlp(rest)
    elif what == "score":
        score(rest[0], rest[1], rest[2] if len(rest) > 2 else rest[1], errors)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
