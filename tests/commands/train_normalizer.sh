#!/bin/sh
# klinker train-normalizer: tiny files give the three files, the same bytes at each run; bad input is told with file and line.
. "$(dirname "$0")/common.inc"

printf '%s\n' huis school weten Gouda niet > words.txt
for i in 1 2 3 4 5 6; do
  printf '%s\n' 'Wij gaan naar huis. Hij gaat naar school.' 'Dat weet ik niet, en hij weet het ook niet.' 'De trein naar Gouda rijdt niet.'
done > text.txt
cat > pairs.jsonl <<'INPUT'
{"variety":"low_saxon","tokens":["wie","goan","noar","hoes"],"norm":["wij","gaan","naar","huis"]}
{"variety":"low_saxon","tokens":["moes","wait","nait"],"norm":["muis","weet","niet"]}

{"variety":"chat","tokens":["kweet","t","thuis","niet"],"norm":["ik weet","het","thuis","niet"]}
INPUT
printf '%s\n' 'It giet oan, wy binne der hast.' 'Wy geane nei hûs.' > frisian.txt
train() { klinker train-normalizer --words words.txt --text text.txt=3 --pairs pairs.jsonl=2 --example frisian=frisian.txt --min-count 2 "$@"; }

train --output one 2> report
grep -q '^[1-9][0-9]* words, [1-9][0-9]* sentences, [0-9.]* MB$' report || fail "the report: $(cat report)"
train --output two/deep 2> /dev/null
[ "$(ls one | tr '\n' ' ')" = 'model.bin reading-counts.tsv rewrites.tsv ' ] || fail 'the files'
for file in model.bin reading-counts.tsv rewrites.tsv; do cmp one/$file two/deep/$file || fail "$file differs at each run"; done
head -c 8 one/model.bin | grep -q '^KLNORM01$' || fail 'the head of the model'
for table in reading-counts rewrites; do
  grep -q '^# licence: ' one/$table.tsv && grep -q '^# columns: ' one/$table.tsv || fail "the head of $table"
  [ "$(grep -v '^#' one/$table.tsv | awk -F '\t' -v n=$([ $table = rewrites ] && echo 4 || echo 5) 'NF != n' | wc -l)" -eq 0 ] || fail "the columns of $table"
done
grep -q "$(printf 'low_saxon\twait\tweet\t1\tdialect')" one/reading-counts.tsv || fail 'a count is missing'

# Files may be compressed.
gzip -k text.txt
klinker train-normalizer --words words.txt --text text.txt.gz=3 --pairs pairs.jsonl=2 --example frisian=frisian.txt --min-count 2 --output three 2> /dev/null
cmp one/model.bin three/model.bin || fail 'a compressed text gives another model'

# refused MESSAGE OPTION...
refused() {
  message=$1
  shift
  status=0
  klinker train-normalizer --output out "$@" 2> report || status=$?
  [ "$status" -ne 0 ] || fail "accepted: $*"
  grep -q -e "$message" report || fail "instead of $message: $(cat report)"
  [ ! -e out/model.bin ] || fail "a model in spite of: $*"
}
good='{"variety":"chat","tokens":["a"],"norm":["b"]}'
bad() { printf '%s\n%s\n' "$good" "$1" > bad.jsonl; }
bad '{"variety":"chat","tokens":["a","b"],"norm":["b"]}' && refused 'bad.jsonl.*line 2' --pairs bad.jsonl
bad '{"variety":"klingon","tokens":["a"],"norm":["b"]}' && refused 'bad.jsonl.*line 2' --pairs bad.jsonl
bad '{"variety":"chat","tokens":["a"]}' && refused 'bad.jsonl.*line 2' --pairs bad.jsonl
bad 'geen json' && refused 'bad.jsonl.*line 2' --pairs bad.jsonl
refused nowhere.txt --words nowhere.txt
refused nowhere.txt --text nowhere.txt
refused 'weight in text.txt=veel' --text text.txt=veel
refused 'weight in text.txt=0' --text text.txt=0
refused 'klingon' --example klingon=frisian.txt
refused 'VARIETY=FILE' --example frisian.txt
expect 2 klinker train-normalizer --text text.txt 2> report
grep -q output report || fail 'the message does not name --output'
