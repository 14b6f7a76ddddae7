#!/bin/sh
# parity.sh BUILD [TEXT]...: on how many lines our subwords differ from those of `tokenizers` and of SentencePiece, in ids and in places.
# Without TEXT: $KLINKER_SHARED/data/rawtext, more than a million lines, which takes hours.
set -eu
here=$(dirname "$0")
"$here/subword_parity.sh" "$@"
echo
"$here/sentencepiece_parity.sh" "$@"
