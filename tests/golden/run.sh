#!/bin/sh
# run.sh PROGRAMS CASE: runs CASE/command with PROGRAMS first on the PATH; what it prints, and its exit status behind it,
# must be CASE/expected. With KLINKER_UPDATE_GOLDEN=1 the expectation is written instead: read the difference before you commit it.
set -eu
programs=$1 case=$2
cd "$case"
PATH=$programs:$PATH
actual=$(sh ./command 2>&1 && echo "[exit 0]" || echo "[exit $?]")
if [ "${KLINKER_UPDATE_GOLDEN:-}" = 1 ]; then
  printf '%s\n' "$actual" > expected
  exit
fi
printf '%s\n' "$actual" | diff -u expected -
