#!/bin/sh
# klinker summarize --kind document: shape, order and bounds of summaries, odd documents, wrong usage.
. "$(dirname "$0")/common.inc"

cat > besluit.txt <<'END'
Gemeente Veldmeer

Aanleiding
Op 4 april hebben wij uw brief ontvangen. Daarin vraagt u een vergunning voor een terras bij uw café aan de Dorpsstraat.

Beoordeling
De brandweer heeft geen bezwaar. Uit een meting blijkt dat het geluid bij de kerk onder de norm blijft.

Besluit
- Wij verlenen u de vergunning voor het terras tot en met 31 december.
- Tijdens kerkdiensten op zondag blijft het terras gesloten.

Met vriendelijke groet,
namens het college
END

klinker summarize --kind document --max-ratio 0.4 besluit.txt > out
grep -qx 'Besluit' out && grep -q '^- Wij verlenen u de vergunning .* \[line 10\]$' out || fail "the decision: $(cat out)"
klinker summarize --kind document --sentences 2 besluit.txt > out
[ "$(grep -c '^- ' out)" -eq 2 ] || fail "--sentences: $(cat out)"
klinker summarize --kind document --sentences 3 --max-ratio 0.2 besluit.txt > out
[ "$(grep -c '^- ' out)" -lt 3 ] || fail "--sentences with --max-ratio: $(cat out)"
klinker summarize besluit.txt > record
klinker summarize --kind record besluit.txt | cmp - record || fail '--kind record is not the default'

# JSONL: fields kept, places in code points, order and bounds; the same on two threads.
command -v python3 > /dev/null && {
  python3 - > documents.jsonl <<'END'
import json
text = open("besluit.txt", encoding="utf8").read()
for i in range(50):
    print(json.dumps({"id": i, "text": text.replace("terras", "terras" * (1 + i % 3)), "bron": "café"}, ensure_ascii=False))
print('{"id":50,"text":""}\n{"id":51,"text":"Een zin die niet past."}\n{"id":52,"text":7}')
print(json.dumps({"id": 53, "text": "The council has decided that the bridge will be closed for the whole of the summer because the steel is bad and they have not been able to find the money that would be needed for it."}))
print(json.dumps({"id": 54, "text": "\x01" * 500}))
END
  expect 1 klinker summarize --kind document --jsonl --max-ratio 0.3 documents.jsonl > one
  expect 1 klinker summarize --kind document --jsonl --max-ratio 0.3 --threads 2 documents.jsonl > two
  cmp one two || fail 'threads change the output'
  python3 - <<'END' || fail 'the shape of a summary'
import json
SECTIONS = {"reason", "history", "course", "finding", "plan", "followup"}
records = [json.loads(line) for line in open("one", encoding="utf8")]
assert len(records) == 55
for record in records[:50]:
    text, end, cited = record["text"], 0, 0
    assert list(record) == ["id", "text", "bron", "summary"] and record["summary"]
    for statement in record["summary"]:
        assert list(statement) == ["section", "text", "start", "end"] and statement["section"] in SECTIONS
        assert text[statement["start"]:statement["end"]] == statement["text"] and statement["start"] >= end
        end = statement["end"]
        cited += end - statement["start"]
    assert cited <= 0.3 * len(text)
assert records[50]["summary"] == [] and records[51]["summary"] == []
assert [r["error"]["code"] for r in records[52:]] == ["wrong_type", "unsupported", "unsupported"], records[52:]
assert "council" not in json.dumps(records[53]["error"])
END
}

# Long lines and long lists: little time, and a clear answer.
{ yes 'De raad besluit over de brug en het college voert het besluit uit.' | head -n 80000 | tr '\n' ' '; echo; } > line
expect 0 timeout 120 klinker summarize --kind document --max-ratio 0.1 line > out
grep -q '^- De raad besluit' out || fail 'five megabytes in one line'
[ "$(wc -c < out)" -lt 2000 ] || fail 'one sentence is cited again and again'
seq 100000 | sed 's/.*/punt & van de lange lijst/' > list
expect 0 timeout 120 klinker summarize --kind document --max-ratio 0.01 list > out
grep -q '^- punt' out || fail 'a long list'

for wrong in '--kind letter' '--kind document --sentences 0' '--kind document --sentences -1' '--sentences 3' '--kind document --max-ratio 0' \
  '--kind document --report out.html' '--kind document --for patient'; do
  expect 2 klinker summarize $wrong besluit.txt > /dev/null 2> report
  [ -s report ] || fail "no message: $wrong"
done
