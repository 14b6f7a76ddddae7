#!/bin/sh
# klinker hate-speech --report: what the page counts, where it is the same, what it does in a browser where there is one.
. "$(dirname "$0")/common.inc"
[ -n "$(klinker doctor | grep hate-speech-nl)" ] || exit 77

awk 'BEGIN {
  for (i = 1; i <= 400; i++) {
    bad = i % 5 == 0
    printf "{\"id\":%d,\"text\":\"%s nummer %d\",\"label\":\"%s\",\"created_at\":\"2024-%02d-03T10:00:00Z\"}\n", i, bad ? "al dat tuig uit dat land moet oprotten" : "wat een mooie dag", i, bad ? "hateful" : "not_hateful", i % 12 + 1
  } }' > chat.jsonl
echo '{"id":401,"text":"</script><img src=x onerror=alert(1)> al dat tuig moet oprotten"}' >> chat.jsonl
echo '{"text":7}' >> chat.jsonl
expect 1 klinker hate-speech --jsonl --report page.html chat.jsonl > with
expect 1 klinker hate-speech --jsonl chat.jsonl > without
cmp with without || fail "--report changes the output"
expect 1 klinker hate-speech --jsonl --threads 4 --report threads.html chat.jsonl > /dev/null
cmp page.html threads.html || fail "threads change the page"
[ ! -e page.html.part ] || fail "page.html.part is left"

hateful=$(grep -c '"label":"hateful","score"' with)
grep -q '<th scope="row">Berichten</th><td class="n">401</td>' page.html || fail "the messages are not counted"
grep -q "Haatdragend genoemd</th><td class=\"n\">$hateful (" page.html || fail "not $hateful hateful messages"
grep -q 'Konden niet gelezen worden</th><td class="n">1<' page.html || fail "what failed is not counted"
grep -q 'Over 400 berichten met een oordeel' page.html || fail "labels of the input are not read"
grep -q 'Ook door het tweede model gelezen (score vanaf 0,05)' page.html || fail "no word on the encoder"
grep -q '<h2>In de tijd</h2>' page.html || fail "dates are not read"
[ "$(grep -c '<td class="message"' page.html)" -ge 200 ] || fail "not the 200 highest"
grep -q '<span class="off shade-10"' page.html || fail "no words are marked"
grep -q 'onerror' page.html && [ "$(grep -c '<script' page.html)" -eq 1 ] && ! grep -q '<img' page.html || fail "a message is no text in the page"
! sed 's/&lt;[^<]*&gt;//g' page.html | grep -qE 'https?:|<link|@import|url\(| style=' || fail "the page wants something from elsewhere"

# An answer of this command is no judgement of people; what the models' cards say stands there instead.
klinker hate-speech --jsonl --report again.html < without > /dev/null 2>&1 || true
! grep -q 'Naast het oordeel' again.html || fail "an own answer is taken for a judgement"
grep -q 'Wat van de modellen bekend is' again.html || fail "the cards are not read"
sed 's/"label"/"gold"/' chat.jsonl | klinker hate-speech --jsonl --encoder none --report gold.html > /dev/null || true
grep -q 'Over 400 berichten met een oordeel' gold.html || fail '"gold" is not read'
! grep -q 'tweede model' gold.html || fail "an encoder that was not asked is counted"
printf 'wat een regen\nal dat tuig moet oprotten\n' | klinker hate-speech --report plain.html > /dev/null
grep -q 'Berichten</th><td class="n">2</td>' plain.html || fail "plain text"
expect 2 klinker hate-speech --report nowhere/page.html chat.jsonl 2> /dev/null
expect 2 klinker hate-speech --report - chat.jsonl 2> /dev/null

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
  echo "no chromium: the script of the page is not tried"
  exit
fi
dom() { HOME=$work timeout 120 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --dump-dom "$1" 2> /dev/null > dom; }
dom "file://$work/page.html" || true
[ -s dom ] || { echo "chromium does not run here: the script of the page is not tried"; exit; }
rows=$(grep -c '<td class="message"' page.html)
grep -q "<output aria-live=\"polite\">$rows van $rows berichten</output>" dom || fail "the page's own policy stops its script"
act() { sed "s/<meta http-equiv[^>]*>//; s|</body>|<script>$2</script></body>|" page.html > "$1.html" && dom "file://$work/$1.html"; }
act filter 'const s = document.querySelector("input"); s.value = "NUMMER 100"; s.dispatchEvent(new Event("input", { bubbles: true }))'
grep -q ">1 van $rows berichten</output>" dom || fail "the filter finds something else: $(grep -o '<output[^/]*' dom)"
act sort 'document.querySelector("th:last-child button").click(); document.querySelector("th:last-child button").click()'
grep -q 'aria-sort="ascending"><button type="button">nummer' dom || fail "sorting is not told"
grep 'class="message"' dom | grep -o '<td class="n">[0-9]*</td></tr>' | tr -dc '0-9\n' > order
sort -n order | cmp - order || fail "the table is not sorted"
