#!/bin/sh
# accuracy.sh BUILD: how good the commands are on data that is not part of the repository (words and sentences beside ucto, Bling
# Fire and ICU, as a Markdown table), and the whole pipe on more than 50 MB of it with rate and peak memory. KLINKER_SHARED names the
# folder with data/ and score/; without it there is nothing to measure. The normaliser has normalize.sh, hate speech hate_speech.sh.
set -eu
[ -n "${KLINKER_SHARED:-}" ] || { echo "accuracy.sh: KLINKER_SHARED is not set; nothing is measured" >&2; exit 0; }
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
PATH=$build/bin:$PATH
data=$KLINKER_SHARED/data score=$KLINKER_SHARED/score
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

. "$here/peers.inc"
# row NAME COMMAND...: a row of F1 scores of what COMMAND makes of a record in the file `record`; none where it fails.
row() {
  line="| $1 |"
  shift
  for treebank in alpino lassysmall; do
    gold=$data/ud/nl_$treebank-ud-dev.conllu
    python3 "$score/score_tokens.py" --input "$gold" > record
    "$@" > out || return 0
    line="$line $(python3 "$score/score_tokens.py" "$gold" out | sed 's/tokens F1 \([0-9.]*\).*sentences F1 \([0-9.]*\).*/\1 | \2/') |"
  done
  echo "$line"
}
by_klinker() { klinker tokenize --jsonl record; }
by_segmenter() { "$build/bench/klinker-bench-segment" "$1" < record; }
# Without its changes of characters, so that its tokens can be found in the text.
by_ucto() {
  python3 -c 'import json, sys; sys.stdout.write(json.load(open("record"))["text"])' > text
  ucto -L nld -n -N NONE --filter=NO text lines > /dev/null 2>&1 && "$build/bench/klinker-bench-segment" record lines
}
echo "== tokens and sentences: UD Dutch, dev, sentences joined by one space"
echo
echo "| | Alpino, tokens F1 | sentences F1 | LassySmall, tokens F1 | sentences F1 |"
echo "|---|--:|--:|--:|--:|"
row "\`klinker tokenize\`" by_klinker
if command -v ucto > /dev/null; then row "ucto $(ucto --version 2>&1 | sed -n '1s/.* //p'), \`-L nld\`" by_ucto; fi
[ -z "$bling_fire" ] || row "Bling Fire $bling_fire_version" by_segmenter "$bling_fire"
row "ICU $(pkg-config --modversion icu-uc), \`nl\`" by_segmenter icu
echo
echo "Klinker's model of sentence ends has learned from these texts too, so its sentences look better here than elsewhere;"
echo "\`tools/training/sentence-ends/train.py BUILD WORK --folds 9\` measures it on documents that it has not seen."
echo

echo "== prose joined to one line: sentences cut where no punctuation closes them (some are headings)"
for name in parliament_parlamint_nl news_politie_nl; do
  { xz -dc "$data/rawtext/$name.txt.xz" || [ $? -eq 141 ]; } | grep '[.!?]$' |
    awk 'NR % 9 == 4 { size += length($0) + 1; if (size > 1000000) exit; printf "%s ", $0 }' | klinker tokenize > out
  awk -v name=$name '{ closed = 0; for (i = NF > 3 ? NF - 2 : 1; i <= NF; i++) closed = closed || $i ~ /^[.!?…]|\.$/; bare += !closed }
    END { printf "%s: %d of %d sentences\n", name, bare, NR }' out
done

# part NAME BYTES: whole lines of a raw text, as JSONL.
part() {
  { xz -dc "$data/rawtext/$1.txt.xz" || [ $? -eq 141 ]; } |
    awk -v most="$2" '/^[[:space:]]*$/ { next } { size += length($0) + 1; if (size > most) exit
      gsub(/\\/, "&&"); gsub(/"/, "\\\\&"); gsub(/[\001-\037]/, " "); print "{\"text\":\"" $0 "\"}" }'
}

echo "== summaries: invented records, dev"
for ratio in 0.25 0.33 0.5; do
  python3 "$score/score_summary.py" --input "$data/clinical/records_dev.jsonl" | klinker summarize --jsonl --max-ratio $ratio > out
  echo "at $ratio: $(python3 "$score/score_summary.py" "$data/clinical/records_dev.jsonl" out | tail -n 1)"
done

echo "== summaries: invented records, left out in turn"
klinker train-summarizer --folds 10 $(ls "$here"/../../corpora/clinical/*.jsonl | grep -v /context.jsonl)

[ -x "$build/bin/klinker-hate-speech" ] || exit 0
echo "== tokenize | normalize | hate-speech, one thread each"
{ part parliament_parlamint_nl 25000000; part wetten_bwb_markdown 15000000; part blog_pandaqi_tiamo_pastoor 9000000
  part parliament_vlaams_schriftelijke_vragen 8000000; part news_politie_nl 2000000; } > text.jsonl
"$build/bench/klinker-bench-command" /dev/null sh -c 'klinker tokenize --jsonl text.jsonl | klinker normalize --jsonl | klinker hate-speech --jsonl > scored' > cost
awk '{ size += length($0) - 11 } END { printf "%.1f MB of text, %d records\n", size / 1e6, NR }' text.jsonl
echo "wall and processor seconds, peak memory: $(cat cost)"
echo "$(wc -l < scored) records came out, $(grep -c '"error":{"code"' scored || true) of them errors, $(grep -c '"label":"hateful"' scored) flagged as hateful"
