#!/bin/sh
# Makes the plain texts that the two hate-speech models learn from as harmless, and are measured on: texts.sh FOLDER
# KLINKER_SHARED names the folder that holds the raw text (data/rawtext, data/normalize, data/labelled).
set -eu
work=$1
: "${KLINKER_SHARED:?name the folder that holds data/rawtext}"
mkdir -p "$work"

# take NAME AWK-CONDITION FILE: some lines of a raw text. ParlaMint is in the order of the debates: what comes after line
# 320000 is kept for measuring.
take() { xz -dc "$KLINKER_SHARED/data/rawtext/$1.txt.xz" | awk "length(\$0) > 0 && ($2)" > "$work/$3"; }
take parliament_parlamint_nl 'NR <= 300000 && NR % 25 == 0' parlamint-vocabulary.txt
take parliament_parlamint_nl 'NR <= 300000 && NR % 8 == 3' parlamint-harmless.txt
take parliament_parlamint_nl 'NR > 320000 && NR % 6 == 0' parlamint-later.txt
take wetten_bwb_markdown 'NR % 25 == 0' laws-vocabulary.txt
take sentences_tatoeba_nld 1 tatoeba.txt
take captions_dutchdescriptions 1 captions.txt
take news_leestmeer 'NR % 20 == 0 && length($0) > 20' news.txt  # to measure on only
# Harmless messages in other spellings than those of the standard: without them every odd spelling looks like evasion.
cut -f 1 "$KLINKER_SHARED"/data/normalize/OPUS-MT-testsets-tatoeba/*-nld_train.tsv > "$work/dialect.txt"
# Spoken requests. The field holds no escapes.
sed -n 's/.*"utt": "\(.*\)", "annot_utt.*/\1/p' "$KLINKER_SHARED/data/labelled/massive_nl/train_dev.jsonl" > "$work/requests.txt"
# Chat and dialect written for Klinker; not the evasive ones, some of which insult.
for file in "$(dirname "$0")"/../../corpora/normalize/*.jsonl; do
  [ "$(basename "$file")" = evasive.jsonl ] || python3 -c 'import json, sys
for line in open(sys.argv[1], encoding="utf8"):
    print(" ".join(json.loads(line)["tokens"]))' "$file"
done > "$work/varieties.txt"
# Chat, to measure on only: sentences from the first column of the tokens.
awk -F '\t' 'NF < 2 { if (s != "") print s; s = ""; next } { s = s (s == "" ? "" : " ") $1 } END { if (s != "") print s }' \
  "$KLINKER_SHARED/data/normalize/multilexnorm_nl_train.norm" > "$work/chat.txt"
