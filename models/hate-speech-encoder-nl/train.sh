#!/bin/sh
# Makes this model again: models/hate-speech-encoder-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/normalize, data/labelled); of that text only weights get into the model. Takes a quarter of an hour on one core.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
: "${KLINKER_SHARED:?name the folder that holds data/rawtext}"
model=models/hate-speech-encoder-nl
work=build/hate-speech-encoder-nl
mkdir -p "$work"

# take NAME AWK-CONDITION FILE: some lines of a raw text. ParlaMint is in the order of the debates: what comes after line
# 320000 is kept for measuring.
take() { xz -dc "$KLINKER_SHARED/data/rawtext/$1.txt.xz" | awk "length(\$0) > 0 && ($2)" > "$work/$3"; }
take parliament_parlamint_nl 'NR <= 300000 && NR % 25 == 7' parlamint-harmless.txt
take parliament_parlamint_nl 'NR > 320000 && NR % 6 == 0' parlamint-later.txt
take sentences_tatoeba_nld 1 tatoeba.txt
take captions_dutchdescriptions 1 captions.txt
take news_leestmeer 'NR % 20 == 0 && length($0) > 20' news.txt  # to measure on only
# Harmless messages in other spellings than those of the standard: without them every odd spelling looks like evasion.
cut -f 1 "$KLINKER_SHARED"/data/normalize/OPUS-MT-testsets-tatoeba/*-nld_train.tsv > "$work/dialect.txt"
# Spoken requests. The field holds no escapes.
sed -n 's/.*"utt": "\(.*\)", "annot_utt.*/\1/p' "$KLINKER_SHARED/data/labelled/massive_nl/train_dev.jsonl" > "$work/requests.txt"
# Chat, to measure on only: sentences from the first column of the tokens.
awk -F '\t' 'NF < 2 { if (s != "") print s; s = ""; next } { s = s (s == "" ? "" : " ") $1 } END { if (s != "") print s }' \
  "$KLINKER_SHARED/data/normalize/multilexnorm_nl_train.norm" > "$work/chat.txt"

klinker train --task text --train corpora/hate-speech/train/*.jsonl --dev corpora/hate-speech/dev.jsonl \
  --negatives "$work/parlamint-harmless.txt" "$work/tatoeba.txt" "$work/captions.txt" "$work/dialect.txt" "$work/requests.txt" \
  --negatives-label not_hateful --negatives-limit 3000 \
  --base models/tiny-nl --output "$work/model" --force --card "$model/card.json" --positive hateful \
  --epochs 4 --batch-size 32 --learning-rate 7e-4 --patience 0 --metric macro_f1 --seed 1

for file in config.json klinker.json model.safetensors tokenizer.json tokenizer_config.json metrics.jsonl README.md; do
  cp "$work/model/$file" "$model/$file"
done

# The figures of the card, measured on what ships.
export KLINKER_MODELS=models
klinker evaluate --model hate-speech-encoder-nl --data corpora/hate-speech/dev.jsonl --record --report "$work/dev.html"
klinker evaluate --model hate-speech-encoder-nl --data corpora/hate-speech/suite.jsonl --suite --record
for harmless in parlamint-later news chat; do
  klinker evaluate --model hate-speech-encoder-nl --negatives "$work/$harmless.txt" --negatives-label not_hateful --record
done
