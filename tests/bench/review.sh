#!/bin/sh
# Whether a reviewer who labels what klinker review picks teaches a model more than one who labels messages at random:
#   tests/bench/review.sh [BUILD] [--strategies both,random] [--seeds 1,2,3] [--rounds 3] [--batch 200] [--start 500] [--report FILE.html]
# The reviewer is simulated: the labels come from corpora/hate-speech/train. For each seed a model of pieces (the first stage
# of models/hate-speech-nl) begins with some messages drawn at random; each round adds a batch that a strategy picked. Prints
# macro-F1 on corpora/hate-speech/dev.jsonl, mean and 95 % interval over the seeds, and each strategy less the last one.
# The development data also chose weights and threshold, and a review of real messages has other doubts than this corpus.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$here/../../corpora/hate-speech
base=$here/../../models/hate-speech-nl/sentencepiece.bpe.model
build=$here/../../build/release
case ${1:-} in -* | '') ;; *) build=$1; shift ;; esac
strategies=both,random seeds=1,2,3 rounds=3 batch=200 start=500 report=
while [ $# -gt 0 ]; do
  case $1 in
    --strategies) strategies=$2 ;;
    --seeds) seeds=$2 ;;
    --rounds) rounds=$2 ;;
    --batch) batch=$2 ;;
    --start) start=$2 ;;
    --report) report=$2 ;;
    *) echo "review.sh: there is no option $1" >&2; exit 2 ;;
  esac
  shift 2
done
PATH=$(cd "$build/bin" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# retrain SESSION SEED: the model of the session's labels so far, in $work/model.
retrain() {
  klinker review retrain --session "$work/$1" --train "$work/start-$2.jsonl" --dev "$corpus/dev.jsonl" --base "$base" --force \
    --output "$work/model" --positive hateful --dropout 0.5 --piece-dropout 0.2 --patience 6 --seed "$2" --quiet > "$work/figures.json"
}

for seed in $(echo "$seeds" | tr , ' '); do
  python3 "$here/review.py" split "$seed" "$start" "$work/start-$seed.jsonl" "$work/pool-$seed.jsonl" "$corpus"/train/*.jsonl
  klinker train --train "$work/start-$seed.jsonl" --dev "$corpus/dev.jsonl" --base "$base" --force --output "$work/model" \
    --positive hateful --dropout 0.5 --piece-dropout 0.2 --patience 6 --seed "$seed" --quiet > "$work/figures.json"
  rm -rf "$work/start-model"
  cp -r "$work/model" "$work/start-model"
  for strategy in $(echo "$strategies" | tr , ' '); do
    session=$strategy-$seed
    rm -rf "$work/model"
    cp -r "$work/start-model" "$work/model"
    for round in $(seq "$rounds"); do
      review() { klinker review --session "$work/$session" --annotator simulated "$@" > "$work/log" 2>&1; }
      review --model "$work/model" --data "$work/pool-$seed.jsonl" --number "$batch" --strategy "$strategy" --seed "$seed" < /dev/null
      if [ "$round" -eq 1 ]; then  # the point without labels is the same for all strategies
        [ -e "$work/none-$seed" ] || { retrain "$session" "$seed"; cp "$work/$session/curve.jsonl" "$work/none-$seed"; }
        cp "$work/none-$seed" "$work/$session/curve.jsonl"
      fi
      python3 "$here/review.py" answers "$work/$session" "$work/pool-$seed.jsonl" > "$work/answers"
      review < "$work/answers"
      retrain "$session" "$seed"
    done
  done
done
sessions=$(for strategy in $(echo "$strategies" | tr , ' '); do for seed in $(echo "$seeds" | tr , ' '); do echo "$work/$strategy-$seed"; done; done)
# Words split on purpose: folders.
klinker review curve --session $sessions --json | python3 "$here/review.py" table "$strategies"
[ -z "$report" ] || klinker review curve --session $sessions --report "$report" > /dev/null
