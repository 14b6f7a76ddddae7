#!/bin/sh
# Input that no one means well by: long lines, endless lines, binary, deep JSON. Memory is limited to see that it stays bounded.
. "$(dirname "$0")/common.inc"
# AddressSanitizer reserves terabytes of address space, so a limit makes no sense there.
limit() { if [ -z "${KLINKER_SANITIZED:-}" ]; then ulimit -v "$1"; fi; }

big() { head -c "$1" /dev/zero | tr '\0' "$2"; }
if [ -z "${KLINKER_SANITIZED:-}" ]; then line_size=20000000 endless=1000000000 repeats=30; else line_size=1000000 endless=200000000 repeats=2; fi

for command in tokenize normalize; do
  { echo een; big 200000000 a; echo; echo twee; } > long
  if [ $command = tokenize ]; then  # cuts what is too long; normalize refuses it
    (limit 900000; expect 0 klinker $command long > out)
    [ "$(sed -n '1p;$p' out | tr '\n' ' ')" = 'een twee ' ] || fail "$command: the neighbours of a long line are lost"
    [ "$(tr -d '\n' < out | wc -c)" -eq 200000007 ] || fail "$command: part of a long line is lost"
    (limit 900000; big $endless x | expect 0 klinker $command | wc -c > out)
    [ "$(cat out)" -gt $endless ] || fail "$command: an endless line"
  else
    (limit 900000; expect 1 klinker $command long > out)
    [ "$(sed -n '1p;3p' out | tr '\n' ' ')" = 'een twee ' ] || fail "$command: the neighbours of a long line are lost"
    sed -n 2p out | grep -q record_too_long || fail "$command: a long line is not refused"
    (limit 900000; big $endless x | expect 1 klinker $command > out)
    grep -q record_too_long out || fail "$command: an endless line"
  fi

  # Much of one thing in a line that is allowed: linear, and nothing lost.
  for thing in 1 '(' a . "'" - @ : '!'; do
    { big $line_size "$thing"; echo; } > line
    expect 0 klinker $command line > out
    [ "$(tr -d ' \n' < out | wc -c)" -eq $line_size ] || [ $command = normalize ] || fail "$command loses characters of a line of $thing"
  done

  head -c 3000000 /dev/urandom > binary
  expect 1 klinker $command binary > out
  expect 1 klinker $command --jsonl binary > out
  printf 'a\0b\n' | expect 0 klinker $command | tr '\0' '0' | grep -qx 'a *0 *b' || fail "$command: NUL"
  { printf '{"text":"a","x":'; big 5000000 '['; echo; printf '{"text":"b"}\n'; } > deep
  (limit 900000; expect 1 klinker $command --jsonl deep > out)
  [ "$(wc -l < out)" -eq 2 ] || fail "$command: deep JSON"
  for bad in '{"text":1}' '12' '[]' '{"text":"\ud800"}' '{"text":"a"' '{"tokens":[1]}' '{}' 'null' '"'; do
    printf '%s\n{"id":1,"text":"goed"}\n' "$bad" | expect 1 klinker $command --jsonl > out
    [ "$(wc -l < out)" -eq 2 ] && sed -n 1p out | grep -q '"error":{"code"' && sed -n 2p out | grep -q '"goed"' || fail "$command: $bad"
  done
done

# Flat over a long stream: hundreds of megabytes through a fixed amount of memory.
make_text 100000 > text
(limit 600000; for i in $(seq $repeats); do cat text; done |
  expect 0 klinker tokenize --threads 2 | tail -n 1 > out)
[ -s out ] || fail "the end of a long stream is lost"
