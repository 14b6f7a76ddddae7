#!/bin/sh
# klinker variety: a line of each variety, records with their sentences, and records that are no help.
. "$(dirname "$0")/common.inc"

cat > lines <<'INPUT'
standard	Vanavond vergadert de gemeenteraad over het klimaatbeleid van de gemeente.
chat	hey wss kom ik ff later idd, lol mn fiets is stuk xx
flemish	allee gij, da's nen toffe mens é, kom ne keer langs bij ons thuis
street	ewa bro, we gaan vanavond chillen met die sma in de osso, wollah
brabantian	da witte gij toch ok nie jonge, ge moet wa harder werken
limburgish	ich höb dat neet gezeen, det is sjoen
low_saxon	moar dat wait ik nait, wie goan noar hoes
zeelandic	bin je noe ier? d'r wazze wè vee mensen op 't strange, 'k è 't eêl mooi gevonde
west_flemish	'k en weetn dadde nie, 't is were ol van da
clinical	pt bekend m htn en dm2, RR 140/90, geen koorts, VG: COPD
evasive	haal die wi3t ff op bij die d3aler, pr1js in dm
historical	Zij hebben den geheelen dag geloopen en zoo veel gezien.
frisian	It giet oan, wy binne der hast
INPUT
cut -f 2 lines | klinker variety > out
diff lines out || fail 'the varieties of the lines'

printf '%s\n' '{"id":7,"text":"👍 Vanavond vergadert de gemeenteraad.\nmoar dat wait ik nait, wie goan noar hoes"}' > record
klinker variety --jsonl record > out
grep -q '"id":7,.*"variety":"[a-z_]*","varieties":{".*":[01]' out || fail 'the fields of a record'
grep -q '"sentences"' out && fail 'sentences that nobody asked for'
klinker variety --jsonl --sentences --offsets utf16 record > out
grep -q '"sentences":\[{"start":0,"end":3[0-9],"variety":"standard",.*{"start":3[0-9],"end":80,"variety":"low_saxon"' out || fail "sentences: $(cat out)"
echo '{"text":""}' | klinker variety --jsonl | grep -q '"variety":"standard","varieties":{"standard":1}' || fail 'an empty text'

expect 1 klinker variety --jsonl > out <<'INPUT'
{"id":1}
geen json
{"id":3,"text":"Vanavond vergadert de gemeenteraad."}
INPUT
[ "$(grep -c '"error":{"code"' out)" = 2 ] && sed -n 3p out | grep -q '"variety":"standard"' || fail 'records that are no help'
expect 2 klinker variety nowhere 2> message
grep -q nowhere message || fail 'the message does not name the file'

for i in $(seq 400); do cat lines; done > many
klinker variety --threads 1 many > one
klinker variety --threads 4 many > four
cmp one four || fail 'the number of threads changes what is said'
