#!/bin/sh
# klinker itself: further commands on the PATH, manual, completion, and how fast it is not linked to what it does not need.
. "$(dirname "$0")/common.inc"
mkdir bin
printf '#!/bin/sh\necho "extra: $*"\n' > bin/klinker-extra
chmod +x bin/klinker-extra
PATH=$PATH:$work/bin
[ "$(klinker extra a 'b c')" = 'extra: a b c' ] || fail "a command on the PATH is not found"
klinker help | grep -q '^  extra' || fail "a command on the PATH is not listed"
klinker extr 2>&1 | grep -q 'extra' || fail "no suggestion"
expect 2 klinker nothing-like-it 2> /dev/null

programs=$(dirname "$(command -v klinker)")
for program in "$programs"/klinker*; do
  name=$(basename "$program")
  case $name in klinker_* | klinker-bench*) continue ;; esac
  manual=$programs/../man/$name.1
  [ -s "$manual" ] || fail "no manual for $name"
  if command -v man > /dev/null; then
    warnings=$(LC_ALL=C.UTF-8 MANWIDTH=100 man --warnings -E UTF-8 -l -Tutf8 -Z "$manual" 2>&1 > /dev/null || true)
    [ -z "$warnings" ] || fail "$name.1: $warnings"
  fi
  [ "$name" = klinker ] && continue
  "$program" --help > help || fail "$name --help"
  grep -q "^Usage: klinker ${name#klinker-}" help || fail "$name does not show its usage"
  "$program" --version | grep -q "^klinker ${name#klinker-} [0-9]" || fail "$name --version"
  expect 2 "$program" --no-such-option 2> /dev/null
done

for program in klinker klinker-tokenize klinker-normalize klinker-summarize; do
  ! ldd "$programs/$program" | grep -qE '^[[:space:]]*lib(torch|c10|sentencepiece)' || fail "$program loads what it does not need"
done

cat > complete.bash <<'END'
source "$1"
COMP_WORDS=(klinker tok); COMP_CWORD=1; _klinker; echo "${COMPREPLY[*]}"
COMP_WORDS=(klinker tokenize --jso); COMP_CWORD=2; _klinker; echo "${COMPREPLY[*]}"
END
[ "$(bash complete.bash "$programs/../completion/klinker" | tr '\n' ' ')" = 'tokenize --jsonl ' ] || fail "completion"
