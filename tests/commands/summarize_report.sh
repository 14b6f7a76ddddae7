#!/bin/sh
# klinker summarize --report: what the page holds and does not hold, how it is written, what it does in a browser where there is one.
. "$(dirname "$0")/common.inc"

cat > records.jsonl <<'JSON'
{"id":"Hoekema","patient":{"family":"Wiarda"},"text":"Mevr. Sjoukje Hoekema, geb. 12-03-1961\nS: sinds 3 dagen hoest en koorts. Geen pijn op de borst. Moeder had longkanker.\nE: Pneumonie rechts.\nP: Amoxicilline 500 mg 3dd gestart. Dr. Wiarda belt over 2 dagen."}
{"id":2,"text":"S: hoofdpijn </script><script>document.title='x'</script> <img src=x onerror=alert(1)> \u202e\nE: Migraine.\nP: Paracetamol 1000 mg 4dd. Controle over 2 weken."}
{"id":3,"text":5}
{"id":4,"text":"S: knie gezwollen na val.\nE: Kneuzing linkerknie.\nP: Rust, koelen. Controle over 1 week."}
JSON
expect 1 klinker summarize --jsonl --report page.html records.jsonl > with
expect 1 klinker summarize --jsonl records.jsonl > without
cmp with without || fail "--report changes the output"
[ ! -e page.html.part ] || fail "page.html.part is left"
for word in Hoekema Sjoukje Wiarda 12-03-1961 records.jsonl; do
  ! grep -q "$word" page.html || fail "the page holds $word"
done
grep -q '<article class="record" id="r4"' page.html || fail "records are not called by their place in the input"
! grep -q 'id="r3"' page.html || fail "a record that failed is in the page"
grep -q '1 dossier kon niet gelezen of samengevat worden' page.html || fail "the page does not say that a record failed"
grep -q 'class="mark absent" data-label="ontkend">pijn op de borst<' page.html || fail "what is denied is not marked"
sed 's/&lt;[^<]*&gt;//g' page.html > markup
! grep -qE 'https?:|<img|<link|@import|url\(' markup || fail "the page wants something from elsewhere"
[ "$(grep -c '<script' page.html)" -eq 1 ] || fail "a record brings a script"
grep -q "Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" page.html || fail "no policy"
expect 1 klinker summarize --jsonl --threads 4 --report threads.html records.jsonl > /dev/null
cmp page.html threads.html || fail "threads change the page"

# A record a file: neither what deidentify finds in it nor its name.
mkdir brieven
printf 'Huisartsenpraktijk De Vlier\nDhr. Gerrit-Jan Oosterwolde, 71 jr, Dorpsstraat 4, 8302 XG Emmeloord, tel. 0527-123456\n\nS hoest, koorts. Oosterwolde rookt niet.\nE pneumonie\nP amoxicilline 3dd500. Dr. Terpstra belt 4 mei 2024.\n' > brieven/oosterwolde.txt
klinker summarize --report brief.html brieven > /dev/null
for word in 'De Vlier' Oosterwolde oosterwolde '71 jr' Dorpsstraat '8302 XG' Emmeloord 0527-123456 Terpstra '4 mei'; do
  ! grep -qF "$word" brief.html || fail "the page holds $word"
done

# Many records: the first that fit, with a word on it.
for i in $(seq 1 502); do echo '{"text":"E: Pneumonie rechts. P: Amoxicilline 500 mg gestart, controle."}'; done > many.jsonl
klinker summarize --jsonl --report many.html many.jsonl 2> message > /dev/null
grep -q 'many.html holds the first 500 of 502 records' message || fail "no word on records that do not fit: $(cat message)"
[ "$(grep -c '<article' many.html)" -eq 500 ] || fail "not the first 500 records"
grep -q 'Deze pagina toont de eerste 500 van 502 dossiers' many.html || fail "the page does not say that it is cut"

# How it is written.
expect 2 klinker summarize --report - records.jsonl 2> /dev/null
expect 2 klinker summarize --jsonl --report same --output same records.jsonl 2> /dev/null
expect 2 klinker summarize --jsonl --report nowhere/page.html records.jsonl 2> message > out
[ ! -s out ] && grep -q 'nowhere/page.html' message || fail "a folder that is not there is found only at the end"
echo old > kept.html
expect 2 klinker summarize --jsonl --report kept.html missing.jsonl 2> /dev/null
[ "$(cat kept.html)" = old ] && [ ! -e kept.html.part ] || fail "a run that fails touches an older page"
if [ -w /dev/full ]; then
  expect 2 klinker summarize --jsonl --report /dev/full many.jsonl 2> message > /dev/null
  grep -q '/dev/full' message || fail "a full disk is not told: $(cat message)"
fi

# In a browser, where there is one: an address, a click on a statement and on a source, keys.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo "no chromium: the script of the page is not tried"
  exit
fi
dom() { HOME=$work timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --dump-dom "$1" 2> /dev/null > dom; }
dom "file://$work/page.html#r4s1" || true
[ -s dom ] || { echo "chromium does not run here: the script of the page is not tried"; exit; }
grep -q '<html lang="nl" class="live">' dom || fail "the page's own policy stops its script"
grep -q '<article class="record chosen" id="r4"' dom || fail "an address does not choose its record"
grep -q '<li class="statement lit" id="r4s1" aria-current="true">' dom || fail "an address does not light its statement"
grep -q '<a class="place lit" [^>]*data-of="r4s1"' dom || fail "a statement does not light its source"
grep -q '<title>Samenvattingen' dom || fail "a record runs a script"
# act NAME SCRIPT: the page, without its policy, after a script
act() { sed "s/<meta http-equiv[^>]*>//; s|</body>|<script>$2</script></body>|" page.html > "$1.html" && dom "file://$work/$1.html"; }
act source 'document.querySelector(".place[data-of=r1s2]").click()'
grep -q '<li class="statement lit" id="r1s2"' dom || fail "a source does not light its statement"
[ "$(grep -c 'class="statement lit"' dom)" -eq 1 ] || fail "more than one statement is lit"
key='const key = (k) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true }));'
act right "$key key(\"ArrowRight\")"
grep -q '<article class="record chosen" id="r2"' dom || fail "the right arrow does not choose the next record"
act down "$key document.querySelector(\"#r1s1 .said\").focus(); key(\"ArrowDown\")"
grep -q '<li class="statement lit" id="r1s2"' dom || fail "the down arrow does not light the next statement"
act escape "$key document.querySelector(\"#r1s1 .said\").click(); key(\"Escape\")"
! grep -q ' lit"' dom || fail "Escape does not put out the light"
