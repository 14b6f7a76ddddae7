#!/bin/sh
# Learns the weights of `klinker summarize --kind document` again, and says how good they are on documents that were left out:
# tools/training/documents/train.sh [BUILD]
# Takes a few seconds; build again afterwards.
set -eu
cd "$(dirname "$0")/../../.."
build=${1:-build/release}
cmake --build "$build" --target klinker-document-weights > /dev/null
learn() { "$build/training/klinker-document-weights" "$@" tools/training/documents/prior.tsv corpora/documents/documents.jsonl; }
echo "documents of split dev, each by weights of the others:"
learn check
learn learn > "$build/weights.tsv"
mv "$build/weights.tsv" lib/summarize/tables/weights.tsv
