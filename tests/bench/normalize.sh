#!/bin/sh
# normalize.sh BUILD [--errors]: all figures of klinker normalize as one Markdown table: accuracy on development data, standard text
# that it changes though it should not, readings that it knows of, speed, memory and start-up. KLINKER_SHARED names the folder with
# data/ and score/; without it there is nothing to measure. With --errors, what was wrong goes below the table.
set -eu
[ -n "${KLINKER_SHARED:-}" ] || { echo "normalize.sh: KLINKER_SHARED is not set; nothing is measured" >&2; exit 0; }
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
exec python3 "$here/normalize.py" "$build" "$KLINKER_SHARED" "$@"
