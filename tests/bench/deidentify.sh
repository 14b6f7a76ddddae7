#!/bin/sh
# deidentify.sh BUILD [--held-out]: `klinker deidentify` beside the Python package `deduce` on the invented records of corpora/clinical (the
# files that its rules were developed on, or with --held-out the others), and on what KLINKER_SHARED holds: characters found, spans
# found, records a second on one thread. The package is installed into DEIDENTIFY_FOLDER (default: a folder in the temporary directory).
set -eu
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
folder=${DEIDENTIFY_FOLDER:-${TMPDIR:-/tmp}/klinker-deidentify}
mkdir -p "$folder"
if [ ! -x "$folder/venv/bin/python" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet deduce
fi
exec "$folder/venv/bin/python" "$here/deidentify.py" --klinker "$build/bin/klinker-deidentify" --corpus "$here/../../corpora/clinical" "$@"
