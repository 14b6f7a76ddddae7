#!/bin/sh
# run.sh CMAKE BUILD SOURCE WITH_NN: installs BUILD into a folder of its own, and builds and runs a program against it, outside the repo.
set -eu
cmake=$1 build=$2 source=$3 with_nn=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$cmake" --install "$build" --prefix "$work/prefix" > "$work/log" || { cat "$work/log"; exit 1; }
cp -r "$source" "$work/consumer"
"$cmake" -S "$work/consumer" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_BUILD_TYPE=Release -DWITH_NN="$with_nn"
"$cmake" --build "$work/build"
"$work/build/consumer"
[ "$with_nn" != ON ] || "$work/build/consumer_nn"
# The installed commands find each other, and nothing of the build tree.
printf 'Ik fiets. Jij ook?\n' | env -i "$work/prefix/bin/klinker" tokenize | diff - "$source/expected.txt"
[ -s "$work/prefix/share/man/man1/klinker-tokenize.1" ]
[ -s "$work/prefix/share/bash-completion/completions/klinker" ]
