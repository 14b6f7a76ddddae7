#!/usr/bin/env bash
# run.sh BUILD [TEXT...]: how fast the commands of BUILD are, as Markdown tables: text a second on one thread and two, ICU, Bling
# Fire and ucto on the same text in the same run (peers.inc installs the last two), start-up, peak memory, hostile input; then
# the tables of subword_parity.sh and sentencepiece_parity.sh. Every figure is the best of several rounds that are run in
# turn, so that other work on the machine falls on all of them. MB are 10^6 bytes of text, never of JSON.
#
# Without TEXT: real Dutch from $KLINKER_SHARED/data/rawtext where that is set, otherwise the manual pages of the Debian
# package manpages-nl. BENCH_ROUNDS (3) and BENCH_STARTS (20) are the numbers of rounds; BENCH_HATE_MODEL names the model.
set -euo pipefail
export LC_ALL=C

[ $# -ge 1 ] || { echo "usage: run.sh BUILD [TEXT...]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
PATH=$build/bin:$PATH
rounds=${BENCH_ROUNDS:-3}
starts=${BENCH_STARTS:-20}
measure=$build/bench/klinker-bench-command
[ -x "$build/bin/klinker" ] && [ -x "$measure" ] || { echo "run.sh: $build has no commands or benchmarks; build it first" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# first_bytes BYTES [STEP]: whole lines from standard input, every STEP-th of them.
first_bytes() { awk -v most="$1" -v step="${2:-1}" 'NR % step != 1 % step { next } { size += length($0) + 1; if (size > most) exit; print }'; }

# Enough to outweigh start-up; a small text is taken several times over.
least=12000000

from_shared() {
  for name in parliament_parlamint_nl blog_pandaqi_tiamo_pastoor captions_dutchdescriptions sentences_tatoeba_nld wetten_bwb_markdown; do
    # xz ends by SIGPIPE when there is enough; any other failure counts.
    { xz -dc "$KLINKER_SHARED/data/rawtext/$name.txt.xz" || [ $? -eq 141 ]; } | first_bytes 4000000
  done
}

# Macros go, their text stays; escapes for fonts and characters are resolved as far as they matter to words.
from_manual_pages() {
  zcat /usr/share/man/nl/man*/*.gz |
    sed -e '/^[.'\'']\\"/d' -e '/^[.'\''] *\(TH\|ie\|el\|if\|de\|ds\|nr\|so\|in\|ta\|ad\|nf\|fi\|sp\)/d' \
        -e 's/^[.'\''] *[A-Za-z]*[[:space:]]*//' -e 's/\\f[A-Z0-9]//g; s/\\f([A-Z0-9]*//g; s/\\f\[[^]]*\]//g' \
        -e 's/\\[&,\/|^:%]//g; s/\\s[-+]*[0-9]//g; s/\\(aq/'\''/g; s/\\(dq/"/g; s/\\(em/-/g; s/\\-/-/g; s/\\e/\\/g; s/\\ / /g' \
        -e '/^[[:space:]]*$/d' |
    iconv -c -f UTF-8 -t UTF-8
}

if [ $# -gt 0 ]; then
  source="the files given"
  cat "$@" > "$work/once"
elif [ -n "${KLINKER_SHARED:-}" ] && command -v xz > /dev/null && ls "$KLINKER_SHARED"/data/rawtext/*.txt.xz > /dev/null 2>&1; then
  source="4 MB each of parliament, blogs and laws, 2 MB of Tatoeba, 0.7 MB of captions"
  from_shared > "$work/once"
elif ls /usr/share/man/nl/man*/*.gz > /dev/null 2>&1; then
  source="manpages-nl"
  from_manual_pages > "$work/once"
else
  echo "run.sh: no text; name a file, or install manpages-nl" >&2
  exit 2
fi

grep -v '^[[:space:]]*$' "$work/once" > "$work/lines" || { echo "run.sh: the text is empty" >&2; exit 2; }
size=$(wc -c < "$work/lines")
copies=$(((least + size - 1) / size))
for ((copy = 0; copy < copies; ++copy)); do cat "$work/lines"; done > "$work/text"
[ "$copies" -eq 1 ] || source="$source, $copies times over"
# A part for what is slow, from all over the text.
first_bytes 1000000 "$(($(wc -c < "$work/text") / 1000000))" < "$work/text" > "$work/part"
head -n 1 "$work/lines" > "$work/line"
for name in text line; do
  awk '{ gsub(/\\/, "&&"); gsub(/"/, "\\\\&"); gsub(/[\001-\037]/, " "); printf "{\"id\":%d,\"text\":\"%s\"}\n", NR, $0 }' \
    "$work/$name" > "$work/$name.jsonl"
done
megabytes() { awk -v bytes="$(wc -c < "$1")" 'BEGIN { printf "%.1f", bytes / 1e6 }'; }

echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort -u | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)," \
  "$(. /etc/os-release && echo "$PRETTY_NAME"); $(klinker --version | head -n 1), $(sed -n 's/^CMAKE_BUILD_TYPE:[^=]*=//p' "$build/CMakeCache.txt");" \
  "load $(cut -d ' ' -f 1 /proc/loadavg) at the start."
echo
echo "Text: $(megabytes "$work/text") MB in $(wc -l < "$work/text") lines ($source). Best of $rounds rounds, output to /dev/null."
echo

# A case is a name, a text (that its MB are counted from), what it reads, and a command line; results go to a file of its own.
cases=()
add_case() {
  cases+=("$1")
  printf '%s\n' "$2" "$3" "${*:4}" > "$work/case.${#cases[@]}"
}
run_cases() {
  for ((round = 0; round < $1; ++round)); do
    for ((i = 1; i <= ${#cases[@]}; ++i)); do
      { read -r text; read -r input; read -r line; } < "$work/case.$i"
      # A shell only where one is needed, for it takes milliseconds to start.
      case $line in
        *['|&;']*) command=(bash -o pipefail -c "$line") ;;
        *) read -ra command <<< "$line" ;;
      esac
      "$measure" "$work/$input" "${command[@]}" >> "$work/result.$i" 2> "$work/errors" ||
        { echo "run.sh: this failed: $line" >&2; head -n 3 "$work/errors" >&2; exit 1; }
    done
  done
}
best_of() { sort -n "$1" | head -n 1; }

hate=
if [ ! -x "$build/bin/klinker-hate-speech" ]; then
  echo "hate-speech is left out: this build has no klinker-hate-speech."
elif ! klinker hate-speech ${BENCH_HATE_MODEL:+--model "$BENCH_HATE_MODEL"} "$work/line" > "$work/errors" 2>&1; then
  echo "hate-speech is left out: $(head -n 1 "$work/errors")"
else
  hate="hate-speech${BENCH_HATE_MODEL:+ --model $BENCH_HATE_MODEL}"
fi
. "$here/peers.inc"
echo

# The control: the same busy work one after the other and at once; about what a second thread can gain in this run.
loop="awk 'BEGIN{for(i=0;i<9000000;++i)x+=i}'"
for threads in 1 2; do
  if [ "$threads" -eq 1 ]; then add_case control line line "$loop; $loop"
  else add_case control line line "$loop & $loop; wait"; fi
  for command in tokenize normalize; do
    add_case "$command" text text "klinker $command --threads $threads"
    add_case "$command --jsonl" text text.jsonl "klinker $command --jsonl --threads $threads"
  done
  if [ -n "$hate" ]; then
    add_case "hate-speech --jsonl" text text.jsonl "klinker $hate --jsonl --threads $threads"
    add_case "tokenize, normalize, hate-speech in one pipe" text text.jsonl \
      "klinker tokenize --jsonl --threads $threads | klinker normalize --jsonl --threads $threads | klinker $hate --jsonl --threads $threads"
  fi
done
run_cases "$rounds"

echo "| command | MB of text | 1 thread, MB/s | 2 threads, MB/s | times | cores used, 1 thread | 2 threads | peak memory, MB, 1 thread | 2 threads |"
echo "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
half=$((${#cases[@]} / 2))
gain=$({ best_of "$work/result.1"; best_of "$work/result.$((1 + half))"; } | awk '{ s[NR] = $1 } END { printf "%.2f", s[1] / s[2] }')
for ((i = 2; i <= half; ++i)); do
  text=$(head -n 1 "$work/case.$i")
  { best_of "$work/result.$i"; best_of "$work/result.$((i + half))"; } |
    awk -v name="${cases[i - 1]}" -v size="$(wc -c < "$work/$text")" '
      { seconds[NR] = $1; cores[NR] = $2 / $1; memory[NR] = $3 }
      END { printf "| `%s` | %.1f | %.1f | %.1f | %.2f | %.2f | %.2f | %.0f | %.0f |\n", name, size / 1e6, size / seconds[1] / 1e6,
              size / seconds[2] / 1e6, seconds[1] / seconds[2], cores[1], cores[2], memory[1], memory[2] }'
done
echo
echo "In this run the machine gave two busy loops at once $gain times the speed of one after the other: about what two threads can gain while the load stays the same."
awk -v gain="$gain" 'BEGIN { exit gain >= 1.7 }' &&
  echo "**It was busy with other work: all figures for 2 threads, below as well, say nothing about the commands. Do not publish them.**"
echo "Cores used are processor seconds by wall seconds: below the number of threads, the machine was busy with other work or the"
echo "command waited. Peak memory is that of the largest process."
echo

if command -v ucto > /dev/null; then
  rm -f "$work"/case.* "$work"/result.*
  cases=()
  add_case "klinker tokenize" part part "klinker tokenize"
  add_case "ucto -L nld -n" part part "ucto -L nld -n -Q /dev/stdin"
  run_cases "$rounds"
  echo "On a part of $(megabytes "$work/part") MB, $(ucto --version 2>&1 | head -n 1), one thread, start-up included:"
  echo
  echo "| command | MB/s | times ucto | peak memory, MB |"
  echo "|---|--:|--:|--:|"
  paste "$work/result.1" "$work/result.2" | awk '{ print $4 / $1 }' | sort -n > "$work/ratios"
  { best_of "$work/result.1"; best_of "$work/result.2"; } |
    awk -v size="$(wc -c < "$work/part")" -v times="$(sed -n "$((rounds / 2 + 1))p" "$work/ratios")" '
      { printf "| `%s` | %.2f | %.0f | %.0f |\n", NR == 1 ? "klinker tokenize" : "ucto -L nld -n", size / $1 / 1e6, NR == 1 ? times : 1, $3 }'
  echo
fi

rm -f "$work"/case.* "$work"/result.*
cases=()
for program in "$build"/bin/klinker-*; do
  name=${program##*/klinker-}
  case $name in
    tokenize | normalize | summarize) add_case "$name, one line" line line "klinker $name" ;;
    hate-speech) [ -z "$hate" ] || add_case "$name, one line" line line "klinker $hate" ;;
    *) ;;
  esac
  add_case "$name --version" line line "klinker $name --version"
done
run_cases "$starts"
echo "Start to end, from \`klinker\` over its command to the last line out; best and median of $starts:"
echo
echo "| command | best, ms | median, ms | peak memory, MB |"
echo "|---|--:|--:|--:|"
for ((i = 1; i <= ${#cases[@]}; ++i)); do
  sort -n "$work/result.$i" | awk -v name="${cases[i - 1]}" '
    { seconds[NR] = $1; if ($3 > memory) memory = $3 }
    END { printf "| `%s` | %.1f | %.1f | %.0f |\n", name, 1000 * seconds[1], 1000 * seconds[int((NR + 1) / 2)], memory }'
done
echo

echo "### As library calls, beside ICU's break iterators for \`nl\`${bling_fire:+ and Bling Fire $bling_fire_version}"
echo
"$build/bench/klinker-bench-tokenize" --rounds $((2 * rounds + 1)) ${bling_fire:+--bling-fire "$bling_fire"} "$work/text"
echo "### The same time for every byte"
echo
"$build/bench/klinker-bench-tokenize" --linearity

# The two that compare subwords count the lines that differ as well.
cp "$work/lines" "$work/lines.txt"
echo "### Subwords, beside \`tokenizers\` and SentencePiece"
echo
"$here/subword_parity.sh" "$build" --speed --models bertje,robbert,llama2,minilm "$work/lines.txt"
echo
"$here/sentencepiece_parity.sh" "$build" "$work/lines.txt"
