"""Steps of normalize_downstream.sh: plain FILE (records with text and label), normalized (their normalised text as text), row DATA PROFILE FIGURES."""
import json
import sys

step = sys.argv[1]
if step == "row":
    data, profile, path = sys.argv[2:]
    figures = json.load(open(path, encoding="utf8"))
    text = "as it is" if profile == "none" else f"normalised, {profile}"
    print(f"| {data} | {text} | {figures['accuracy']:.4f} | {figures['macro_f1']:.4f} |", flush=True)
else:
    for line in open(sys.argv[2], encoding="utf8") if step == "plain" else sys.stdin:
        record = json.loads(line)
        text = record["text"] if step == "plain" else record["normalized"]
        print(json.dumps({"text": text, "label": record["label"]}, ensure_ascii=False))
