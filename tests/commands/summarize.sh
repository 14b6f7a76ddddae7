#!/bin/sh
# klinker summarize: readers change what is chosen and keep to the ratio on every record of corpora/clinical; wrong values are refused.
corpora=$(cd "$(dirname "$0")/../../corpora/clinical" && pwd)
. "$(dirname "$0")/common.inc"

expect 2 klinker summarize --for dokter record.txt 2> message
grep -q 'huisarts, verpleegkundige or patient' message || fail "the message does not say what may be said: $(cat message)"
expect 2 klinker summarize --for '' record.txt 2> /dev/null

printf 'Conclusie: pneumonie.\nBeleid: amoxicilline 3dd1 gestart. Geen dyspneu. Bij dyspneu direct bellen.\n' > record.txt
klinker summarize --max-ratio 1 record.txt > any
klinker summarize --max-ratio 1 --for patient record.txt > patient
grep -q 'dyspneu = ' any && fail 'explained though no reader was named'
grep -q 'pneumonie = longontsteking' patient || fail "no explanation: $(cat patient)"
[ "$(grep -c 'dyspneu = benauwdheid' patient)" = 1 ] || fail "not explained once: $(cat patient)"

for name in "$corpora"/*.jsonl; do cat "$name"; done > records.jsonl
klinker summarize --jsonl records.jsonl > any.jsonl
for reader in huisarts verpleegkundige patient; do
  klinker summarize --jsonl --for $reader --threads 1 records.jsonl > $reader.jsonl
  klinker summarize --jsonl --for $reader --threads 4 records.jsonl | cmp - $reader.jsonl || fail 'the number of threads changes summaries'
  for other in any huisarts verpleegkundige patient; do
    [ $other = $reader ] || ! [ -e $other.jsonl ] || ! cmp -s $other.jsonl $reader.jsonl || fail "$reader gets what $other gets"
  done
done

command -v python3 > /dev/null || { echo 'python3 is not here, which measures the ratio'; exit 0; }
for ratio in 0.1 0.33 0.5; do
  for reader in huisarts verpleegkundige patient; do
    klinker summarize --jsonl --for $reader --max-ratio $ratio records.jsonl
  done | python3 -c '
import json, sys
ratio, records = float(sys.argv[1]), 0
for line in sys.stdin:
    record = json.loads(line)
    text, records = record["text"], records + 1
    cited = set()
    for statement in record["summary"]:
        assert text[statement["start"]:statement["end"]] == statement["text"], "a statement is no place in the record"
        for place in [statement] + statement.get("also", []):
            cited.update(range(place["start"], place["end"]))
    assert len(cited) <= ratio * len(text), record["id"]
    assert sum(len(text[i].encode()) for i in cited) <= ratio * len(text.encode()), record["id"]
assert records > 1000, "records are missing"
' $ratio || fail "the ratio $ratio is not kept"
done
