#!/bin/sh
# Makes this model again: models/hate-speech-encoder-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/normalize, data/labelled); of that text only weights get into the model. Takes an hour on one core with bf16; the
# card says how the shipped weights came about.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
model=models/hate-speech-encoder-nl
work=build/hate-speech-encoder-nl
texts=build/hate-speech-nl
models/hate-speech-nl/texts.sh "$texts"

klinker train --task text --train corpora/hate-speech/train/*.jsonl --dev corpora/hate-speech/dev.jsonl \
  --negatives "$texts/parlamint-harmless.txt" "$texts/tatoeba.txt" "$texts/captions.txt" "$texts/dialect.txt" "$texts/requests.txt" "$texts/varieties.txt" \
  --negatives-label not_hateful --negatives-limit 800 \
  --base models/base-nl --output "$work/model" --force --card "$model/card.json" --positive hateful \
  --epochs 4 --batch-size 32 --learning-rate 1e-4 --patience 0 --metric macro_f1 --seed 1 --bf16
klinker quantize --model "$work/model" --output "$work/quantized" --force

for file in config.json klinker.json model.safetensors tokenizer.json tokenizer_config.json metrics.jsonl README.md; do
  cp "$work/quantized/$file" "$model/$file"
done

# The figures of the card, measured on what ships.
export KLINKER_MODELS=models
klinker evaluate --model hate-speech-encoder-nl --data corpora/hate-speech/dev.jsonl --record --report "$work/dev.html"
klinker evaluate --model hate-speech-encoder-nl --data corpora/hate-speech/suite.jsonl --suite --record
for harmless in parlamint-later news chat; do
  klinker evaluate --model hate-speech-encoder-nl --negatives "$texts/$harmless.txt" --negatives-label not_hateful --record
done
tests/bench/hate_speech.sh "$(dirname "$(dirname "$(command -v klinker)")")" --curve "$model/false-alarms.tsv" "$texts/parlamint-later.txt" "$texts/news.txt" "$texts/chat.txt"
