#!/usr/bin/env bash
# sentencepiece_parity.sh BUILD [TEXT...]: whether Klinker splits text into the same pieces, at the same places, as the SentencePiece
# library that the build links and as those of PyPI, and how much faster; a Markdown table. Models of ten kinds are trained on
# a sample of the text; more are named in PARITY_MODELS (paths, a space between them). To the text come 23,000 hostile lines.
#
# Without TEXT: $KLINKER_SHARED/data/rawtext. PARITY_STEP takes every Nth line only (1); PARITY_VERSIONS names the versions from
# PyPI (0.2.0 and 0.2.3; none with an empty value). Needs python3-venv and, for other versions, the network.
set -euo pipefail
[ $# -ge 1 ] || { echo "usage: sentencepiece_parity.sh BUILD [TEXT...]" >&2; exit 2; }
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
program=$build/bench/klinker-bench-sentencepiece
[ -x "$program" ] || { echo "sentencepiece_parity.sh: $program is not built" >&2; exit 2; }
read -ra versions <<< "${PARITY_VERSIONS-0.2.0 0.2.3}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then cat "$@"
else for file in "${KLINKER_SHARED:?name a text, or the folder that holds data/rawtext}"/data/rawtext/*.txt.xz; do xz -dc "$file"; done
fi | awk -v step="${PARITY_STEP:-1}" 'NR % step == 0' > "$work/text"

python3 -m venv "$work/venv"
python() { "$work/venv/bin/python" "$here/sentencepiece_parity.py" "$@"; }
take_version() { "$work/venv/bin/pip" install -q --disable-pip-version-check "sentencepiece==$1"; }
take_version "${versions[-1]:-0.2.0}"
mkdir "$work/models"
python train "$work/text" "$work/models"
for model in ${PARITY_MODELS:-}; do cp "$model" "$work/models/$(basename "$model")"; done
python hostile >> "$work/text"

linked=$(dpkg-query -W -f '${Version}' libsentencepiece0 2> /dev/null || echo "as linked")
echo "$(wc -l < "$work/text") lines, $(awk -v bytes="$(wc -c < "$work/text")" 'BEGIN { printf "%.0f", bytes / 1e6 }') MB. Lines that differ from SentencePiece in ids / in places;"
echo "MB/s of SentencePiece $linked and of Klinker on one thread, processor time, both in one process; times."
echo
printf '| model | %s |' "$linked"
for version in "${versions[@]}"; do printf ' PyPI %s |' "$version"; done
echo ' ids, MB/s | Klinker | times | ids and places | Klinker | times |'
printf '|---|--:|'
for version in "${versions[@]}"; do printf -- '--:|'; done
echo '--:|--:|--:|--:|--:|--:|'
for version in "${versions[@]}"; do
  take_version "$version"
  for model in "$work"/models/*.model; do
    python encode "$model" "$work/text" | "$program" "$model" "$work/text" --against - > "$model.$version" || [ $? -eq 1 ]
  done
done
for model in "$work"/models/*.model; do
  "$program" "$model" "$work/text" > "$model.linked" || [ $? -eq 1 ]
  name=$(basename "$model" .model)
  printf '| %s | %s |' "$name" "$(awk '{ print $2 " / " $3 }' "$model.linked")"
  for version in "${versions[@]}"; do printf ' %s |' "$(awk '{ print $2 " / " $3 }' "$model.$version")"; done
  awk '{ size = $8 / 1e6; printf " %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |\n", size / $4, size / $5, $4 / $5, size / $6, size / $7, $6 / $7 }' "$model.linked"
done
