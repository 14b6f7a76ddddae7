#!/bin/sh
# Makes this model again: models/hate-speech-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext/*.txt.xz); of that text only weights get into the model. Takes about five minutes on one core.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
: "${KLINKER_SHARED:?name the folder with data/rawtext}"
model=models/hate-speech-nl
work=build/hate-speech-nl
mkdir -p "$work"

# take NAME AWK-CONDITION FILE: some lines of a raw text. ParlaMint is in the order of the debates: what comes after line
# 320000 is kept for measuring.
take() { xz -dc "$KLINKER_SHARED/data/rawtext/$1.txt.xz" | awk "length(\$0) > 0 && ($2)" > "$work/$3"; }
take parliament_parlamint_nl 'NR <= 300000 && NR % 25 == 0' parlamint-vocabulary.txt
take parliament_parlamint_nl 'NR <= 300000 && NR % 25 == 7' parlamint-harmless.txt
take parliament_parlamint_nl 'NR > 320000 && NR % 6 == 0' parlamint-later.txt
take wetten_bwb_markdown 'NR % 25 == 0' laws-vocabulary.txt
take sentences_tatoeba_nld 1 tatoeba.txt
take captions_dutchdescriptions 1 captions.txt

# Chat weighs more than parliament here, because the pieces are for chat; case says little in it.
klinker subword train --output "$work/pieces.model" --vocabulary 8000 --normalization nmt_nfkc_cf \
  "$work/parlamint-vocabulary.txt" "$work/laws-vocabulary.txt" "$work/tatoeba.txt" "$work/captions.txt" \
  corpora/hate-speech/train/*.jsonl

klinker train --task text --train corpora/hate-speech/train/*.jsonl --dev corpora/hate-speech/dev.jsonl \
  --negatives "$work/parlamint-harmless.txt" "$work/tatoeba.txt" "$work/captions.txt" \
  --negatives-label not_hateful --negatives-limit 1000 \
  --base "$work/pieces.model" --output "$work/model" --force --card "$model/card.json" --positive hateful \
  --dropout 0.5 --piece-dropout 0.2 --patience 10 --seed 1

for file in config.json klinker.json model.safetensors sentencepiece.bpe.model metrics.jsonl README.md; do
  cp "$work/model/$file" "$model/$file"
done

# The figures of the card, measured on what ships.
export KLINKER_MODELS=models
klinker evaluate --model hate-speech-nl --data corpora/hate-speech/dev.jsonl --record --report "$work/dev.html"
klinker evaluate --model hate-speech-nl --negatives "$work/parlamint-later.txt" --negatives-label not_hateful --record
