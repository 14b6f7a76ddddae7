#!/bin/sh
# A review from the first message to the next model: scripted answers, an unfinished batch, several annotators, agreement,
# export, training, the page; and what is refused.
. "$(dirname "$0")/common.inc"
make_tiny_bert base
# Messages whose words tell the label; word lengths differ, so that few are nearly equal.
make_messages() {
  awk -v n="$1" -v seed="$2" 'BEGIN {
    srand(seed); split("soep brood kaas koffie", food, " "); split("regen wind zon mist", weather, " ")
    for (i = 0; i < n; i++) {
      eten = rand() < 0.5; noise = ""
      for (j = 0; j < 4; j++) { noise = noise " "; for (k = 0; k < 3 + rand() * 5; k++) noise = noise sprintf("%c", 97 + rand() * 26) }
      printf "{\"id\":\"m%d\",\"text\":\"%s%s\",\"label\":\"%s\"}\n", i, eten ? food[int(rand() * 4) + 1] : weather[int(rand() * 4) + 1], noise, eten ? "eten" : "weer"
    } }'
}
make_messages 120 1 > train.jsonl
make_messages 60 2 > dev.jsonl
make_messages 300 3 > pool.jsonl
train() { "$@" --train train.jsonl --dev dev.jsonl --base base --epochs 4 --learning-rate 0.005 --batch-size 16 --quiet; }
train klinker train --output model > /dev/null
review() { klinker review --session s "$@"; }
pick() { review --model model --data pool.jsonl --number 10 "$@"; }
# The truth about the tasks from number $1 to number $2, a label a line.
truth() { sed -n "$1,$2s/.*\"text\":\"\([a-z]*\) .*/\1/p" s/tasks.jsonl | sed 's/soep\|brood\|kaas\|koffie/eten/; s/regen\|wind\|zon\|mist/weer/'; }

# The input ends at once: messages are picked, none is answered.
pick --annotator anna < /dev/null > out 2> message
grep -q '300 records read, 0 of them bad or too long and passed over; 10 messages picked' message || fail "no picks: $(cat message)"
grep -q '^\[0 done, 10 left\]' out || fail "no message is shown: $(cat out)"
grep -q '  1 eten  2 weer  |  s skip  u undo  n note  q quit' out || fail "no keys: $(cat out)"
[ "$(stat -c %a s) $(stat -c %a s/tasks.jsonl)" = '700 600' ] || fail "others may read the session"
[ "$(grep -c '"annotator":"anna"' s/tasks.jsonl)" -eq 8 ] || fail "a fifth of the messages is not for everyone"
[ "$(grep -c '"id":"m' s/tasks.jsonl)" -eq 10 ] || fail "ids are lost"
! grep -q 'the model says' out || fail "the guess is shown without being asked for"

# Keys, names of labels, an unknown key, undo, a note, skip; then the rest in a second run, without model and data.
printf '%s\n' 1 weer 9 u u 1 n 'een twijfel' 2 s q | review --annotator anna > out 2> message
grep -q '^> that is none of the keys' out || fail "an unknown key: $(cat out)"
grep -q 'your note: een twijfel' out || fail "the note is not shown: $(cat out)"
grep -q '3 messages done by anna, 7 left' message || fail "$(cat message)"
[ "$(wc -l < s/labels.jsonl)" -eq 7 ] || fail "not every step is kept: $(cat s/labels.jsonl)"
[ "$(grep -c '"taken_back":true' s/labels.jsonl)" -eq 2 ] || fail "undo is not kept"
grep -q '"task":2,"annotator":"anna","label":"weer","note":"een twijfel","at":"20' s/labels.jsonl || fail "$(cat s/labels.jsonl)"
grep -q '"task":3,"annotator":"anna","skipped":true' s/labels.jsonl || fail "$(cat s/labels.jsonl)"

# Killed in the middle: what was answered is there, the lock is not, the next run goes on behind it.
mkfifo answers
klinker review --session s --annotator anna < answers > out 2> /dev/null &
reviewer=$!
exec 3> answers
printf '%s\n' "$(truth 4 4)" "$(truth 5 5)" >&3
for _ in 1 2 3 4 5 6 7 8 9 10; do [ "$(wc -l < s/labels.jsonl)" -eq 9 ] && break; sleep 0.3; done
expect 2 review --annotator anna < /dev/null 2> message > /dev/null
grep -q 'anna is reviewing in this session already' message || fail "two at once by one name: $(cat message)"
kill -9 $reviewer
wait $reviewer 2> /dev/null || true
exec 3>&-
[ "$(wc -l < s/labels.jsonl)" -eq 9 ] || fail "an answer is lost"
truth 6 10 | review --annotator anna --show-guess > out 2> message
grep -q '10 messages done by anna, 0 left' message || fail "$(cat message)"
grep -q 'the model says: \(eten\|weer\)' out || fail "--show-guess shows none"
[ "$(grep -c '"guess_shown":true' s/labels.jsonl)" -eq 5 ] || fail "what was in sight is not kept"

# A second annotator gets what is for everyone, then messages of his own; nothing twice.
pick --annotator ben --strategy random < /dev/null > /dev/null 2>&1
[ "$(grep -c '"annotator":"ben"' s/tasks.jsonl)" -eq 7 ] || fail "ben's messages: $(cat s/tasks.jsonl)"
[ "$(sed 's/.*"text":"\([^"]*\)".*/\1/' s/tasks.jsonl | sort | uniq -d | wc -l)" -eq 0 ] || fail "a message is asked twice"
wrong=$(truth 5 5 | sed 's/eten/x/; s/weer/eten/; s/x/weer/')
{ echo "$wrong"; truth 10 18; } | review --annotator ben > /dev/null 2>&1
truth 15 15 | review --annotator anna > /dev/null 2>&1
klinker review agreement --session s > figures.json
grep -q '"messages": 3,' figures.json || fail "agreement: $(cat figures.json)"
grep -q '{"annotators": \["anna","ben"\], "messages": 3, "equal": 2,' figures.json || fail "agreement: $(cat figures.json)"
klinker review agreement --session s --disagreements - > differ.jsonl
[ "$(wc -l < differ.jsonl)" -eq 1 ] && grep -q "\"labels\":{\"anna\":\"$(truth 5 5)\",\"ben\":\"$wrong\"},\"notes\":{}}" differ.jsonl || fail "$(cat differ.jsonl)"

# Export leaves the dispute out until somebody decides.
klinker review export --session s -o labels.jsonl 2> message
grep -q '16 messages written, 1 left out' message || fail "$(cat message)"
truth 5 5 | review --annotator chris --disputed > /dev/null 2>&1
klinker review export --session s --adjudicator chris > labels.jsonl 2> message
grep -q '17 messages written, 0 left out' message || fail "$(cat message)"
grep -q '^{"id":"m[0-9]*","text":"[^"]*","label":"\(eten\|weer\)","annotators":\["anna","ben","chris"\],"at":"20[^"]*Z"}$' labels.jsonl || fail "$(cat labels.jsonl)"
klinker review agreement --session s | cmp - figures.json || fail "a decision counts as agreement"

# Training with the labels, and the curve; the exported labels alone can be trained on too.
train klinker review retrain --session s --adjudicator chris --seed 3 --output better > better.json
grep -q '"file": "the review session s",' better/klinker.json || fail "the card does not say what was added"
[ -s better/model.safetensors ] && grep -q '"accuracy"' better.json || fail "nothing is trained"
klinker evaluate --model better --data dev.jsonl | cmp - better.json || fail "evaluate differs from retrain"
klinker review curve --session s --report curve.html > curve.tsv
grep -q '^s	17	3	137	[01.0-9]* (' curve.tsv || fail "no point: $(cat curve.tsv)"
grep -q '<svg' curve.html || fail "no drawing"
klinker review curve --session s --json | grep -q '^{"session":"s","labels":17,"train_records":137,"dev_records":60,"seed":3,"model":"better","figures":\[{"name":"accuracy","value":' || fail "no JSON"
sed 's/eten/sport/' train.jsonl > other.jsonl
expect 2 klinker review retrain --session s --train other.jsonl --dev dev.jsonl --base base --output no > /dev/null 2> message
grep -q 'label sport, which the review session s does not have' message || fail "$(cat message)"

# On a terminal a key is an answer.
python3 - << 'END' || fail "keys on a terminal"
import os, pty, time
pid, terminal = pty.fork()
if pid == 0:
    os.execvp("klinker", ["klinker", "review", "--session", "keys", "--model", "model", "--data", "pool.jsonl", "--number", "5",
                          "--annotator", "anna", "--quiet"])
seen = b""
def wait_for(text):
    global seen
    while text not in seen:
        part = os.read(terminal, 4096)
        assert part, seen
        seen += part
    seen = seen[seen.index(text) + len(text):]
wait_for(b"[0 done, 5 left]")
wait_for(b"> ")
for keys, shown in ((b"1", b"[1 done, 4 left]"), (b"\x1b[A", b""), (b"2", b"[2 done, 3 left]"), (b"u", b"[1 done, 4 left]"),
                    (b"n", b"note: "), ("één\n".encode(), "your note: één".encode()), (b"s", b"[2 done, 3 left]"), (b"q", b"2 messages done")):
    time.sleep(0.2)
    os.write(terminal, keys)
    wait_for(shown)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
END
[ "$(sed 's/.*"anna",//; s/,"at".*//' keys/labels.jsonl | tr '\n' ' ')" = '"label":"eten" "label":"weer" "taken_back":true "skipped":true,"note":"één" ' ] || fail "$(cat keys/labels.jsonl)"

# The same picks on any number of threads, from any kind of file.
make_messages 8000 4 > big.jsonl
gzip -k big.jsonl
for threads in 1 3; do
  klinker review --session big-$threads --model model --data big.jsonl$([ $threads = 1 ] || echo .gz) --number 30 --threads $threads \
    --annotator anna < /dev/null > /dev/null 2>&1
done
cmp big-1/tasks.jsonl big-3/tasks.jsonl || fail "other threads, other picks"
[ "$(wc -l < big-1/tasks.jsonl)" -eq 30 ] || fail "too few picks"

# Hostile records: bad ones are passed over and counted, good ones are shown without what drives a terminal.
{
  printf '%s\n' '{"text":"\u001b[2J\u202eom\r"}' '{"text":3}' 'geen json' '[]' '{"text":"  "}' '{"tekst":"x"}' '{"text":"\ud800"}'
  printf '{"text":"caf\351"}\n{"text":"%0200000d"}\n' 0
} > hostile.jsonl
klinker review --session hostile --model model --data hostile.jsonl --annotator anna < /dev/null > out 2> message
grep -q '9 records read, 7 of them bad or too long and passed over; 1 messages picked' message || fail "$(cat message)"
grep -q '  \[U+001B\]\[2J\[U+202E\]om\[U+000D\]$' out || fail "control characters are not shown: $(od -c out)"
[ "$(LC_ALL=C tr -d '\n' < out | LC_ALL=C grep -c "$(printf '[\001-\037]')")" -eq 0 ] || fail "a message drives the terminal"
printf '{"task":1,"annotator":"anna","label":"sport"}\n{"ta' > hostile/labels.jsonl
echo 1 | klinker review --session hostile --annotator anna > /dev/null 2> message
grep -q 'hostile/labels.jsonl, line 1: is damaged, or not of this session' message || fail "$(cat message)"
klinker review export --session hostile 2> /dev/null | grep -q '"label":"eten"' || fail "an answer behind a broken line is lost"

# What is refused.
expect 2 klinker review --session new --annotator anna < /dev/null 2> message
grep -q 'holds no review session yet; give --model and --data' message || fail "$(cat message)"
sed 's/eten/sport/' dev.jsonl > sport.jsonl
klinker train --train sport.jsonl --dev sport.jsonl --base base --output none --epochs 1 > /dev/null 2>&1 || true
klinker train --train other.jsonl --dev sport.jsonl --base base --output sport --epochs 1 --quiet > /dev/null
expect 2 review --model sport --data pool.jsonl --annotator anna < /dev/null 2> message
grep -q 's is a session for other labels than the model has' message || fail "$(cat message)"
expect 2 review --annotator anna --overlap 0.5 < /dev/null 2> /dev/null
expect 2 review --annotator '../anna' < /dev/null 2> /dev/null
expect 2 pick --annotator dirk --strategy best < /dev/null 2> /dev/null
expect 2 review --annotator anna --model model --data - < /dev/null 2> /dev/null
expect 2 klinker review nonsense --session s 2> /dev/null
expect 2 klinker review --session train.jsonl --model model --data pool.jsonl --annotator anna < /dev/null 2> /dev/null
expect 2 klinker review export --session base 2> /dev/null

# The page answers nobody but the browser that was given its address.
if command -v curl > /dev/null; then
  klinker review --session s --model model --data pool.jsonl --number 10 --annotator eva --page > page.out 2> /dev/null &
  server=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do grep -q http page.out && break; sleep 0.5; done
  url=$(sed -n 's/.*\(http:.*\)/\1/p' page.out)
  port=$(echo "$url" | sed 's|.*:\([0-9]*\)/.*|\1|')
  status() { curl -s -o reply -w '%{http_code}' "$@"; }
  json='Content-Type: application/json'
  [ "$(status "$url")" = 200 ] && grep -q '<html lang="nl">' reply || fail "no page"
  curl -s -D - -o /dev/null "$url" | grep -qi "content-security-policy: default-src 'none'" || fail "no security policy"
  [ "$(status "${url}review.js")" = 200 ] && [ "$(status "${url}review.css")" = 200 ] || fail "parts of the page are missing"
  [ "$(status "${url}state")" = 200 ] && grep -q '"done":0,"left":10,' reply || fail "no state: $(cat reply)"
  [ "$(status "http://127.0.0.1:$port/state")" = 404 ] || fail "no token is asked for"
  [ "$(status "http://127.0.0.1:$port/0123456789abcdef0123456789abcdef/state")" = 404 ] || fail "any token is taken"
  [ "$(status -H 'Host: boos.example' "${url}state")" = 404 ] || fail "any host name is taken"
  [ "$(status -H 'Origin: http://boos.example' -H "$json" -d '{}' "${url}undo")" = 404 ] || fail "any origin is taken"
  [ "$(status -d '{"task":1,"label":"eten"}' "${url}answer")" = 400 ] || fail "a form is taken"
  first=$(sed 's/.*"task":{"number":\([0-9]*\).*/\1/' reply)
  status "${url}state" > /dev/null
  first=$(sed 's/.*"task":{"number":\([0-9]*\).*/\1/' reply)
  [ "$(status -H "$json" -d "{\"task\":$first,\"label\":\"sport\"}" "${url}answer")" = 400 ] || fail "a label that there is not"
  [ "$(status -H "$json" -d '{"task":' "${url}answer")" = 400 ] || fail "broken JSON"
  before=$(wc -l < s/labels.jsonl)
  [ "$(status -H "$json" -d "{\"task\":$first,\"label\":\"eten\",\"note\":\"één\"}" "${url}answer")" = 200 ] || fail "$(cat reply)"
  grep -q '"done":1,"left":9,' reply || fail "$(cat reply)"
  [ "$(status -H "$json" -d "{\"task\":$first,\"label\":\"weer\"}" "${url}answer")" = 200 ] || fail "$(cat reply)"
  [ "$(wc -l < s/labels.jsonl)" -eq $((before + 1)) ] || fail "a second answer to the same question counts"
  tail -n 1 s/labels.jsonl | grep -q "\"task\":$first,\"annotator\":\"eva\",\"label\":\"eten\",\"note\":\"één\"" || fail "$(tail -n 1 s/labels.jsonl)"
  [ "$(status -H "$json" -d '{}' "${url}undo")" = 200 ] && grep -q '"done":0,"left":10,"note":"één"' reply || fail "$(cat reply)"
  [ "$(status -H "$json" -d '{}' "${url}stop")" = 200 ] || fail "the page cannot be closed"
  wait $server || fail "the page ends with status $?"
  klinker review --session s --annotator eva --page > page.out 2> /dev/null &
  server=$!
  for _ in $(seq 120); do grep -q http page.out && break; sleep 0.5; done
  kill -TERM $server
  wait $server || fail "a signal ends the page with status $?"
fi
