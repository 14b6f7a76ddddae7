"""Helper of sentencepiece_parity.sh.

sentencepiece_parity.py train TEXT FOLDER    models of all kinds from a sample of TEXT, one FOLDER/NAME.model each
sentencepiece_parity.py hostile              text that no sane person writes, for standard output
sentencepiece_parity.py encode MODEL TEXT    for each line a SentencePieceText message behind its size in four bytes
"""
import random
import struct
import sys

SYMBOLS = ["<mask>", "[PATIENT]", "ij", "@@", "🙂", "naar huis", "Ａ１", "é", "…"]


def train(text, folder):
    import sentencepiece

    models = {
        "unigram, nmt_nfkc": dict(),
        "unigram, identity": dict(normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=False),
        "unigram, nmt_nfkc_cf, no bytes": dict(normalization_rule_name="nmt_nfkc_cf", byte_fallback=False),
        "unigram, nmt_nfkc, space as suffix": dict(treat_whitespace_as_suffix=True),
        "unigram, nmt_nfkc, user-defined": dict(user_defined_symbols=SYMBOLS),
        "unigram, nmt_nfkc, over spaces": dict(split_by_whitespace=False),
        "BPE, nmt_nfkc": dict(model_type="bpe"),
        "BPE, identity, no bytes": dict(model_type="bpe", normalization_rule_name="identity", byte_fallback=False),
        "BPE, nmt_nfkc_cf, user-defined": dict(model_type="bpe", normalization_rule_name="nmt_nfkc_cf", user_defined_symbols=SYMBOLS),
        "BPE, nmt_nfkc, space as suffix": dict(model_type="bpe", treat_whitespace_as_suffix=True),
    }
    with open(text, encoding="utf-8", newline="\n") as lines:
        fit = [line.rstrip("\n") for line in lines if len(line) < 1000 and "\0" not in line]
    sample = fit[:: max(1, len(fit) // 15000)]
    for name, options in models.items():
        options = {"byte_fallback": True, "vocab_size": 4000, "num_threads": 1, "minloglevel": 4, **options}
        if options.get("model_type") != "bpe":
            options["hard_vocab_limit"] = False
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(sample), model_prefix=f"{folder}/{name}", **options)


def hostile():
    chance = random.Random(1)
    pools = [
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789.,;:!?()[]<>@#%&*-_=+/\\|~^`'\"$",
        "".join(map(chr, [*range(0, 10), *range(11, 32), 0x7F, *range(0x80, 0xA0)])),
        " \t\u00a0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u2581\u2581", "\u200b\u200c\u200d\u2060\ufeff\u202e\u202a\u00ad\u034f",
        "éèêëïöüñçàáâßøåæœÿĳĲŉŸ", "".join(map(chr, range(0x300, 0x370))), "汉字漢語日本語カタカナひらがな한국어ㄱㄴ", "العربية لا ﷺ ﷽ ﻻ עברית", "ﬁﬂ½Ⅷ①㍿™ﾊﾟＡｂ１～",
        "😀👍🏽👨\u200d👩\u200d👧🇳🇱🏴\U000e0067\U000e007f❤\ufe0f🙂", "𝓱𝓪𝓪𝓽𐍈\U0010ffff\ufffd\uffff\ue000", "ॐ नमस्ते ไทย ქართული ελληνικά кириллица",
    ]
    words = "de het een van naar huis ij ijs wijn mijn naar  huis <mask> [PATIENT] @@ <s> </s> <unk> <0x41> ▁de zwemmen ...... ---- aaaaaaaa".split(" ")
    lines = ["", " ", "  ", "\u2581", "\u2581\u2581 \u2581", "\0", "a\0b", "\u3000", "\t", "\r", "x" * 20000, "▁" * 5000, "é" * 5000, "e\u0301" * 3000, "汉" * 3000,
             " a" * 5000, ". " * 5000, "." * 5000, "ij" * 3000, "naar huis" * 500, "😀" * 3000, "a" + "\u0301" * 3000, "1" * 5000, "😀a" * 2000]
    for _ in range(20000):
        parts = []
        for _ in range(chance.randrange(1, 30)):
            if chance.random() < 0.4:
                parts.append(chance.choice(words))
            else:
                pool = chance.choice(pools)
                parts.append("".join(chance.choice(pool) for _ in range(chance.randrange(1, 8))))
            if chance.random() < 0.5:
                parts.append(" ")
        lines.append("".join(parts))
    for _ in range(3000):
        lines.append("".join(chr(chance.choice([*range(1, 10), *range(11, 0xD800), *range(0xE000, 0x11000)])) for _ in range(chance.randrange(1, 40))))
    sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode("utf-8"))


def encode(model, text):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=model)

    def write(lines):
        for message in processor.encode(lines, out_type="serialized_proto", num_threads=1):
            sys.stdout.buffer.write(struct.pack("<I", len(message)) + message)

    block = []
    with open(text, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            block.append(line.removesuffix("\n"))
            if len(block) == 10000:
                write(block)
                block = []
    if block:
        write(block)


if __name__ == "__main__":
    {"train": train, "hostile": hostile, "encode": encode}[sys.argv[1]](*sys.argv[2:])
