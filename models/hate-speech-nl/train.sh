#!/bin/sh
# Makes this model again: models/hate-speech-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/normalize, data/labelled); of that text only weights get into the model. Takes about three minutes on one core.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
: "${KLINKER_SHARED:?name the folder that holds data/rawtext}"
model=models/hate-speech-nl
work=build/hate-speech-nl
mkdir -p "$work"
# The files that there were when the shipped weights were made; later ones wait for a model that can learn from them.
messages=
for name in comments-forums everyday games-youth lgbt-disability origin-colour religion-sex short; do
  messages="$messages corpora/hate-speech/train/$name.jsonl"
done

# take NAME AWK-CONDITION FILE: some lines of a raw text. ParlaMint is in the order of the debates: what comes after line
# 320000 is kept for measuring.
take() { xz -dc "$KLINKER_SHARED/data/rawtext/$1.txt.xz" | awk "length(\$0) > 0 && ($2)" > "$work/$3"; }
take parliament_parlamint_nl 'NR <= 300000 && NR % 25 == 0' parlamint-vocabulary.txt
take parliament_parlamint_nl 'NR <= 300000 && NR % 25 == 7' parlamint-harmless.txt
take parliament_parlamint_nl 'NR > 320000 && NR % 6 == 0' parlamint-later.txt
take wetten_bwb_markdown 'NR % 25 == 0' laws-vocabulary.txt
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

# Chat weighs more than parliament here, because the pieces are for chat; case says little in it. Every character gets a piece:
# split into bytes, all emoji look alike.
klinker subword train --output "$work/pieces.model" --vocabulary 8000 --character-coverage 1 --normalization nmt_nfkc_cf \
  "$work/parlamint-vocabulary.txt" "$work/laws-vocabulary.txt" "$work/tatoeba.txt" "$work/captions.txt" \
  "$work/dialect.txt" "$work/requests.txt" $messages

klinker train --task text --train $messages --dev corpora/hate-speech/dev.jsonl \
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
