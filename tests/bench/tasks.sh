#!/bin/sh
# Fine-tunes base models on three tasks and prints what they reach on development data, as a table in Markdown:
#   tests/bench/tasks.sh [BUILD] [--bases DIR,DIR...] [--tasks intents,names,satire] [--threads N]
# Further options of klinker train (--bf16) may stand in KLINKER_TRAIN_OPTIONS.
# intents: MASSIVE-nl, 60 intents (train and dev). names: CoNLL-2002, Dutch (train and testa). satire: headlines of De Speld
# against Nu.nl, one in seven held apart. KLINKER_SHARED names the folder with the data; without it there is nothing to do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -n "${KLINKER_SHARED:-}" ] || { echo 'KLINKER_SHARED is not set: this needs the data that it names'; exit 77; }
build=$here/../../build/release
case ${1:-} in -* | '') ;; *) build=$1; shift ;; esac
bases=base-nl
tasks=intents,names,satire
threads=2
while [ $# -gt 0 ]; do
  case $1 in
    --bases) bases=$2 ;;
    --tasks) tasks=$2 ;;
    --threads) threads=$2 ;;
    *) echo "tasks.sh: there is no option $1" >&2; exit 2 ;;
  esac
  shift 2
done
PATH=$(cd "$build/bin" && pwd):$PATH
work=${KLINKER_TASKS_FOLDER:-$(mktemp -d)}
mkdir -p "$work"
python3 "$here/tasks.py" "$KLINKER_SHARED" "$work"

# A tiny model needs more steps, and larger ones.
settings() {
  case $1-$(basename "$2") in
    intents-tiny-nl) echo '--task text --epochs 10 --batch-size 32 --learning-rate 1e-3 --patience 0' ;;
    intents-*) echo '--task text --epochs 4 --batch-size 32 --learning-rate 3e-4 --patience 0' ;;
    names-*) echo '--task token --epochs 2 --batch-size 16 --learning-rate 3e-4 --patience 0' ;;
    satire-*) echo '--task text --epochs 2 --batch-size 32 --learning-rate 2e-4 --patience 0' ;;
  esac
}

data() {
  case $1 in
    intents) echo "--train $work/intents-train.jsonl --dev $work/intents-dev.jsonl" ;;
    names) echo "--train $KLINKER_SHARED/data/ner/conll2002_ned.train --dev $KLINKER_SHARED/data/ner/conll2002_ned.testa" ;;
    satire) echo "--train $work/satire-train.jsonl --dev $work/satire-dev.jsonl" ;;
  esac
}

metric() { case $1 in intents) echo accuracy ;; names) echo entity_f1 ;; satire) echo macro_f1 ;; esac; }

echo '| task | base | metric | value | 95 % interval |'
echo '|---|---|---|---:|---|'
for task in $(echo "$tasks" | tr , ' '); do
  for base in $(echo "$bases" | tr , ' '); do
    name=$task-$(basename "$base")
    # Words split on purpose: options.
    klinker train --quiet $(settings "$task" "$base") $(data "$task") --metric "$(metric "$task")" --base "$base" --seed 1 \
      --threads "$threads" ${KLINKER_TRAIN_OPTIONS:-} --force --output "$work/$name" > "$work/$name.json"
    python3 - "$work/$name.json" "$(metric "$task")" "$task" "$base" << 'END'
import json, sys
path, metric, task, base = sys.argv[1:]
figures = json.load(open(path))
low, high = figures.get(metric + "_interval", [None, None])
print(f"| {task} | {base} | {metric} | {figures[metric]:.4f} | {low:.4f} to {high:.4f} |" if low is not None
      else f"| {task} | {base} | {metric} | {figures[metric]:.4f} | |", flush=True)
END
  done
done
