#!/bin/sh
# readers.sh BUILD: how many of the key facts of corpora/clinical a summary holds, by section and for each reader of
# `klinker summarize --for`. The model learned from these records, so only the differences between readers mean something.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec python3 "$here/readers.py" "$(cd "$1" && pwd)/bin/klinker-summarize" "$here/../../corpora/clinical"
