#!/bin/sh
# Makes this model again: models/normalizer-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/labelled, data/normalize); of that text only words, counts and weights get into the model, and of Debian's package wdutch the
# list of words. Takes a minute or two on one core, and 1.2 GB. What is made here is compiled in by the next build.
set -eu
export LC_ALL=C  # files in one order everywhere
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
: "${KLINKER_SHARED:?name the folder that holds data/rawtext}"
words=/usr/share/dict/dutch
[ -f "$words" ] || { echo "$words is not here; the Debian package wdutch has it" >&2; exit 1; }
model=models/normalizer-nl
work=build/normalizer-nl
text=$work/text

python3 "$model/texts.py" "$KLINKER_SHARED" "$text"

# Chat is not among the texts, so single sentences, requests, our own messages and the standard sides of the pairs are read several times.
set --
for pairs in corpora/normalize/*.jsonl; do set -- "$@" "$pairs=8"; done
klinker train-normalizer --output "$work/model" --words "$words" \
  --text "$text/debates.txt" "$text/laws.txt" "$text/judgments.txt" "$text/documentation.txt" "$text/sentences.txt=12" "$text/requests.txt=6" "$text/own.txt=3" \
  corpora/normalize/standard.txt=12 \
  --pairs "$@" "$text/low-saxon.jsonl" \
  --example "standard=$text/standard.txt" standard=corpora/normalize/standard.txt "frisian=$text/frisian.txt" frisian=corpora/normalize/frisian.txt \
  "historical=$text/historical.txt" "clinical=$text/clinical.txt"

cp "$work/model/model.bin" "$model/model.bin"
cp "$work/model/rewrites.tsv" "$work/model/reading-counts.tsv" lib/normalize/tables/
