#!/bin/sh
# Makes this vocabulary again: models/subword-nl/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/labelled); of that text only pieces and their scores get into the model. Takes some minutes on one core and 3 GB.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
: "${KLINKER_SHARED:?name the folder that holds data/rawtext}"
work=build/subword-nl
mkdir -p "$work"

# take NAME AWK-CONDITION: some lines of a raw text. What fertility.sh measures on is left out: ParlaMint after line 300000, and
# one law line in fifty.
take() { xz -dc "$KLINKER_SHARED/data/rawtext/$1.txt.xz" | awk "length(\$0) > 0 && ($2)" > "$work/$1.txt"; }
take parliament_parlamint_nl 'NR <= 300000 && NR % 8 == 0'
take wetten_bwb_markdown 'NR % 50 != 1 && NR % 8 == 0'
take msdocs_nl_mt 'NR % 2 == 0'
take gutenberg_nl 'NR % 25 == 0'
take sentences_tatoeba_nld 1
take captions_dutchdescriptions 1
# A field of JSON that holds no escapes.
field() { sed -n "s/.*\"$1\": *\"\([^\"\\\\]*\)\", *\"$2\".*/\1/p" "$3"; }
field utt annot_utt "$KLINKER_SHARED/data/labelled/massive_nl/train_dev.jsonl" > "$work/requests.txt"
field text len_text "$KLINKER_SHARED/data/labelled/icf_synthetic/cecilia_kuan_icf_synthetic_dev.jsonl" > "$work/clinical.txt"

# Chat and clinical text is scarce beside parliament and law, so it is read several times: its words must get pieces too.
set -- "$work/parliament_parlamint_nl.txt" "$work/wetten_bwb_markdown.txt" "$work/msdocs_nl_mt.txt" "$work/gutenberg_nl.txt"
for _ in 1 2; do set -- "$@" "$work/sentences_tatoeba_nld.txt" "$work/captions_dutchdescriptions.txt" "$work/requests.txt" "$work/clinical.txt"; done
for _ in 1 2 3 4 5 6; do set -- "$@" corpora/hate-speech/train/*.jsonl corpora/clinical/records.jsonl; done
klinker subword train --output models/subword-nl/nl.model --vocabulary 32000 --algorithm unigram --normalization nmt_nfkc \
  --character-coverage 0.9998 --threads 1 --seed 1 "$@"
