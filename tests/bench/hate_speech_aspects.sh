#!/bin/sh
# What `klinker hate-speech` says beside hate, and how good its explanations are, as tables in Markdown:
#   tests/bench/hate_speech_aspects.sh [BUILD] [--record FOLDER] [HARMLESS.txt...]
# Labels of the first stage, categories, target and mode of hateful messages (on the development messages and the functional suite), what
# share of the lines of HARMLESS is called offensive, whether the score falls when the words go that --explain weighs most, and where the
# worst sentence of a long text is found. --record writes the figures of labels into FOLDER/klinker.json, a model's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../build/release}
[ $# -eq 0 ] || shift
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH
exec python3 "$here/hate_speech_aspects.py" "$here/../../corpora/hate-speech" "$@"
