#!/bin/sh
# Makes this model again from models/base-nl and the text of its recipe: models/tiny-nl/train.sh [PROGRAMS] [THREADS]
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
threads=${2:-1}
model=models/tiny-nl
text=build/base-nl/text.txt
[ -f "$text" ] || { echo "$text is missing: run models/base-nl/train.sh first" >&2; exit 1; }

klinker distill --teacher models/base-nl --layers 2,5,7 --hidden 192 --heads 6 --intermediate 768 --steps 2500 --batch-pieces 2048 \
  --max-pieces 96 --bf16 --learning-rate 1.5e-3 --seed 1 --threads "$threads" --card "$model/card.json" --save-every 250 --force \
  --output build/base-nl/tiny-nl "$text"

for file in config.json klinker.json metrics.jsonl model.safetensors tokenizer.json tokenizer_config.json README.md; do
  cp "build/base-nl/tiny-nl/$file" "$model/$file"
done
