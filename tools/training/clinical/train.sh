#!/bin/sh
# Learns the weights of `klinker summarize` and `klinker deidentify` again, and says how good they are on records that were left out:
# tools/training/clinical/train.sh [PROGRAMS]
# PROGRAMS is the folder of the built commands (build/release/bin). Takes half a minute; build again afterwards.
set -eu
cd "$(dirname "$0")/../../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
LC_ALL=C
export LC_ALL
set --
for file in corpora/clinical/*.jsonl; do
  [ "$file" = corpora/clinical/context.jsonl ] || set -- "$@" "$file"  # sentences, no records
done
echo "summaries, each record by a model of the others:"
klinker train-summarizer --folds 10 --output lib/clinical/tables/statement-weights.tsv "$@"
# The rules were developed on some of the other files, so these three tell more; the model that ships learns from all.
echo "identifiers in records that no rule was made for, each by a model of the others:"
klinker train-deidentifier --folds 5 corpora/clinical/huisartsenzorg.jsonl corpora/clinical/langdurige-zorg.jsonl \
  corpora/clinical/ziekenhuiszorg.jsonl
klinker train-deidentifier --output lib/clinical/tables/identifier-weights.tsv "$@"
