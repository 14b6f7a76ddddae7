#!/bin/sh
# klinker normalize: its options, tables with errors, tokens, records that are no help, and the same at any number of threads.
. "$(dirname "$0")/common.inc"

# same GIVEN WANTED
same() { [ "$1" = "$2" ] || fail "$1 instead of $2"; }

# Each profile.
profile() { same "$(echo "$2" | klinker normalize --profile "$1")" "$3"; }
profile auto 'ik ben gwn ff thuis ofzo' 'Ik ben gewoon even thuis of zo'
profile chat 'ik ga morge naa skool' 'Ik ga morgen naar school'
profile flemish 'kom ne keer langs, manneke' 'Kom een keer langs, mannetje'
profile street 'heb je doekoe, ben skeer bro' 'Heb je geld, ben blut broer'
profile dialect 'moar dat wait ik nait' 'Maar dat weet ik niet'
profile clinical 'Pt heeft htn' 'Patiënt heeft hypertensie'
profile moderation 'die kl00tzak' 'Die klootzak'
profile historical 'De menschen waren zoo blij.' 'De mensen waren zo blij.'
echo x | expect 2 klinker normalize --profile klingon 2> message
grep -q '"klingon"; there are auto, chat' message || fail 'the message does not list the profiles'

# A user's table, in texts and in tokens; its errors.
printf '# mine\ngwn\tgeweun\tspelling\tchat\t-\nvriend\tvijand\tslang\tstreet\ty\n' > own.tsv
same "$(printf 'het gwn\nmijn vriend\n' | klinker normalize --profile clinical --table own.tsv)" "$(printf 'het geweun\nmijn vriend')"
echo '{"tokens":["Het","gwn"]}' | klinker normalize --jsonl --table own.tsv | grep -q '"norm":\["Het","geweun"\]' || fail 'a table and tokens'
refused() {
  printf '# mine\n%b' "$2" > bad.tsv
  echo x | expect 2 klinker normalize "$1" bad.tsv > out 2> message
  grep -q "line 2: $3" message || fail "the message of $2: $(cat message)"
  [ ! -s out ] || fail "$2 is refused after something came out"
}
refused --table 'a\tb\tslang\tstreet\n' '4 TAB-separated columns where 5 are needed'
refused --table 'a\tb\tslang\tstreet\tmaybe\n' 'the fifth column is y or -'
refused --table 'a\t\tslang\tstreet\t-\n' 'the replacement is empty'
refused --table 'a\tb\tslang\tklingon\t-\n' 'no variety "klingon"'
refused --weights 'context\tveel\n' 'the value is no number'
refused --weights 'context\tnan\n' 'the value is no number'
refused --weights 'contekst\t1\n' 'no such weight'
for option in --table --weights; do
  echo x | expect 2 klinker normalize $option nowhere.tsv 2> message
  grep -q nowhere.tsv message || fail "the message of $option does not name the file"
done
printf 'unknown\t40\nprior_standard\t40\n' > weights.tsv
same "$(echo 'Nou moar nait' | klinker normalize)" 'Nou maar niet'
same "$(echo 'Nou moar nait' | klinker normalize --weights weights.tsv)" 'Nou moar nait'

# What --explain adds, as text and in records.
echo 'ik ben gwn thuis' | klinker normalize --explain > out
same "$(sed -n 1p out)" 'Ik ben gewoon thuis'
grep -q '^  gwn -> gewoon  (abbreviation, chat)$' out && grep -q '^      0[0-9.]*  gwn$' out || fail 'the lines of --explain'
echo '{"text":"ik ben gwn thuis"}' | klinker normalize --jsonl --explain > out
grep -q '"why":{"options":\[{"text":"gewoon","prior":' out && grep -q '"varieties":{' out || fail 'the records of --explain'
echo '2 gram sneeuw halen' | klinker normalize --profile moderation --explain | grep -q '^  sneeuw -> cocaïne  (codeword, evasive, because of: gram, halen)$' ||
  fail 'a code word without its reason'

# --annotate-only leaves the text and lists the edits.
same "$(echo 'ik ben gwn thuis' | klinker normalize --annotate-only)" 'ik ben gwn thuis'
echo '{"text":"ik ben gwn thuis","tokens":["ik","gwn"]}' | klinker normalize --jsonl --annotate-only > out
grep -q '"norm":\["ik","gwn"\],"normalized":"ik ben gwn thuis","edits":\[{.*"original":"gwn","replacement":"gewoon"' out || fail '--annotate-only in records'

# Tokens: as many out as in, places in tokens, merged ones empty.
echo '{"tokens":["Hij","heeft","hoofd","pijn","vandag","."]}' | klinker normalize --jsonl --profile chat > out
grep -q '"norm":\["Hij","heeft","hoofdpijn","","vandaag","."\]' out || fail 'tokens that merge'
grep -q '"edits":\[{"start":2,"end":4,"original":"hoofd pijn","replacement":"hoofdpijn","kind":"merge"' out || fail 'places in tokens'
echo '{"tokens":[]}' | klinker normalize --jsonl | grep -q '"norm":\[\]' || fail 'no tokens'

# Places count what --offsets says.
for unit in utf8:5 char:2 utf16:3; do
  echo '{"text":"👍 gwn ff naar huis"}' | klinker normalize --jsonl --profile chat --offsets "${unit%:*}" > out
  grep -q "\"edits\":\[{\"start\":${unit#*:}," out || fail "offsets in ${unit%:*}: $(cat out)"
done

# Records that are no help do not stop the run.
printf '%s\n' '{"id":1,"text":"ik ben gwn"}' '{"id":2}' 'geen json' '{"id":4,"tokens":[1]}' '{"id":5,"text":7}' '{"id":6,"text":"gwn ff"}' > mixed
expect 1 klinker normalize --jsonl mixed > out
same "$(wc -l < out | tr -d ' ')" 6
same "$(grep -c '"error":{"code"' out)" 4
sed -n 6p out | grep -q '"normalized":"Gewoon even"' || fail 'the record behind the bad ones'

# Any number of threads says the same, and so does a record whatever comes before it.
make_text 3000 > text
for i in $(seq 500); do printf 'moar dat wait ik nait\nEr ligt sneeuw op het dak.\nheb je doekoe? 2 gram sneeuw halen\nZoo veel menschen!\n'; done >> text
klinker normalize --threads 1 text > one
klinker normalize --threads 4 text > four
cmp one four || fail 'the number of threads changes what is said'
same "$(grep -c '^Maar dat weet ik niet$' one)" 500
same "$(grep -c '^Er ligt sneeuw op het dak.$' one)" 500
