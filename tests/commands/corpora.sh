#!/bin/sh
# The corpora are what their data statements say: formats, ids, places, and no message in two of the files that must not share any
# (nor, where KLINKER_SHARED is set, in the development data of the normaliser).
here=$(cd "$(dirname "$0")/../.." && pwd)
command -v python3 > /dev/null || { echo 'python3 is not here, which the checkers of corpora/ need'; exit 77; }
python3 "$here/corpora/hate-speech/check.py" && python3 "$here/corpora/clinical/check.py" &&
  python3 "$here/corpora/normalize/check.py" && python3 "$here/corpora/documents/check.py"
