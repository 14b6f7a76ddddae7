#!/bin/sh
# Makes this model again: models/hate-speech-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/normalize, data/labelled); of that text only weights get into the model. Takes about three minutes on one core.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
model=models/hate-speech-nl
work=build/hate-speech-nl
"$model/texts.sh" "$work"

# Chat weighs more than parliament here, because the pieces are for chat; case says little in it. Every character gets a piece:
# split into bytes, all emoji look alike.
klinker subword train --output "$work/pieces.model" --vocabulary 8000 --character-coverage 1 --normalization nmt_nfkc_cf \
  "$work/parlamint-vocabulary.txt" "$work/laws-vocabulary.txt" "$work/tatoeba.txt" "$work/captions.txt" \
  "$work/dialect.txt" "$work/requests.txt" corpora/hate-speech/train/*.jsonl

klinker train --task text --train corpora/hate-speech/train/*.jsonl --dev corpora/hate-speech/dev.jsonl \
  --negatives "$work/parlamint-harmless.txt" "$work/tatoeba.txt" "$work/captions.txt" "$work/dialect.txt" "$work/requests.txt" \
  --negatives-label not_hateful --negatives-limit 2000 \
  --base "$work/pieces.model" --output "$work/model" --force --card "$model/card.json" --positive hateful \
  --dropout 0.5 --piece-dropout 0.2 --patience 6 --seed 1

for file in config.json klinker.json model.safetensors sentencepiece.bpe.model metrics.jsonl README.md; do
  cp "$work/model/$file" "$model/$file"
done

# The figures of the card, measured on what ships.
export KLINKER_MODELS=models
klinker evaluate --model hate-speech-nl --data corpora/hate-speech/dev.jsonl --record --report "$work/dev.html"
for harmless in parlamint-later news chat; do
  klinker evaluate --model hate-speech-nl --negatives "$work/$harmless.txt" --negatives-label not_hateful --record
done
