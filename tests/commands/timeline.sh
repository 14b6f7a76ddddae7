#!/bin/sh
# klinker timeline as a command: patients apart, order, threads, places, pages in Dutch, bad records, one file a record.
. "$(dirname "$0")/common.inc"

cat > records <<'END'
{"id":"b","patient_id":"P2","date":"2024-03-01T10:30:00+01:00","text":"Longpoli, vervolg\n\nVoorgeschiedenis: hypertensie, DM2, appendectomie 1998.\n\nConclusie: geen COPD, blijkt astma.\nBeleid: tiotropium gestopt, over op fluticason 250 mcg 2dd. Controle over zes maanden."}
{"id":"x","dossier":7,"date":"2024-02-01","text":"Conclusie: jichtaanval grote teen links. Colchicine 0,5 mg 2dd gestart."}
{"id":"a","patient_id":"P2","date":"2023-05-04","text":"Longpoli\n\nVoorgeschiedenis: hypertensie, DM2, appendectomie 1998.\n\nConclusie: COPD GOLD II.\nBeleid: tiotropium 18 mcg 1dd gestart. Controle over drie maanden, eerder bij koorts."}
END
klinker timeline --jsonl --max-ratio 0.9 records > out
[ "$(wc -l < out)" -eq 2 ] || fail "a line for each patient"
python3 - out records <<'END' || fail "what the timeline says"
import json, sys
patients = [json.loads(line) for line in open(sys.argv[1])]
texts = {r["id"]: r["text"] for r in map(json.loads, open(sys.argv[2]))}

def places(node, record=None):
    if isinstance(node, dict):
        record = node.get("record", record)
        if "text" in node and "start" in node: yield record, node
        for value in node.values(): yield from places(value, record)
    elif isinstance(node, list):
        for value in node: yield from places(value, record)

first, second = patients
assert [first["patient_id"], second["patient_id"]] == ["P2", 7], "the order of the first records"
assert first["records"] == 2
for patient in patients:
    for record, place in places(patient):
        assert texts[record][place["start"]:place["end"]] == place["text"], place
dates = [entry["date"] for entry in first["timeline"]]
assert dates == sorted(dates) and set(dates) == {"2023-05-04", "2024-03-01"}, dates
history = [entry for entry in first["timeline"] if "DM2" in entry["text"]]
assert len(history) == 1 and history[0]["record"] == "a" and history[0]["also"][0]["record"] == "b", history
problems = {problem["term"]: problem for problem in first["problems"]}
copd = problems["COPD"]
assert copd["status"] == "corrected" and copd["first"] == "2023-05-04" and copd["last"] == "2024-03-01", copd
assert [place["record"] for place in copd["places"]] == ["a", "b"] and copd["corrected"]["record"] == "b", copd
assert copd["replaced_by"]["text"] == "astma" and problems["astma"]["status"] == "active"
course = {drug["drug"]: [(p["date"], p["change"], p.get("dose", {}).get("text")) for p in drug["places"]] for drug in first["medication"]}
assert course["tiotropium"] == [("2023-05-04", "started", "18 mcg 1dd"), ("2024-03-01", "stopped", None)], course
assert course["fluticason"] == [("2024-03-01", "started", "250 mcg 2dd")], course
END

# On any number of threads the output is the same.
awk 'BEGIN { for (i = 0; i < 2000; i++) printf "{\"id\":%d,\"dossier\":%d,\"date\":\"2024-%02d-11\",\"text\":\"Conclusie: jicht, dag %d. Colchicine gestart. RR %d/80.\"}\n", i, i * 7 % 90, i % 12 + 1, i, i % 60 + 100 }' > many
klinker timeline --jsonl many > one
klinker timeline --jsonl --threads 4 many > four
cmp one four || fail "the output depends on the threads"
[ "$(wc -l < one)" -eq 90 ] || fail "patients are lost"

# Places as asked; pages in Dutch; a list of terms.
echo '{"id":1,"dossier":1,"text":"Diagnose: reünieziekte met koorts. Prednison gestart."}' > accents
klinker timeline --jsonl --offsets utf8 --max-ratio 1 accents | grep -q '"drug":"Prednison","places":\[{"date":null,"record":1,"start":36' || fail "--offsets"
printf 'reünieziekte\tR01\n' > terms
klinker timeline --jsonl --text --terms terms accents > out
grep -q '^Patiënt 1 (1 verslag)$' out || fail "a page says whose it is: $(cat out)"
grep -q 'reünieziekte (R01): zonder datum' out || fail "--terms"
grep -q 'Prednison: zonder datum gestart \[1, regel 1\]' out || fail "medication on a page"

# Each file is a record of the one patient.
mkdir letters
printf 'Poli\n3 maart 2025\n\nConclusie: pneumonie.\nAmoxicilline 500 mg 3dd gestart.\n' > letters/een.txt
printf 'Poli\n10 maart 2025\n\nConclusie: pneumonie hersteld.\nAmoxicilline gestopt.\n' > letters/twee.txt
expect 2 klinker timeline letters 2> message
grep -q -- --one-dossier message || fail "plain text asks for --one-dossier"
klinker timeline --one-dossier letters > out
grep -q 'Amoxicilline: 03-03-2025 gestart 500 mg 3dd \[letters/een.txt, regel 5\]; 10-03-2025 gestopt \[letters/twee.txt, regel 5\]' out || fail "files: $(cat out)"

# A bad record is answered, and the others of its patient come out.
{
  sed -n 2p records
  echo '{"id":1,"text":"Koorts."}'
  echo '{"id":2,"dossier":7,"date":"1 mei","text":"Koorts."}'
  echo '{"id":3,"dossier":7,"date":5,"text":"Koorts."}'
  echo '{"id":4,"dossier":7}'
  echo 'geen json'
  echo '{"id":5,"dossier":7,"text":"The patient was seen in our clinic with a fever and a cough that had been there for three days, and was sent home with some pills after the chest film showed nothing that was of concern to us."}'
} > bad
expect 1 klinker timeline --jsonl bad --errors errors > out
[ "$(wc -l < out)" -eq 1 ] || fail "the good record is lost"
[ "$(wc -l < errors)" -eq 6 ] || fail "six records are bad: $(cat errors)"
grep -q '"id":1,"error":{"code":"wrong_value"' errors || fail "a record without a patient"
grep -q '"id":2,"error":{"code":"wrong_value"' errors || fail "a date that is none"
grep -q '"id":3,"error":{"code":"wrong_type"' errors || fail "a date that is no string"
grep -q '"id":5,"error":{"code":"unsupported"' errors || fail "another language"
! grep -q 'pills' errors || fail "a message holds the text of a record"
expect 1 klinker timeline --jsonl bad > out
[ "$(wc -l < out)" -eq 7 ] || fail "errors in place"
: > empty
expect 0 klinker timeline --jsonl empty > out
[ ! -s out ] || fail "no record, no patient"
expect 2 klinker timeline --jsonl --max-ratio 2 records 2> /dev/null
