#!/bin/sh
# klinker deidentify as a command: dossiers, own lists, plain output, bad input, memory.
. "$(dirname "$0")/common.inc"

cat > records <<'END'
{"id":1,"patient_id":7,"text":"Dr. Hoekema belde met zus Maaike."}
{"id":2,"patient_id":8,"text":"Dr. Dekker belde met zus Fenna."}
{"id":3,"patient_id":7,"text":"Zus Maaike komt met dr. T. Hoekema mee."}
END
klinker deidentify --jsonl --text records > out
printf '%s\n' 'Dr. <PERSOON-1> belde met zus <PERSOON-2>.' 'Dr. <PERSOON-1> belde met zus <PERSOON-2>.' \
  'Zus <PERSOON-2> komt met dr. <PERSOON-1> mee.' > wanted
cmp out wanted || fail "a dossier has its own tags"
klinker deidentify --jsonl --text --one-dossier records | sed -n 2p > out
[ "$(cat out)" = 'Dr. <PERSOON-3> belde met zus <PERSOON-4>.' ] || fail "--one-dossier"

# On several threads the same person has the same tag too.
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"dossier\":%d,\"text\":\"Dr. Hoekema zag zus Maaike, dag %d.\"}\n", i % 50, i }' > many
klinker deidentify --jsonl --text --threads 4 many | sed 's/, dag.*//' | sort | uniq -c > out
[ "$(wc -l < out)" -eq 1 ] || fail "tags differ between threads"

printf 'Hoekema\n# geen naam\n' > allow
printf 'rode map 12\tid\nhet clubhuis\n' > deny
echo 'Dr. Hoekema pakte de Rode map 12 in het clubhuis.' > text
[ "$(klinker deidentify --allow allow --deny deny text)" = 'Dr. Hoekema pakte de <ID-1> in <PERSOON-1>.' ] || fail "own lists"
[ "$(echo 'Gisteren was sjoukje moe.' | klinker deidentify --patient 'Sjoukje Wiarda')" = 'Gisteren was <PATIENT-1> moe.' ] || fail "--patient"
printf 'x\tnaam\n' > deny
expect 2 klinker deidentify --deny deny text 2> message
grep -q 'deny:1: ' message || fail "a wrong label is not named by its line: $(cat message)"
expect 2 klinker deidentify --shift-dates 99999999 text 2> /dev/null

# Bad input is answered, and the neighbours of a bad record come out.
head -c 3000000 /dev/urandom > binary
expect 1 klinker deidentify binary > out
head -c 200000 /dev/zero | tr '\0' '\001' > control
expect 1 klinker deidentify control > out
: > empty
expect 0 klinker deidentify empty > out
awk 'BEGIN { for (i = 0; i < 50000; i++) printf "Op %d-%d-2024 zag dr. Hoekema mw. Van den Berg in Zutphen, zij is %d jaar.\n", i % 28 + 1, i % 12 + 1, i % 90 + 5 }' > large
[ "$(wc -c < large)" -gt 3500000 ] || fail "the large record is small"
expect 0 klinker deidentify large > out
[ "$(wc -l < out)" -eq 50000 ] || fail "lines of a large record are lost"
! grep -q Hoekema out || fail "a name of a large record is left"
