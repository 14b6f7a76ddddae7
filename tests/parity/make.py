#!/usr/bin/env python3
"""Small checkpoints with random weights, and what `transformers` makes of them, text by text without padding.

make.py unit DIR             a FAMILY.safetensors each for tests/unit/nn_parity.cpp: inputs, outputs, and for each head its
                             config.json and the names and shapes of its tensors, whose values the test computes as we do here
make.py folders DIR SEED     model folders as save_pretrained writes them, with inputs and outputs in expected.safetensors
make.py check DIR            loads DIR/*/saved, which save_network has written, and prints how far its outputs are off
make.py texts MODEL TEXTS IDS OUTPUT
                             hidden states of a real model for the lines of piece ids in IDS ("-" for TEXTS), and where TEXTS is
                             a file, whether its own tokenizer gives these ids

Needs torch, transformers and safetensors.
"""
import json
import pathlib
import sys

import numpy
import torch
import transformers
from safetensors import safe_open
from safetensors.torch import load_file, save_file

VOCABULARY, LIMIT = 60, 20
BERT = dict(vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
            max_position_embeddings=LIMIT, type_vocab_size=2, pad_token_id=0)
# RobBERT's and XLM-R's settings: places are counted from pad + 1, there is one type, and layer norms have another epsilon.
ROBERTA = dict(BERT, max_position_embeddings=LIMIT + 2, type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5)
DISTIL = dict(vocab_size=VOCABULARY, dim=32, n_layers=2, n_heads=4, hidden_dim=48, max_position_embeddings=LIMIT,
              pad_token_id=0)
FAMILIES = {
    "bert": ("Bert", BERT),
    "bert-gelu-new": ("Bert", dict(BERT, hidden_act="gelu_new", layer_norm_eps=1e-7)),
    "bert-relu": ("Bert", dict(BERT, hidden_act="relu", pad_token_id=3)),
    "roberta": ("Roberta", ROBERTA),
    "roberta-types": ("Roberta", dict(ROBERTA, type_vocab_size=2)),
    "xlm-roberta": ("XLMRoberta", ROBERTA),
    "distilbert": ("DistilBert", DISTIL),
    "electra": ("Electra", dict(BERT, embedding_size=32)),
    "electra-narrow": ("Electra", dict(BERT, embedding_size=16)),
}
HEADS = {
    "base": ("Model", {}),
    "single": ("ForSequenceClassification", dict(num_labels=3, problem_type="single_label_classification")),
    "multi": ("ForSequenceClassification", dict(num_labels=12, problem_type="multi_label_classification")),
    "token": ("ForTokenClassification", dict(num_labels=5)),
    "masked": ("ForMaskedLM", {}),
}
TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def values(name, shape, seed):
    """Numbers that are the same in f32, f16 and bf16: multiples of 1/512 from -0.25, for layer norms of 1/128 from 0.5."""
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with numpy.errstate(over="ignore"):
        x = numpy.uint64(state) + numpy.uint64(seed) * numpy.uint64(0x9E3779B97F4A7C15)
        x = x + numpy.arange(int(numpy.prod(shape)), dtype=numpy.uint64)
        x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    bits = ((x ^ (x >> numpy.uint64(31))) >> numpy.uint64(56)).astype(numpy.float32)
    norm = "layernorm" in name.lower().replace("_", "") and name.endswith("weight")
    return torch.from_numpy(0.5 + bits // 2 / 128 if norm else bits / 512 - 0.25).reshape(shape)


def make(family, head, seed):
    prefix, sizes = FAMILIES[family]
    suffix, more = HEADS[head]
    config = getattr(transformers, prefix + "Config")(**sizes, **more)
    model = getattr(transformers, prefix + suffix)._from_config(config, attn_implementation="eager").eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters(remove_duplicate=False):
            if name not in model.all_tied_weights_keys:  # these are not written
                parameter.copy_(values(name, parameter.shape, seed))
    return model


def texts(family, seed):
    """Of 1 to LIMIT pieces, out of order; the pad id stands in some."""
    random = numpy.random.default_rng(seed)
    config = FAMILIES[family][1]
    lengths = [4, 1, LIMIT, 7, 4, 2]
    ids = [random.integers(0, VOCABULARY, length) for length in lengths]
    ids[3][2] = ids[3][5] = ids[4][0] = config["pad_token_id"]
    types = [random.integers(0, config.get("type_vocab_size", 1), length) for length in lengths]
    return [torch.tensor(x) for x in ids], [torch.tensor(x) for x in types]


def run(model, ids, types):
    """All hidden states [layers + 1, pieces, hidden], and what the model gives in the end."""
    typed = getattr(model.config, "type_vocab_size", 1) > 1
    states, outputs = [], []
    with torch.no_grad():
        for text, kinds in zip(ids, types):
            inputs = dict(input_ids=text[None], attention_mask=torch.ones_like(text)[None])
            if typed:
                inputs["token_type_ids"] = kinds[None]
            out = model(**inputs, output_hidden_states=True)
            states.append(torch.stack(out.hidden_states)[:, 0])
            if "logits" in out:
                outputs.append(out.logits[0] if out.logits.dim() == 3 else out.logits)
            elif out.get("pooler_output") is not None:
                outputs.append(out.pooler_output)
    return torch.cat(states, 1), torch.cat(outputs) if outputs else None


def inputs_of(ids, types):
    offsets = numpy.cumsum([0] + [len(x) for x in ids])
    return {"ids": torch.cat(ids), "types": torch.cat(types), "offsets": torch.from_numpy(offsets)}


def write_unit(directory):
    for family in FAMILIES:
        ids, types = texts(family, 1)
        tensors, metadata = inputs_of(ids, types), {}
        for head in HEADS:
            model = make(family, head, 0)
            model.save_pretrained(directory / "work")
            config = json.loads((directory / "work/config.json").read_text())
            metadata[f"{head}.config"] = json.dumps(config)
            with safe_open(directory / "work/model.safetensors", "pt") as file:
                shapes = {name: file.get_slice(name).get_shape() for name in sorted(file.keys())}
            metadata[f"{head}.shapes"] = "\n".join(" ".join([name, *map(str, shape)]) for name, shape in shapes.items())
            states, outputs = run(model, ids, types)
            if head == "base":
                tensors["states"] = states
            if outputs is not None:
                tensors[head] = outputs
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, directory / f"{family}.safetensors", metadata)
    for file in (directory / "work").iterdir():
        file.unlink()
    (directory / "work").rmdir()


def write_folders(directory, seed):
    for family in FAMILIES:
        ids, types = texts(family, seed)
        for head in HEADS:
            for kind, dtype in TYPES.items():
                model = make(family, head, seed)
                states, outputs = run(model, ids, types)
                tensors = dict(inputs_of(ids, types), states=states)
                if outputs is not None:
                    tensors["outputs"] = outputs
                folder = directory / f"{family}.{head}.{kind}"
                model.to(dtype).save_pretrained(folder)
                save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, folder / "expected.safetensors")


def check(directory):
    """Folders that Klinker wrote: no tensor too many or too few, and the same outputs."""
    wrong = 0
    for folder in sorted(directory.glob("*/saved")):
        family, head, kind = folder.parent.name.split(".")
        expected = load_file(folder.parent / "expected.safetensors")
        lengths = torch.diff(expected["offsets"]).tolist()
        model, report = getattr(transformers, FAMILIES[family][0] + HEADS[head][0]).from_pretrained(
            folder, output_loading_info=True, attn_implementation="eager", dtype=torch.float32)
        _, outputs = run(model.eval(), expected["ids"].split(lengths), expected["types"].split(lengths))
        difference = (outputs - expected["outputs"]).abs().max().item()
        complaints = {key: sorted(map(str, value)) for key, value in report.items() if value}
        bad = complaints or not difference < 1e-4
        wrong += bool(bad)
        print(f"{family}\t{head}\t{kind}\t{difference:.1e}\t{complaints or ''}")
    sys.exit(1 if wrong else 0)


def write_states(model_path, texts_path, ids_path, output):
    ids = [torch.tensor([int(x) for x in line.split()]) for line in open(ids_path) if line.strip()]
    if texts_path != "-":
        tokenizer = transformers.AutoTokenizer.from_pretrained(model_path)
        lines = [line for line in open(texts_path, encoding="utf-8").read().split("\n") if line]
        differ = sum(tokenizer(line)["input_ids"] != row.tolist() for line, row in zip(lines, ids, strict=True))
        print(f"ids differ on {differ} of {len(ids)} lines", file=sys.stderr)
    model = transformers.AutoModel.from_pretrained(model_path, attn_implementation="eager", dtype=torch.float32).eval()
    states, _ = run(model, ids, [torch.zeros_like(x) for x in ids])
    means = torch.stack([part.mean(0) for part in states[-1].split([len(x) for x in ids])])
    save_file(dict(inputs_of(ids, [torch.zeros_like(x) for x in ids]), states=states.contiguous(),
                   mean=torch.nn.functional.normalize(means).contiguous()), output)


if __name__ == "__main__":
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    verb, arguments = sys.argv[1], sys.argv[2:]
    if verb in ("unit", "folders"):
        pathlib.Path(arguments[0]).mkdir(parents=True, exist_ok=True)
    if verb == "unit":
        write_unit(pathlib.Path(arguments[0]))
    elif verb == "folders":
        write_folders(pathlib.Path(arguments[0]), int(arguments[1]))
    elif verb == "check":
        check(pathlib.Path(arguments[0]))
    elif verb == "texts":
        write_states(*arguments)
