#!/bin/sh
# Pretraining learns, distillation brings a student nearer to its teacher, and a run that is killed goes on to the weights
# of an unbroken one.
. "$(dirname "$0")/common.inc"
awk 'BEGIN { srand(3); split("de het een man vrouw hond kat fiets loopt ziet koopt leest in op naar huis winkel straat boek vandaag", w, " ");
  for (i = 0; i < 600; i++) { line = ""; for (j = 0; j < 6 + i % 5; j++) line = line w[int(rand() * 20) + 1] " "; print line } }' > texts.txt
awk 'NR % 20 == 0' texts.txt > held-out.txt
mkdir fresh
printf '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n' > fresh/vocab.txt
tr ' ' '\n' < texts.txt | sort -u | grep . >> fresh/vocab.txt
cat > fresh/config.json <<'END'
{"model_type": "bert", "vocab_size": 25, "hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 2,
 "intermediate_size": 64, "max_position_embeddings": 64, "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}
END

settings='--quiet --base fresh --steps 80 --batch-pieces 256 --max-pieces 32 --learning-rate 0.003 --save-every 15'
pretrain() { klinker pretrain $settings "$@"; }
expect 0 pretrain --held-out held-out.txt -o whole texts.txt > losses
before=$(sed -n 's/.*_before":\([0-9.]*\).*/\1/p' losses)
after=$(sed -n 's/.*_after":\([0-9.]*\).*/\1/p' losses)
awk "BEGIN { exit !($after < $before - 0.05) }" || fail "pretraining taught nothing: $before before, $after after"
[ "$(wc -l < whole/metrics.jsonl)" -eq 4 ] || fail "metrics.jsonl has not a line for each 20 steps"
expect 2 pretrain -o whole texts.txt 2> message
grep -q 'exists already' message || fail "an output that exists is replaced"

# Killed after the lines of steps 20 and 40, behind the states of steps 15 and 30; then run to the end.
for lines in 1 2; do
  (exec klinker-pretrain $settings -o broken texts.txt) &
  run=$!
  while kill -0 $run 2> /dev/null && [ "$(cat broken.part/metrics.jsonl 2> /dev/null | wc -l)" -lt $lines ]; do :; done
  kill -9 $run 2> /dev/null || true
  wait $run || true
done
[ -d broken ] || expect 0 pretrain -o broken texts.txt
cmp whole/model.safetensors broken/model.safetensors || fail "a run that was killed ended with other weights"
steps() { sed 's/,.*//' "$1/metrics.jsonl"; }
[ "$(steps broken)" = "$(steps whole)" ] || fail "a run that was killed wrote steps twice: $(steps broken)"
[ ! -e broken/training-state.safetensors ] || fail "the state was left behind"

mkdir damaged.part
head -c 300 whole/model.safetensors > damaged.part/training-state.safetensors
expect 2 pretrain -o damaged texts.txt 2> message
grep -q 'training-state' message || fail "a damaged state is not named: $(cat message)"

distill() { klinker distill --quiet --teacher whole --steps 60 --batch-pieces 256 --max-pieces 32 --learning-rate 0.003 "$@"; }
expect 0 distill --layers 0,2 --held-out held-out.txt -o small texts.txt > losses
before=$(sed -n 's/.*_before":\([0-9.]*\).*/\1/p' losses)
after=$(sed -n 's/.*_after":\([0-9.]*\).*/\1/p' losses)
awk "BEGIN { exit !($after < 0.8 * $before) }" || fail "distillation taught nothing: $before before, $after after"
grep -q '"num_hidden_layers":2' small/config.json || fail "the student has not two layers"
expect 0 distill --layers 1,2 --hidden 16 --heads 2 --intermediate 32 -o tiny texts.txt
grep -q '"hidden_size":16' tiny/config.json || fail "the student has not the size asked for"
expect 2 distill --layers 0,7 -o none texts.txt 2> message
grep -q 'no layer 7' message || fail "a layer that is not there is not named: $(cat message)"
expect 2 distill --layers 0,x -o none texts.txt 2> message
grep -q -- '--layers' message || fail "a wrong list is not named"
