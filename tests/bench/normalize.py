#!/usr/bin/env python3
"""What normalize.sh prints. usage: normalize.py BUILD SHARED [--errors]"""
import collections
import json
import lzma
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

build, shared = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
show_errors = "--errors" in sys.argv[3:]
data = shared / "data"
corpora = pathlib.Path(__file__).resolve().parents[2] / "corpora"
environment = dict(os.environ, PATH=f"{build}/bin:{os.environ['PATH']}")
work = pathlib.Path(tempfile.mkdtemp(prefix="klinker-bench-"))
errors = []


def row(what, measure, value):
    print(f"| {what} | {measure} | {value} |", flush=True)


def normalize(records, *options):
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    done = subprocess.run(["klinker", "normalize", "--jsonl", *options], input=lines, capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"klinker normalize: exit status {done.returncode}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def sentences(path):
    """The tokens of a .norm file."""
    tokens = []
    for line in open(path, encoding="utf8"):
        if line.strip():
            tokens.append(line.rstrip("\n").split("\t")[0])
        elif tokens:
            yield tokens
            tokens = []
    if tokens:
        yield tokens


def score(what, gold, tokens, *options):
    """Rows of what score_normalize.py says; its output has a line for each variety and one for all."""
    out = normalize([{"tokens": t} for t in tokens])
    path = work / "system.jsonl"
    path.write_text("".join(json.dumps({"norm": r["norm"]}) + "\n" for r in out), encoding="utf8")
    done = subprocess.run([sys.executable, shared / "score/score_normalize.py", gold, path, *options], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        name, rest = line.split(" ERR ")
        found = dict(re.findall(r"(accuracy|precision|recall|wrongly changed|n)[ =]+([-\d.]+)", rest))
        name = name.strip()
        row(what if name == "all" else f"{what}, {name}", "error reduction",
            f"{float(rest.split()[0]):.4f} (precision {found['precision']}, recall {found['recall']}, wrongly changed {found['wrongly changed']} of {found['n']})")
    return out


def wrong(title, pairs, most=40):
    errors.append((title, collections.Counter(pairs).most_common(most)))


def accuracy():
    path = data / "normalize/multilexnorm_nl_train.norm"
    score("MultiLexNorm, train part, with case", path, sentences(path), "--case")

    path = data / "normalize/varieties_dev.jsonl"
    gold = [json.loads(line) for line in open(path, encoding="utf8")]
    out = score("sample by variety", path, [r["tokens"] for r in gold])
    coverage(gold, out)

    folder = data / "normalize/rickkosse-Dutch-Gronings"
    pairs = [(a.split(), b.split()) for a, b in zip(open(folder / "dev.gro", encoding="utf8"), open(folder / "dev.nl", encoding="utf8"))]
    pairs = [(a, b) for a, b in pairs if a and len(a) == len(b)]
    path = work / "gronings.jsonl"
    path.write_text("".join(json.dumps({"tokens": a, "norm": b}) + "\n" for a, b in pairs), encoding="utf8")
    out = score("Gronings, dev lines with as many tokens on both sides", path, [a for a, _ in pairs])
    wrong("Gronings: form, wanted, given", ((t, g, s) for (a, b), r in zip(pairs, out) for t, g, s in zip(a, b, r["norm"]) if s.lower() != g.lower()))


def coverage(gold, out):
    """Non-standard types whose right reading is what an edit makes of them, or among its alternatives, at one of their places."""
    known, all_types = collections.defaultdict(set), collections.defaultdict(set)
    for record, result in zip(gold, out):
        edits = {edit["start"]: edit for edit in result["edits"]}
        for at, (token, norm) in enumerate(zip(record["tokens"], record["norm"])):
            if token.lower() == norm.lower() or not norm:
                continue
            kind = (token.lower(), norm.lower())
            all_types[record["variety"]].add(kind)
            edit = edits.get(at)
            if edit and norm.lower() in [text.lower() for text in [edit["replacement"], *edit.get("alternatives", [])]]:
                known[record["variety"]].add(kind)
    for variety in sorted(all_types):
        row(f"sample by variety, {variety}", "coverage of non-standard types",
            f"{100 * len(known[variety]) / len(all_types[variety]):.1f}% of {len(all_types[variety])}")
        wrong(f"not covered, {variety}", all_types[variety] - known[variety])
    total = sum(map(len, all_types.values()))
    row("sample by variety", "coverage of non-standard types", f"{100 * sum(map(len, known.values())) / total:.1f}% of {total}")


REGISTERS = {
    "parliament": ["parliament_kamervragen", "parliament_parlamint_nl"],
    "law": ["wetten_bwb_markdown"],
    "government": ["gov_minbzk", "gov_geonovum_logius_standaarden"],
    "judgments": ["legal_rechtspraak_samples"],
    "technical": ["techdocs_debian_nl", "msdocs_nl_mt"],
    "news": ["news_politie_nl", "news_leestmeer"],
}
TOKENS = 1_000_000


def sample(names, words):
    """Lines with words from the begin of each file, of the first files every second one, until there are so many words."""
    lines, taken = [], 0
    for place, name in enumerate(names):
        number, wanted = 0, words * (place + 1) // len(names)
        with lzma.open(data / f"rawtext/{name}.txt.xz", "rt", encoding="utf8") as file:
            for line in file:
                if taken >= wanted:
                    break
                if not re.search(r"[a-z]{3}", line):
                    continue
                number += 1
                if place + 1 < len(names) and number % 2:
                    continue
                lines.append(line.strip())
                taken += len(line.split())
    return lines


def standard_text():
    total = changed_total = 0
    for register, names in REGISTERS.items():
        lines = sample(names, TOKENS // len(REGISTERS))
        out = normalize([{"text": line} for line in lines])
        words = sum(len(line.split()) for line in lines)
        edits = [edit for record in out for edit in record["edits"]]
        changed = sum(len(edit["original"].split()) for edit in edits)
        case = sum(edit["kind"] == "case" for edit in edits)
        total, changed_total = total + words, changed_total + changed
        row(f"standard text, {register}", "words changed", f"{100 * changed / words:.4f}% of {words} ({case} of {changed} in case only)")
        wrong(f"changed in {register}", ((edit["original"], edit["replacement"], edit["kind"], edit["variety"]) for edit in edits))
    row("standard text", "words changed", f"{100 * changed_total / total:.4f}% of {total}")


def cost(source, *command):
    done = subprocess.run([build / "bench/klinker-bench-command", source, *command], capture_output=True, text=True, check=True, env=environment)
    return [float(number) for number in done.stdout.split()]


def speed():
    path = work / "chat.txt"
    with open(path, "w", encoding="utf8") as file:
        for part in sorted((corpora / "hate-speech/train").glob("*.jsonl")):
            for line in open(part, encoding="utf8"):
                file.write(" ".join(json.loads(line)["text"].split()) + "\n")
        for tokens in sentences(data / "normalize/multilexnorm_nl_train.norm"):
            file.write(" ".join(tokens) + "\n")
    size = path.stat().st_size / 1e6
    wall, _, memory = cost(path, "klinker", "normalize", "--threads", "1")
    start, _, least = (statistics.median(column) for column in zip(*(cost("/dev/null", "klinker", "normalize", "--threads", "1") for _ in range(11))))
    row(f"chat text of {size:.2f} MB", "one cold pass on one thread, start-up included", f"{size / wall:.2f} MB/s")
    row(f"chat text of {size:.2f} MB", "the same, start-up taken off", f"{size / (wall - start):.2f} MB/s")
    row(f"chat text of {size:.2f} MB", "peak memory", f"{memory:.0f} MB")
    # Words come back: in a corpus most of those that cost much have been seen.
    often = work / "chat8.txt"
    often.write_bytes(path.read_bytes() * 8)
    wall, _, memory = cost(often, "klinker", "normalize", "--threads", "1")
    row("the same eight times over", "one thread, start-up included; peak memory", f"{8 * size / wall:.2f} MB/s, {memory:.0f} MB")
    row("no text", "start-up, peak memory (median of 11)", f"{1000 * start:.0f} ms, {least:.0f} MB")


print("| on what | what | figure |\n|---|---|--:|")
try:
    accuracy()
    standard_text()
    speed()
finally:
    for file in work.iterdir():
        file.unlink()
    work.rmdir()
if show_errors:
    for title, found in errors:
        print(f"\n{title}:")
        for what, count in found:
            print(f"  {count:5} " + " | ".join(what))
