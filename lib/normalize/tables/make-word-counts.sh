#!/bin/sh
# Makes word-counts.tsv: how often Dutch word forms occur in openly licensed text.
#   lib/normalize/tables/make-word-counts.sh BUILD/bin/klinker MINIMUM FILE... > lib/normalize/tables/word-counts.tsv
# FILE: plain text, also gzip or zstd.
set -eu
klinker=$1 minimum=$2
shift 2
cat <<'HEADER'
# title: Counts of Dutch word forms in lower case
# source: counted in ParlaMint-NL 5.0 (Erjavec et al., CLARIN; CC BY 4.0), Dutch legislation (wetten.overheid.nl, no copyright),
# source: Tatoeba (CC BY 2.0 FR), DutchDescriptions (CLTL; Apache-2.0) and Microsoft documentation (CC BY 4.0)
# licence: CC BY 4.0 (single-word counts; the texts are not included)
# columns: form count
HEADER
"$klinker" tokenize --threads "$(nproc)" "$@" | tr ' ' '\n' | LC_ALL=C awk '{ n[$0]++ } END { for (w in n) print w "\t" n[w] }' |
  LC_ALL=C.UTF-8 sed 's/.*/\L&/' | LC_ALL=C awk -F'\t' '{ n[$1] += $2 } END { for (w in n) print w "\t" n[w] }' |
  LC_ALL=C.UTF-8 grep -E "^[[:alpha:]]([[:alpha:]'-]{0,28}[[:alpha:]])?	" | LC_ALL=C awk -F'\t' -v m="$minimum" '$2 >= m' |
  LC_ALL=C sort
