#!/usr/bin/env python3
"""Checks the invented records of this folder: fields, offsets, evidence, traps, and that identifiers are reserved ones.

usage: check.py [FILE.jsonl ...]      (without files: every .jsonl beside this script but context.jsonl, which holds no records)
Prints one line for every fault, `file:line id: what`, then a count; exit status 1 where there is a fault.
"""
import collections, json, pathlib, re, sys

FIELDS = ["id", "type", "specialism", "text", "key_facts", "traps", "pii", "abbreviations", "spans"]
SECTIONS = set("reason diagnosis history course medication allergy finding measurement procedure plan followup "
               "social".split())
TRAPS = {"negated", "family", "historical", "hypothetical", "ruled_out"}
LABELS = set("patient persoon locatie instelling datum leeftijd id bsn telefoonnummer emailadres url".split())
# Forms that are hardly ever anything but a date, an age, a postcode or a number of a person.
LOOKS_LIKE_ONE = re.compile(
    r"\b(?<![-/.])(0?[1-9]|[12]\d|3[01])([-/.])(0?[1-9]|1[0-2])\2(19|20)?\d\d\b(?![-/.]\d)"
    r"|\b\d{1,2} (jan|febr?|mrt|maart|apr|mei|jun|jul|aug|sept?|okt|nov|dec)(uari|ruari|il|i|ustus|ember|ober)?\b"
    r"|\b[1-9]\d{3} [A-Z]{2}\b(?= [A-Z][a-z])|\b\d{8,}\b|\b\d{1,3}[- ]jarige?\b")


def places(text, sub):
    """As the scorer of summaries finds evidence: literal, every place that does not overlap the one before."""
    return [(m.start(), m.end()) for m in re.finditer(re.escape(sub), text)]


def whole(text, sub):
    """Places of an identifier that are not part of a longer word, number or date."""
    before = r"(?<!\w)" if not sub[0].isdigit() else r"(?<!\w)(?<!\d[-/.,])"
    after = r"(?!\w)" if not sub[-1].isdigit() else r"(?!\w)(?![-/.,]\d)"
    return [(m.start(), m.end()) for m in re.finditer(before + re.escape(sub) + after, text)]


def cuts(text, evidence, trap):
    """Whether a statement that cites just this evidence would hold a part of the trap without the words that deny it."""
    for a, b in places(text, evidence):
        for x, y in places(text, trap):
            part = text[max(a, x):min(b, y)]
            if max(a, x) < min(b, y) and not (a <= x and b >= y) and re.search(r"\w{5,}", part):
                return True
    return False


def shape_faults(record):
    """Fields that the other checks rely on."""
    if list(record) != FIELDS:
        return ["fields are %s" % list(record)]
    faults = ["empty " + f for f in FIELDS if not record[f]]
    for list_name, keys in [("key_facts", "id category statement evidence importance"), ("traps", "kind text wrong_claim"),
                            ("pii", "text tag"), ("abbreviations", "text expansion"), ("spans", "start end label")]:
        for item in record[list_name]:
            if list(item) != keys.split() or "" in item.values() or [] in item.values():
                faults.append("%s: not filled in as (%s): %s" % (list_name, keys, item))
    return faults


def fact_faults(record):
    text = record["text"]
    for i, fact in enumerate(record["key_facts"]):
        name = "fact " + fact["id"]
        if fact["id"] != "F%d" % (i + 1) or fact["category"] not in SECTIONS or fact["importance"] not in ("must", "should"):
            yield name + ": id, category or importance"
        for e in fact["evidence"]:
            if not places(text, e):
                yield "%s: evidence is not in the text: %s" % (name, e)
            for trap in record["traps"]:
                if cuts(text, e, trap["text"]):
                    yield "%s: evidence (%s) cuts the trap (%s)" % (name, e, trap["text"])
    if sum(f["importance"] == "must" for f in record["key_facts"]) < 5:
        yield "fewer than five must-facts"
    for trap in record["traps"]:
        if trap["kind"] not in TRAPS or not places(text, trap["text"]):
            yield "trap: kind, or not in the text: " + trap["text"]
    for a in record["abbreviations"]:
        if not whole(text, a["text"]) and not places(text, a["text"]):
            yield "abbreviation is not in the text: " + a["text"]
    if len({a["text"] for a in record["abbreviations"]}) < len(record["abbreviations"]):
        yield "an abbreviation stands twice"


def span_faults(record):
    text, tagged, end = record["text"], collections.defaultdict(set), 0
    for s in record["spans"]:
        part = text[s["start"]:s["end"]]
        if not end <= s["start"] < s["end"] <= len(text) or part != part.strip() or s["label"] not in LABELS:
            yield "span: order, bounds, white space or label: %s %r" % (s, part)
        end = s["end"]
        tagged[part].add(s["label"])
    listed = {(p["text"], p["tag"]) for p in record["pii"]}
    if listed != {(part, label) for part, labels in tagged.items() for label in labels}:
        yield "pii and spans differ: %s" % sorted(listed ^ {(p, l) for p, labels in tagged.items() for l in labels})
    inside = {i for s in record["spans"] for i in range(s["start"], s["end"])}
    for part in tagged:
        for a, b in whole(text, part):
            if not inside.issuperset(range(a, b)):
                yield "identifier has a place without a span: %s at %d" % (part, a)
    for a, b in [m.span() for m in LOOKS_LIKE_ONE.finditer(text)]:
        if not inside.issuperset(range(a, b)):
            yield "looks like an identifier, has no span: %s" % text[a:b]


def reserved_faults(record):
    for address in re.findall(r"[\w.+-]+@[\w.-]+", record["text"]):
        if not address.rstrip(".").endswith(".example"):
            yield "e-mail outside .example: " + address
    for address in re.findall(r"(?:https?://|www\.)[\w.-]+", record["text"]):
        if not address.rstrip(".").endswith(".example"):
            yield "address outside .example: " + address
    for s in record["spans"]:
        part = record["text"][s["start"]:s["end"]]
        digits = re.sub(r"\D", "", part)
        if s["label"] == "bsn" and not (digits.startswith("9999") and len(digits) == 9):
            yield "BSN is not a reserved one: " + part
        if s["label"] == "telefoonnummer" and not re.search(r"123456|000", digits):
            yield "phone number is not a reserved one: " + part


def main(names):
    files = [pathlib.Path(n) for n in names] or sorted(f for f in pathlib.Path(__file__).parent.glob("*.jsonl") if f.name != "context.jsonl")
    ids, faults, count = set(), 0, collections.Counter()
    for file in files:
        for n, line in enumerate(file.read_text(encoding="utf8").splitlines(), 1):
            record = json.loads(line)
            found = shape_faults(record)
            if not found:
                found = [*fact_faults(record), *span_faults(record), *reserved_faults(record)]
                facts = record["key_facts"]
                count.update(records=1, words=len(record["text"].split()), facts=len(facts),
                             must=sum(f["importance"] == "must" for f in facts), traps=len(record["traps"]),
                             identifiers=len(record["spans"]), abbreviations=len(record["abbreviations"]))
            if record.get("id") in ids:
                found.append("this id stands twice")
            ids.add(record.get("id"))
            for f in found:
                print("%s:%d %s: %s" % (file.name, n, record.get("id"), f))
            faults += len(found)
    print(", ".join("%s %d" % c for c in count.items()) + ", faults %d" % faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
