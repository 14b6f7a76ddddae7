#!/bin/sh
# document_summary.sh BUILD [VENV] [--dev]: summaries of documents by klinker summarize --kind document beside Lead-3, and beside Lead,
# TextRank and LexRank of PyPI sumy at the same length, in one run: ROUGE, redundancy, key facts, time. VENV has sumy,
# rouge-score and stopwordsiso, or is made with them (PyPI). Key facts are those of corpora/documents; the texts for ROUGE come from $KLINKER_SHARED/data/rawtext:
#   judgments   the court's own abstract (inhoudsindicatie), which stands before the judgment and is withheld
#   news        title and lead, withheld from articles: a proxy, for a lead is no summary of all that follows
#   questions   the title of a written question to a Flemish minister, withheld from question and answer: says only whether the
#               summary speaks of the subject
# All systems choose from the same sentences, those that klinker may cite (klinker-document-weights), and sumy gets Dutch stems and stop
# words. Settings were chosen on split dev of corpora/documents and on the half of the other texts that --dev measures; without it
# the other half is measured.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
shift
venv=$build/sumy-venv
case ${1:-} in '' | --*) ;; *) venv=$1 && shift ;; esac
[ -x "$venv/bin/python" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q sumy==0.13.0 rouge-score==0.1.2 stopwordsiso==0.6.1 numpy; }
cmake --build "$build" --target klinker-document-weights > /dev/null
exec "$venv/bin/python" "$here/document_summary.py" "$build" "$here/../../corpora/documents" "${KLINKER_SHARED:-}" "$@"
