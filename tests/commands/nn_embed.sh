#!/bin/sh
# klinker embed, with a BERT of random weights and with a model of klinker train.
. "$(dirname "$0")/common.inc"

# A safetensors file in f16. Its numbers are bytes from 0 to ?, which makes all of them lie between 0.1 and 2.
make_weights() {
  LC_ALL=C awk '
    function tensor(name, rows, columns,  size) {
      size = 2 * rows * (columns ? columns : 1)
      header = header (header ? "," : "") sprintf("\"%s\":{\"dtype\":\"F16\",\"shape\":[%s],\"data_offsets\":[%d,%d]}", name,
        columns ? rows "," columns : rows, bytes, bytes + size)
      bytes += size
    }
    function linear(name, inputs, outputs) { tensor(name ".weight", outputs, inputs); tensor(name ".bias", outputs) }
    function norm(name) { tensor(name ".weight", 8); tensor(name ".bias", 8) }
    BEGIN {
      tensor("embeddings.word_embeddings.weight", 12, 8); tensor("embeddings.position_embeddings.weight", 10, 8)
      tensor("embeddings.token_type_embeddings.weight", 2, 8); norm("embeddings.LayerNorm")
      layer = "encoder.layer.0."
      linear(layer "attention.self.query", 8, 8); linear(layer "attention.self.key", 8, 8); linear(layer "attention.self.value", 8, 8)
      linear(layer "attention.output.dense", 8, 8); norm(layer "attention.output.LayerNorm")
      linear(layer "intermediate.dense", 8, 16); linear(layer "output.dense", 16, 8); norm(layer "output.LayerNorm")
      header = "{" header "}"
      printf "%c", length(header) % 256 > "length"; printf "%c", int(length(header) / 256) > "length"
      printf "%s", header > "header"
      seed = 1
      for (i = 0; i < bytes; i++) { seed = seed * 48271 % 2147483647; printf "%c", 48 + int(seed / 65536) % 16 > "numbers" }
    }'
  { cat length; head -c 6 /dev/zero; cat header numbers; } > "$1"
}
mkdir bert
make_weights bert/model.safetensors
printf '%s\n' '[PAD]' '[UNK]' '[CLS]' '[SEP]' '[MASK]' de fiets staat buiten . query : > bert/vocab.txt
config='"vocab_size":12,"hidden_size":8,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":16,"max_position_embeddings":10'
echo "{\"model_type\":\"bert\",$config}" > bert/config.json

printf 'de fiets staat buiten.\nde fiets\n\nbuiten staat de fiets de fiets de fiets de fiets\n' > texts
expect 0 klinker embed --model bert texts > vectors
[ "$(grep -c '^\[\(-\{0,1\}[0-9.e-]*,\)\{7\}-\{0,1\}[0-9.e-]*\]$' vectors)" -eq 3 ] || fail "not eight numbers for each of three texts"
[ "$(sort -u vectors | wc -l)" -eq 3 ] || fail "texts that differ have one vector"
expect 0 klinker embed --model bert --threads 3 texts | cmp - vectors || fail "threads change vectors"
head -n 1 vectors > one
head -n 1 texts | klinker embed --model bert | cmp - one || fail "other texts change a vector"
tail -n 1 vectors > long
printf 'buiten staat de fiets de fiets de\n' | klinker embed --model bert > other
! cmp -s other long || fail "a text is cut before the limit"
printf 'buiten staat de fiets de fiets de fiets\n' | klinker embed --model bert | cmp - long || fail "a long text is not cut"

printf '{"id":7,"text":"de fiets"}\n{"id":8}\n' > records.jsonl
expect 1 klinker embed --model bert --normalize --jsonl records.jsonl > out
sed -n 's/.*"embedding":\[\(.*\)\]}$/\1/p' out | awk -F, '{ for (i = 1; i <= NF; i++) sum += $i * $i } END { exit !(NF == 8 && sum > 0.9999 && sum < 1.0001) }' ||
  fail "--normalize"
grep -q '^{"id":7,"text":"de fiets","embedding":\[' out || fail "--jsonl"
grep -q '^{"id":8,"error"' out || fail "a bad record"
for option in "--pooling cls" "--pooling max" "--normalize" "--prefix query:"; do
  # shellcheck disable=SC2086
  expect 0 klinker embed --model bert $option texts > other
  ! cmp -s other vectors || fail "$option changes nothing"
done
mkdir bert/1_Pooling
echo '{"pooling_mode_cls_token":true}' > bert/1_Pooling/config.json
klinker embed --model bert --pooling mean texts | cmp - vectors || fail "--pooling does not win from the folder"
klinker embed --model bert texts > other
klinker embed --model bert --pooling cls texts | cmp - other || fail "the folder does not say the pooling"

expect 2 klinker embed texts 2> /dev/null
expect 2 klinker embed --model bert --pooling sum texts 2> message
grep -q 'mean, cls or max' message || fail "no clear message for a pooling"
for setting in '"model_type":"deberta"' '"model_type":"bert","quantization_config":{"load_in_8bit":true}' '"model_type":"bert","is_decoder":true'; do
  echo "{$setting,$config}" > bert/config.json
  expect 1 klinker embed --model bert texts 2> message
  grep -q 'deberta\|quantization_config\|is_decoder' message || fail "$setting is not named"
done
echo "{\"model_type\":\"bert\",$config}" > bert/config.json
mv bert/model.safetensors bert/pytorch_model.bin
expect 1 klinker embed --model bert texts 2> message
grep -q 'a pickle' message || fail "a pickle is not named"

# A model of klinker train.
awk 'BEGIN { for (i = 0; i < 200; i++) printf "{\"text\":\"ik zie %s nummer %d\",\"label\":\"%s\"}\n", i % 2 ? "een fiets" : "een appel", i, i % 2 ? "fiets" : "eten" }' > all.jsonl
head -n 150 all.jsonl > train.jsonl
tail -n 50 all.jsonl > dev.jsonl
expect 0 klinker subword train --output pieces.model --vocabulary 300 train.jsonl
expect 0 klinker train --quiet --train train.jsonl --dev dev.jsonl --base pieces.model --output bag --epochs 1 > figures
expect 0 klinker embed --model bag texts > vectors
[ "$(sort -u vectors | wc -l)" -eq 3 ] || fail "a model of klinker train gives no vectors"
