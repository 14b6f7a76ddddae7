#!/bin/sh
# Learns the weights of the summariser again, and says how much of the key facts it finds in records it did not learn from:
# tools/training/summarizer/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). Takes five seconds; build again afterwards.
set -eu
cd "$(dirname "$0")/../../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
LC_ALL=C
export LC_ALL
set --
for file in corpora/clinical/*.jsonl; do
  [ "$file" = corpora/clinical/context.jsonl ] || set -- "$@" "$file"  # sentences, no records
done
klinker train-summarizer --folds 10 --output lib/clinical/tables/statement-weights.tsv "$@"
