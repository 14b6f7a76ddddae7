#!/bin/sh
# Makes this model again: models/hate-speech-nl/train.sh [PROGRAMS [FOLDS]]
# PROGRAMS is the folder of the built commands (build/release/bin). KLINKER_SHARED names the folder that holds the raw text
# (data/rawtext, data/normalize, data/labelled); of that text only weights get into the model. Takes about ten minutes on one core.
# With FOLDS that many models are made instead, each without a part of the messages, and measured on those.
set -eu
cd "$(dirname "$0")/../.."
PATH=$(cd "${1:-build/release/bin}" && pwd):$PATH
folds=${2:-0}
model=models/hate-speech-nl
work=build/hate-speech-nl
"$model/texts.sh" "$work"

# Chat weighs more than parliament here, because the pieces are for chat; case says little in it. Every character gets a piece:
# split into bytes, all emoji look alike.
klinker subword train --output "$work/pieces.model" --vocabulary 8000 --character-coverage 1 --normalization nmt_nfkc_cf \
  "$work/parlamint-vocabulary.txt" "$work/laws-vocabulary.txt" "$work/tatoeba.txt" "$work/captions.txt" \
  "$work/dialect.txt" "$work/requests.txt" corpora/hate-speech/train/*.jsonl

# learn LABELS MODEL: the harmless lines have none of the labels. They are many, because what is plainly harmless must not go on to
# the encoder.
learn() {
  klinker train --task multilabel --train "$1"/train/*.jsonl --dev "$1/held-out.jsonl" \
    --negatives "$work/parlamint-harmless.txt" "$work/tatoeba.txt" "$work/captions.txt" "$work/dialect.txt" "$work/requests.txt" \
    --negatives-limit 40000 --base "$work/pieces.model" --output "$2" --force --card "$model/card.json" \
    --hidden 128 --dropout 0.5 --piece-dropout 0.2 --batch-size 64 --learning-rate 0.007 --patience 6 --seed 1
}

if [ "$folds" -gt 0 ]; then
  scored=
  for fold in $(seq 0 $((folds - 1))); do
    part=$work/fold-$fold
    python3 corpora/hate-speech/labels.py "$part" --folds "$folds" --fold "$fold"
    learn "$part" "$part/model" > /dev/null
    klinker classify --model "$part/model" --jsonl "$part/test.jsonl" > "$part/scored.jsonl"
    scored="$scored $part/model=$part/scored.jsonl"
  done
  # shellcheck disable=SC2086
  exec python3 tests/bench/hate_speech_aspects.py corpora/hate-speech --scored $scored
fi

python3 corpora/hate-speech/labels.py "$work/labels"
learn "$work/labels" "$work/model"
klinker quantize --model "$work/model" --output "$work/quantized" --force
# What is held out is mostly contrast sets, of which half is hateful: a threshold that fits them is too low elsewhere.
python3 - "$work/quantized/klinker.json" <<'END'
import json, sys
path = sys.argv[1]
info = json.load(open(path, encoding="utf8"))
info["thresholds"][info["labels"].index("hateful")] = 0.5
json.dump(info, open(path, "w", encoding="utf8"), ensure_ascii=False, indent=2)
END
for file in config.json klinker.json model.safetensors sentencepiece.bpe.model metrics.jsonl README.md; do
  cp "$work/quantized/$file" "$model/$file"
done

# The figures of the card, measured on what ships.
export KLINKER_MODELS=models
tests/bench/hate_speech_aspects.sh "$(dirname "$(dirname "$(command -v klinker)")")" --record "$model" > "$work/aspects.md"
klinker evaluate --model hate-speech-nl --label hateful --data corpora/hate-speech/dev.jsonl --record --report "$work/dev.html"
klinker evaluate --model hate-speech-nl --label hateful --data corpora/hate-speech/suite.jsonl --suite --record
for harmless in parlamint-later news chat; do
  klinker evaluate --model hate-speech-nl --label hateful --negatives "$work/$harmless.txt" --negatives-label not_hateful --record
done
