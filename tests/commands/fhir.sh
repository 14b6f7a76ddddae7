#!/bin/sh
# FHIR in and out: summarize, deidentify and timeline with --fhir, files and lines, and what they refuse.
. "$(dirname "$0")/common.inc"

cat > bundle.json <<'END'
{
  "resourceType": "Bundle", "type": "document", "identifier": {"value": "geheim-1"},
  "entry": [
    {"fullUrl": "https://zorg.example/fhir/Composition/c1", "resource": {
      "resourceType": "Composition", "id": "c1", "status": "final", "type": {"text": "Ontslagbrief"},
      "subject": {"reference": "Patient/p1", "display": "Sjoerd Wiarda"}, "date": "2024-03-01T10:30:00+01:00",
      "author": [{"reference": "Practitioner/d1", "display": "Dr. T. Hoekema"}], "title": "Brief over Sjoerd Wiarda",
      "section": [
        {"title": "Beloop", "text": {"status": "additional", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p title=\"Wiarda\">De heer Wiarda werd op 27 februari 2024 gezien door dr. Hoekema wegens koorts &amp; hoesten.</p><!-- Hoekema --></div>"},
         "section": [
          {"title": "Conclusie", "text": {"status": "generated", "div": "<div>Pneumonie rechter onderkwab, bloeddruk &lt; 90.</div>"}},
          {"title": "Beleid", "text": {"status": "generated", "div": "<div>Amoxicilline 500 mg 3dd gestart.<br/>Bij sufheid direct bellen.</div>"}}]}]}},
    {"fullUrl": "https://zorg.example/fhir/Patient/p1", "resource": {"resourceType": "Patient", "id": "p1",
      "identifier": [{"value": "999911120"}], "name": [{"family": "Wiarda", "given": ["Sjoerd"]}], "birthDate": "1953-04-02"}},
    {"resource": {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Hoekema"}]}}
  ]
}
END
reference() {  # ID SUBJECT DATE TEXT
  printf '{"resourceType":"DocumentReference","id":"%s","status":"current","subject":{"reference":"%s"},"date":"%s","content":[{"attachment":{"contentType":"text/plain","data":"%s"}}]}\n' \
    "$1" "$2" "$3" "$(printf '%s' "$4" | base64 | tr -d '\n')"
}

# A summary: a Composition with what R4 demands, that cites its source.
klinker summarize --fhir --max-ratio 0.7 bundle.json > summary.json
python3 - summary.json <<'END' || fail "the summary as a Composition"
import json, re, sys, xml.dom.minidom
c = json.load(open(sys.argv[1]))
assert c["resourceType"] == "Composition" and c["status"] == "preliminary" and c["type"]["text"] and c["title"] and c["author"]
assert c["date"] == "2024-03-01T10:30:00+01:00" and c["subject"]["reference"] == "Patient/p1"
assert c["relatesTo"] == [{"code": "transforms", "targetReference": {"reference": "Composition/c1"}}]
assert c["author"][0]["reference"] == "#" + c["contained"][0]["id"]
items = {}
for section in c["section"]:
    assert section["entry"] == [{"reference": "Composition/c1"}]
    for li in xml.dom.minidom.parseString(section["text"]["div"]).getElementsByTagName("li"):
        items[li.firstChild.data.strip()] = li.getAttribute("title")
assert items["Pneumonie rechter onderkwab, bloeddruk < 90."] == "Composition.section[0].section[0].text, tekens 0-44", items
assert items["Amoxicilline 500 mg 3dd gestart."].startswith("Composition.section[0].section[1].text, tekens 0-"), items
assert {"Diagnose", "Medicatie"} <= {s["title"] for s in c["section"]}
END

# Without names: the text, the titles, and everything that is no text.
klinker deidentify --fhir bundle.json > safe.json
! grep -qiE 'wiarda|hoekema|sjoerd|999911120|geheim|27 februari|1953-04' safe.json || fail "something is left: $(cat safe.json)"
python3 - safe.json <<'END' || fail "the de-identified Bundle"
import json, sys
b = json.load(open(sys.argv[1]))
assert b["resourceType"] == "Bundle" and [e["resource"]["resourceType"] for e in b["entry"]] == ["Composition", "Patient", "Practitioner"]
c = b["entry"][0]["resource"]
assert c["title"] == "Brief over <PATIENT-1>" and c["subject"] == {"reference": "Patient/p1"} and c["date"] == "2024"
div = c["section"][0]["text"]["div"]
assert "De heer &lt;PATIENT-1&gt; werd op &lt;DATUM-1&gt; gezien door dr. &lt;PERSOON-1&gt; wegens koorts &amp; hoesten." in div, div
assert c["section"][0]["section"][0]["title"] == "Conclusie"
assert b["entry"][1]["resource"]["birthDate"] == "1953"
END
klinker deidentify --fhir --shift-dates -7 bundle.json | grep -q '"date":"2024-02-23T10:30:00+01:00".*20 februari 2024' || fail "--shift-dates"
expect 2 klinker deidentify --fhir --text bundle.json 2> /dev/null

# Lines: what is written can be read again, and a person has one tag in all documents of a patient.
{
  reference a Patient/7 2023-05-04T10:00:00Z 'Conclusie: COPD. Tiotropium 18 mcg 1dd gestart. Zus Maaike belt.'
  reference b Patient/8 2023-06-04T10:00:00Z 'Conclusie: jicht. Zus Fenna belt.'
  reference c Patient/7 2024-03-01T10:00:00Z 'Conclusie: geen COPD, blijkt astma. Tiotropium gestopt. Dr. Hoekema en zus Maaike.'
} > lines
klinker deidentify --fhir --jsonl lines > safe
python3 - safe <<'END' || fail "tags of de-identified lines"
import base64, json, sys
texts = [base64.b64decode(json.loads(line)["content"][0]["attachment"]["data"]).decode() for line in open(sys.argv[1])]
assert [t.split("Zus ")[-1] for t in texts[:2]] == ["<PERSOON-1> belt."] * 2 and texts[2].endswith("Dr. <PERSOON-2> en zus <PERSOON-1>."), texts
END
[ "$(klinker summarize --fhir --jsonl --max-ratio 0.9 safe | grep -c '"resourceType":"Composition"')" -eq 3 ] || fail "what was written is not read"

# A dossier of resources.
klinker timeline --fhir --jsonl --max-ratio 0.9 lines > out
[ "$(wc -l < out)" -eq 2 ] || fail "two patients"
grep -q '^{"patient_id":"Patient/7","records":2,' out || fail "the subject is the patient"
grep -q '"term":"COPD",.*"status":"corrected","corrected":{"date":"2024-03-01","record":"DocumentReference/c"' out || fail "a correction across documents"
klinker timeline --fhir --text bundle.json | grep -q 'Amoxicilline: 01-03-2024 gestart 500 mg 3dd \[Composition/c1' || fail "a page from a Bundle"

# What cannot be read is answered by name, and its neighbours come out.
{
  sed -n 1p lines
  echo '{"resourceType":"Observation","id":"o"}'
  echo '{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"application/pdf","data":"AAAA"}}]}'
  echo '{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":"text/plain","data":"AA=A"}}]}'
  echo '{"resourceType":"Composition","section":[{"text":{"div":"<div"}}]}'
  echo '{"resourceType":"Composition","section":['
  awk 'BEGIN { for (i = 0; i < 300000; i++) printf "["; print "" }'
  awk 'BEGIN { printf "{\"resourceType\":\"Composition\",\"section\":["; for (i = 0; i < 200; i++) printf "{\"section\":["; for (i = 0; i < 200; i++) printf "]}"; print "]}" }'
  printf '{"resourceType":"Composition","title":"\377"}\n'
  sed -n 2p lines
} > bad
for command in summarize deidentify timeline; do
  expect 1 klinker $command --fhir --jsonl --errors errors bad > out
  [ "$(wc -l < out)" -eq 2 ] || fail "$command: good lines are lost"
  [ "$(wc -l < errors)" -eq 8 ] || fail "$command: bad lines are lost: $(cat errors)"
done
for message in 'a resource Observation' 'an attachment of type application/pdf' 'base64: ' 'a tag without an end' 'sections nested deeper'; do
  grep -q "$message" errors || fail "no message of $message: $(cat errors)"
done
expect 1 klinker summarize --fhir --max-record 100 bundle.json > out
grep -q record_too_long out || fail "a resource that is too long"
