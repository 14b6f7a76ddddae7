#!/bin/sh
# tokenize and detokenize as programs: documents come back byte for byte, from threads and pipes too; lines come out as they come in;
# what is too long is cut at a sentence; errors stay out of the formats that cannot hold them.
. "$(dirname "$0")/common.inc"
lines=20000
[ -z "${KLINKER_SANITIZED:-}" ] || lines=2000

# Hard-wrapped paragraphs, odd white space, no line end at the end.
make_text $lines | awk '{ print; if (NR % 5 == 0) print ""; if (NR % 35 == 0) printf "  \t\r\n\n  \302\240ingesprongen\t<b>&amp;|\\n" } END { printf "Slot" }' > whole
printf '\357\273\277Met een merk.\r\n\r\nEn CRLF.\r\n' > marked
: > nothing
for format in conllu vertical; do
  for file in whole marked nothing; do
    klinker tokenize --format $format $file > one
    klinker detokenize --format $format one | cmp - $file || fail "$format does not give $file back"
    klinker tokenize --format $format --threads 3 $file | cmp - one || fail "$format of $file with threads differs"
    klinker tokenize --format $format < $file | klinker detokenize --format $format | cmp - $file || fail "$format from a pipe"
  done
  { klinker tokenize --format $format --limit 100 whole; klinker tokenize --format $format --skip 100 whole; } > parts
  klinker tokenize --format $format whole | cmp - parts || fail "$format: the parts are not the whole"
  klinker tokenize --format $format --document line whole | klinker detokenize --format $format > back
  tr -d '\r' < whole | grep -v '^[[:space:]]*$' | cmp - back || fail "$format of lines"
done
klinker tokenize --count whole > one
klinker tokenize --count --threads 2 whole | cmp - one || fail "counts with threads differ"
[ "$(sed -n 's/^tokens\t//p' one)" -eq "$(klinker tokenize whole | wc -w)" ] || fail "tokens are counted wrong"
[ "$(sed -n 's/^different tokens\t//p' one)" -eq "$(klinker tokenize whole | tr ' ' '\n' | sort -u | grep -c .)" ] || fail "different tokens"

# One line without an end: cut between sentences, the same from a slow pipe, and nothing lost.
make_text $lines | tr '\n' ' ' > line
klinker tokenize line > one
make_text $lines | klinker tokenize | cmp - one || fail "a long line is cut inside a sentence"
(head -c 1500001 line; sleep 1; tail -c +1500002 line) | klinker tokenize | cmp - one || fail "a long line from a slow pipe is cut elsewhere"
for format in conllu vertical; do
  klinker tokenize --format $format line | klinker detokenize --format $format | cmp - line || fail "$format of a long line"
done

# A line is written when it is complete, while the pipe is still open.
mkfifo pipe
klinker tokenize < pipe > out &
reader=$!
exec 3> pipe
echo 'Hallo daar! Dag.' >&3
tries=0
until [ "$(wc -l < out)" -eq 2 ]; do
  tries=$((tries + 1))
  [ $tries -lt 1200 ] || fail "a line waits for the end of the input"
  sleep 0.05
done
exec 3>&-
expect 0 wait $reader

# Errors: on standard error or in a file, and what stands around them is whole.
printf 'Een.\n\nkap\377ot\n\nDrie.\n' > broken
for format in conllu vertical; do
  expect 1 klinker tokenize --format $format broken > out 2> messages
  grep -q '"code":"invalid_utf8","message":"broken, line 3, byte 6:' messages || fail "$format: $(cat messages)"
  expect 1 klinker tokenize --format $format --errors errors broken > again
  cmp out again && cmp errors messages || fail "--errors with $format"
done
[ "$(grep -c '^</*doc' out)" -eq 2 ] || fail "a document with an error has no end"
printf 'kap\377ot\n' > broken
expect 1 klinker tokenize --format vertical broken whole > out 2> messages
[ "$(grep -c '^</*doc' out)" -eq 2 ] || fail "a document without a whole paragraph"
printf 'een\tkolom\n' | expect 1 klinker detokenize --format conllu > out 2> messages
grep -q 'line 1, byte 0: a line of CoNLL-U has ten columns' messages || fail "detokenize: $(cat messages)"
head -c 300000 /dev/urandom > noise
for format in conllu vertical text jsonl; do klinker detokenize --format $format noise > out 2> messages || [ $? -eq 1 ] || fail "noise as $format"; done
