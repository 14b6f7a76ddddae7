#!/bin/sh
# The arrows of the modules: text <- tokenize <- normalize <- clinical <- summarize, text <- corpus, nn <- classify; torch only in nn and classify.
set -eu
cd "$1/lib"
bad=$(
  check() {
    module=$1 allowed=$2
    grep -rnoE '#include "klinker/[a-z]+/' "$module" "include/klinker/$module" 2>/dev/null |
      grep -vE "\"klinker/($allowed)/" || true
  }
  check text 'text'
  check tokenize 'text|tokenize'
  check normalize 'text|tokenize|normalize'
  check clinical 'text|tokenize|normalize|clinical'
  check summarize 'text|tokenize|normalize|clinical|summarize'
  check corpus 'text|corpus'
  check subword 'text|corpus|subword'
  check nn 'text|tokenize|corpus|nn'
  check classify 'text|tokenize|normalize|corpus|nn|classify'
  grep -rnE '#include <(torch|ATen|c10)/' text tokenize normalize clinical summarize corpus include/klinker/text include/klinker/tokenize \
    include/klinker/normalize include/klinker/clinical include/klinker/summarize include/klinker/corpus || true
)
[ -z "$bad" ] || { echo "includes against the direction of the modules:"; echo "$bad"; exit 1; }
