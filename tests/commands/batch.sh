#!/bin/sh
# Output is in input order and the same for every number of threads; gzip and zstd; parts put together again.
. "$(dirname "$0")/common.inc"
make_text 60000 > text
awk '{ printf "{\"id\":%d,\"text\":\"%s\",\"rest\":[1.0,{\"a\":\"\\u00e9\"}]}\n", NR, $0; if (NR % 500 == 0) print "{\"id\":\"bad\"}" }' text > jsonl

for command in tokenize normalize; do
  klinker $command text > one
  expect 1 klinker $command --jsonl jsonl > jsonl.one
  [ "$(wc -l < jsonl.one)" -eq "$(wc -l < jsonl)" ] || fail "$command does not write a line for each record"
  [ "$(grep -c '"error":{"code":"missing_text"' jsonl.one)" -eq 120 ] || fail "$command: errors are not in place"
  [ "$(grep -c '"rest":\[1.0,{"a":"\\u00e9"}\]' jsonl.one)" -eq 60000 ] || fail "$command changes other fields"
  for threads in 2 4 7; do
    klinker $command --threads $threads text | cmp - one || fail "$command with $threads threads differs"
    expect 1 klinker $command --threads $threads --jsonl jsonl > jsonl.more
    cmp jsonl.more jsonl.one || fail "$command --jsonl with $threads threads differs"
  done
  { klinker $command --limit 20000 text; klinker $command --skip 20000 --limit 7 text; klinker $command --skip 20007 text; } | cmp - one ||
    fail "$command: the parts are not the whole"
done

klinker tokenize text > one
gzip -k text
zstd -q text
for input in text.gz text.zst; do
  klinker tokenize $input | cmp - one || fail "$input is read wrong"
  klinker tokenize < $input | cmp - one || fail "$input from a pipe is read wrong"
done
klinker tokenize -o out.gz text
gzip -dc out.gz | cmp - one || fail "gzip output"
klinker tokenize -o out.zst text
zstd -qdc out.zst | cmp - one || fail "zstd output"

: > empty
expect 0 klinker tokenize empty > out
[ ! -s out ] || fail "something came out of nothing"
expect 1 klinker tokenize --jsonl --errors errors jsonl > out
[ "$(wc -l < errors)" -eq 120 ] && [ "$(wc -l < out)" -eq 60000 ] || fail "--errors does not separate"
! grep -q 'Regel' errors || fail "an error message holds text of a record"
printf 'Ik ga' | klinker tokenize | klinker normalize | grep -qx 'Ik ga' || fail "pipe"
