"""The figures of document_summary.sh: document_summary.py BUILD CORPUS SHARED [--dev]"""
import hashlib, itertools, json, lzma, pathlib, random, re, subprocess, sys, tempfile, time

import numpy
from rouge_score import rouge_scorer
from stopwordsiso import stopwords
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

RATIO, MOST = 0.2, 300  # of the text; documents of a set
METRICS = ["rouge1", "rouge2", "rougeL"]
WORD = re.compile(r"\w+(?:['’-]\w+)*")
build, corpus, shared = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
dev = "--dev" in sys.argv


def raw(name):
    with lzma.open(pathlib.Path(shared) / "data/rawtext" / (name + ".txt.xz"), "rt", encoding="utf8") as file:
        block = []
        for line in itertools.chain(file, ["\n"]):
            line = line.strip()
            if line:
                block.append(line)
            elif block:
                yield block
                block = []


# How a judgment begins; an abstract begins otherwise.
OPENING = re.compile(r"(?i)^\W*(\d|[A-Z]\.|(de |het |ge\w+ |mondelinge )*(tussen)?(uitspraak|vonnis|arrest|beschikking|beslissing|proces-verbaal|"
                     r"gewezen|wrakingskamer|in de|advoca|mr|zaaknummer|gemachtigde|conclusie|raadsheer|nr|gelet op|bij |op |namens|"
                     r"verdachte is bij|gerechtshof|rechtbank|bestreden|appellant|eiser|verzoek(st)?er|verweerder|ten name|thans|tegen|"
                     r"besloten|naamloze|president|stichting|college voor|staatssecretaris|minister|examenbureau))")


def judgments():
    for block in raw("legal_rechtspraak_samples"):
        first, rest = block[0], "\n".join(block[1:])
        if 80 <= len(first) <= 2000 and first[-1] not in ",:" and not OPENING.match(first) and len(rest) > 3000 and len(block) > 8:
            yield first, rest


def news():
    for block in raw("news_leestmeer"):
        if len(block) < 5 or len(block[0]) > 110 or block[0][-1] == "." or not 120 <= len(block[1]) <= 700:
            continue
        rest = "\n".join(block[2:])
        if 1500 <= len(rest) <= 20000:
            yield block[0] + "\n" + block[1], rest


def questions():
    for block in raw("parliament_vlaams_schriftelijke_vragen"):
        title = block[0]
        if len(block) < 5 or not 30 <= len(title) <= 200 or not block[1].startswith(title):
            continue
        rest = "\n".join([block[1][len(title):].strip()] + block[2:])
        if 2000 <= len(rest) <= 30000:
            yield title, rest


def choose(pairs):
    """At most MOST of them: those whose hash is smallest; a half of the hashes was for development."""
    keyed = sorted((hashlib.sha256(text.encode()).hexdigest(), reference, text) for reference, text in pairs)
    keyed = [k for k in keyed if (k[0][-1] in "01234567") == dev]
    return [{"id": k[0][:12], "reference": k[1], "text": k[2]} for k in keyed[:MOST]]


def run(*command, documents):
    with tempfile.NamedTemporaryFile("w", encoding="utf8", suffix=".jsonl") as file:
        for document in documents:
            file.write(json.dumps({"id": document["id"], "text": document["text"]}, ensure_ascii=False) + "\n")
        file.flush()
        start = time.perf_counter()
        out = subprocess.run([*map(str, command), file.name], check=True, capture_output=True, text=True).stdout
        return [json.loads(line) for line in out.splitlines()], time.perf_counter() - start


class Words:
    def to_words(self, text):
        return WORD.findall(text)


def ranked(summarizer_class):
    """A function that gives sentences of a document, the most important first."""
    def rank(sentences):
        summarizer = summarizer_class(Stemmer("dutch"))
        summarizer.stop_words = stopwords("nl")
        kept = {}
        def keep(all_sentences, count, rating, *args, **kwargs):
            rate = rating if callable(rating) else rating.__getitem__
            kept.update((i, rate(s)) for i, s in enumerate(all_sentences))
            return ()
        summarizer._get_best_sentences = keep
        model = ObjectDocumentModel([Paragraph([Sentence(s, Words()) for s in sentences])])
        summarizer(model, 1)
        return sorted(range(len(sentences)), key=lambda i: -kept[i])
    return rank


def fill(order, places, text):
    """The first in this order that fit in the room there is."""
    room, chosen = int(RATIO * len(text)), []
    for i in order:
        size = places[i][1] - places[i][0]
        if size <= room:
            room -= size
            chosen.append(i)
    return sorted(chosen)


def summaries(documents):
    """By system, places of each document; and seconds by system."""
    cuts, _ = run(build / "training/klinker-document-weights", "sentences", documents=documents)
    for document, cut in zip(documents, cuts):
        document["places"] = cut["sentences"]
    done, seconds = {}, {}
    command = [build / "bin/klinker-summarize", "--kind", "document", "--jsonl", "--max-ratio", str(RATIO), "--threads", "1"]
    answers, seconds["Klinker"] = run(*command, documents=documents)
    done["Klinker"] = [[(s["start"], s["end"]) for s in a["summary"]] for a in answers]
    done["Lead-3 (its own length)"] = [d["places"][:3] for d in documents]
    ranks = {"Lead": lambda s: range(len(s)), "TextRank": ranked(TextRankSummarizer), "LexRank": ranked(LexRankSummarizer)}
    for name, rank in ranks.items():
        start, done[name] = time.perf_counter(), []
        for d in documents:
            order = rank([d["text"][a:b] for a, b in d["places"]]) if d["places"] else []
            done[name].append([d["places"][i] for i in fill(order, d["places"], d["text"])])
        seconds[name] = time.perf_counter() - start
    return done, seconds


def redundancy(sentences):
    """The share of the words of four letters and more in a summary that it has had before."""
    words = [w.lower() for s in sentences for w in set(WORD.findall(s)) if len(w) > 3]
    return 1 - len(set(words)) / len(words) if words else 0.0


def measure(title, documents):
    if not documents:
        return
    done, seconds = summaries(documents)
    scorer = rouge_scorer.RougeScorer(METRICS)
    values = {}
    for name, all_places in done.items():
        rows = []
        for d, places in zip(documents, all_places):
            sentences = [d["text"][a:b] for a, b in places]
            scores = scorer.score(d["reference"], " ".join(sentences))
            rows.append([scores[m].fmeasure for m in METRICS] + [scores[m].recall for m in METRICS] +
                        [redundancy(sentences), sum(map(len, sentences)) / len(d["text"])])
        values[name] = numpy.array(rows)
    print(f"\n{title}: {len(documents)} documents, {sum(len(d['text']) for d in documents) / 1e6:.2f} million characters\n")
    print("| system | ROUGE-1 | ROUGE-2 | ROUGE-L | recall 1 | recall 2 | recall L | words said before | share of the text | seconds |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, rows in values.items():
        mean = rows.mean(axis=0)
        cells = ["%.2f" % (100 * v) for v in mean[:6]] + ["%.3f" % v for v in mean[6:]]
        print("| %s | %s | %s |" % (name, " | ".join(cells), "%.2f" % seconds[name] if name in seconds else "-"))
    rng = numpy.random.default_rng(1)
    draws = rng.integers(0, len(documents), (2000, len(documents)))
    for index, metric in enumerate(METRICS):
        best = max((n for n in values if n not in ("Klinker", "Lead-3 (its own length)")), key=lambda n: values[n][:, index].mean())
        gain = 100 * (values["Klinker"][:, index] - values[best][:, index])
        low, high = numpy.percentile(gain[draws].mean(axis=1), [2.5, 97.5])
        print(f"{metric}: Klinker - {best} = {gain.mean():+.2f} (95%: {low:+.2f} to {high:+.2f})")


def key_facts():
    global RATIO
    documents = [json.loads(l) for f in sorted(corpus.glob("*.jsonl")) for l in f.open(encoding="utf8")]
    documents = [d for d in documents if (d["split"] == "dev") == dev]
    print(f"\nKey facts of corpora/documents, split {'dev (learned from)' if dev else 'test'}: {len(documents)} documents\n")
    print("| system | at 0.20 of the text | at 0.33 |\n|---|--:|--:|")
    table = {}
    for RATIO in (0.2, 0.33):
        done, _ = summaries(documents)
        for name, all_places in done.items():
            hits = facts = 0
            for d, places in zip(documents, all_places):
                cited = set(itertools.chain.from_iterable(range(a, b) for a, b in places))
                for fact in d["key_facts"]:
                    facts += 1
                    spots = [(m.start(), m.end()) for e in fact["evidence"] for m in re.finditer(re.escape(e), d["text"])]
                    hits += any(len(cited.intersection(range(a, b))) >= 0.9 * (b - a) for a, b in spots)
            table.setdefault(name, []).append(f"{hits / facts:.3f} ({hits}/{facts})")
    RATIO = 0.2
    for name, cells in table.items():
        print("| %s | %s |" % (name, " | ".join(cells)))


key_facts()
if not shared:
    print("KLINKER_SHARED is not set: no texts for ROUGE", file=sys.stderr)
    sys.exit()
measure("Judgments (reference: the court's abstract)", choose(judgments()))
measure("News (reference: title and lead)", choose(news()))
measure("Questions to ministers (reference: title)", choose(questions()))
