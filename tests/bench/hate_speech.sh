#!/bin/sh
# What `klinker hate-speech` gives with its first stage alone, its encoder alone, and both, as tables in Markdown:
#   tests/bench/hate_speech.sh [BUILD] [--curve TABLE] [HARMLESS.txt...]
# On the development messages and the functional suite, and as false alarms on lines of harmless text, where such files are named; and what
# each threshold would cost, also as TABLE: models/hate-speech-encoder-nl/false-alarms.tsv, which --max-false-alarms reads.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/release}
[ $# -eq 0 ] || shift
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH
exec python3 "$here/hate_speech.py" "$here/../../corpora/hate-speech" "$@"
