#!/bin/sh
# Closed pipes end quietly; Ctrl-C leaves whole lines and says how to go on.
. "$(dirname "$0")/common.inc"
make_text 200000 > text
klinker tokenize text > whole

klinker tokenize --threads 2 text 2> messages | head -n 1 > out
cmp -s messages /dev/null || fail "a closed pipe is not quiet: $(cat messages)"
[ "$(cat out)" = "$(head -n 1 whole)" ] || fail "the first line is wrong"

# An endless stream, interrupted. The reader of the pipe outlives klinker, so the writer ends by SIGPIPE.
mkfifo pipe
(while cat text; do :; done) > pipe 2> /dev/null &
writer=$!
# Background jobs of a script ignore SIGINT, and so would klinker if it did not ask for it.
klinker tokenize --threads 2 < pipe > out 2> messages &
reader=$!
while [ "$(wc -c < out)" -lt 1000000 ]; do :; done
kill -INT $reader
expect 130 wait $reader
kill $writer 2> /dev/null || true
[ "$(tail -c 1 out | od -An -c | tr -d ' ')" = '\n' ] || fail "half a line is left"
lines=$(wc -l < out)
cat whole whole whole whole whole whole whole whole whole whole whole whole | head -n "$lines" | cmp - out || fail "lines are lost or cut"
grep -q 'go on with --skip' messages || fail "no word on how to go on"

# With --output, what is whole is kept as .part, and the name is not taken.
(while cat text; do :; done) > pipe 2> /dev/null &
writer=$!
klinker tokenize --output result.gz < pipe 2> messages &
reader=$!
while [ ! -s result.gz.part ]; do :; done
kill -INT $reader
expect 130 wait $reader
kill $writer 2> /dev/null || true
[ ! -e result.gz ] || fail "an unfinished file has its name"
gzip -dc < result.gz.part > out || fail "the compressed part is not readable"
[ "$(tail -c 1 out | od -An -c | tr -d ' ')" = '\n' ] || fail "half a line is left in the part"
