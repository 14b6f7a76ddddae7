"""Speed of an encoder beside `transformers` on PyTorch and ONNX Runtime; encoder.sh calls it.

encoder.py messages FOLDER FILE [N]     N messages of real Dutch from the development data
encoder.py compare PROGRAM MODEL FILE   the tables; settings in the environment, see encoder.sh
encoder.py worker PEER MODEL FILE T     answers the commands of bench_encoder.cpp, and `batch N`, `sorted N`

All programs live through one run and take turns on slices of the messages, so that a busy machine slows all; ratios are medians
over slices. Processor time is what to look at with one thread on a busy machine; with more, threads that wait count too.
"""
import json
import lzma
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

PEERS = ("PyTorch", "PyTorch bf16", "ONNX Runtime", "ONNX Runtime fused", "ONNX Runtime int8")
SIZES = (1, 4, 8, 16, 32, 64)
WALL, PROCESSOR = 0, 1


# --- messages ---

def cut(text, most):
    """Whole sentences from the start, or the first words."""
    if len(text) <= most:
        return text
    end = max(text.rfind(mark, 0, most) for mark in (". ", "! ", "? ")) + 1
    return text[:end] if end > 20 else text[:most].rsplit(" ", 1)[0]


def messages(folder, file, count=20000):
    count = int(count)
    folder = pathlib.Path(folder)
    chosen = random.Random(7)

    def raw(name):
        with lzma.open(folder / "rawtext" / f"{name}.txt.xz", "rt", encoding="utf-8") as lines:
            return [line.strip() for _, line in zip(range(120000), lines) if len(line) > 3]

    with open(folder / "labelled/massive_nl/train_dev.jsonl", encoding="utf-8") as lines:
        massive = [json.loads(line)["utt"] for line in lines]
    parts = ((0.25, massive), (0.20, raw("sentences_tatoeba_nld")), (0.15, raw("captions_dutchdescriptions")),
             (0.18, raw("blog_7days_jongeren")), (0.22, raw("parliament_parlamint_nl")))
    out = []
    for share, lines in parts:
        out += [cut(line, chosen.randint(40, 400)) for line in chosen.sample(lines, min(len(lines), int(share * count)))]
    chosen.shuffle(out)
    pathlib.Path(file).write_text("".join(" ".join(line.split()) + "\n" for line in out), encoding="utf-8")


# --- peers ---

class Peer:
    def __init__(self, name, model, threads):
        import torch
        import transformers
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        torch.set_num_threads(threads)
        self.torch = torch
        self.onnx = name.startswith("ONNX")
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(model)
        if self.onnx:
            import onnxruntime
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
            graph = next((kind for kind in ("int8", "fused") if kind in name), "f32")
            file = os.path.join(os.environ["BENCH_ONNX"], graph + ".onnx")
            self.session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
            self.inputs = [each.name for each in self.session.get_inputs()]
        else:
            dtype = torch.bfloat16 if "bf16" in name else torch.float32
            self.model = transformers.AutoModel.from_pretrained(model, dtype=dtype).eval()

    def tokenize(self, texts):
        kind = "np" if self.onnx else "pt"
        return self.tokenizer(texts, padding=True, truncation=True, max_length=512, return_tensors=kind)

    def vectors(self, pieces):
        if self.onnx:
            import numpy
            states = self.session.run(None, {name: pieces[name].astype(numpy.int64) for name in self.inputs})[0]
            mask = pieces["attention_mask"][:, :, None].astype(numpy.float32)
            mean = (states * mask).sum(1) / mask.sum(1)
            return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)
        with self.torch.inference_mode():
            states = self.model(**pieces).last_hidden_state.float()
            mask = pieces["attention_mask"].unsqueeze(-1).float()
            mean = (states * mask).sum(1) / mask.sum(1)
            return self.torch.nn.functional.normalize(mean).numpy()


def batches(texts, size, by_length):
    if by_length:
        texts = sorted(texts, key=len, reverse=True)
    return [texts[i:i + size] for i in range(0, len(texts), size)]


def worker(name, model, file, threads):
    peer = Peer(name, model, int(threads))
    lines = pathlib.Path(file).read_text(encoding="utf-8").split("\n")[:-1]
    size, by_length = 8, False
    print("ready", flush=True)
    for command in sys.stdin:
        what, *rest = command.split()
        if what in ("batch", "sorted"):
            size, by_length = int(rest[0]), what == "sorted"
            print(size, flush=True)
            continue
        texts = lines[int(rest[0]):int(rest[1])] if len(rest) > 1 else []
        start, clock = time.perf_counter(), time.process_time()
        if what == "text":
            for part in batches(texts, size, by_length):
                peer.vectors(peer.tokenize(part))
            print(time.perf_counter() - start, time.process_time() - clock, flush=True)
        elif what == "model":
            parts = [peer.tokenize(part) for part in batches(texts, size, by_length)]
            start, clock = time.perf_counter(), time.process_time()
            for part in parts:
                peer.vectors(part)
            print(time.perf_counter() - start, time.process_time() - clock, flush=True)
        elif what == "latency":
            times = []
            for text in texts:
                start = time.perf_counter()
                peer.vectors(peer.tokenize([text]))
                times.append(1e3 * (time.perf_counter() - start))
            print(*times, flush=True)
        elif what == "vectors":
            import numpy
            rows = numpy.concatenate([peer.vectors(peer.tokenize([text])) for text in texts]).astype(numpy.float32)
            rows.tofile(rest[2])
            print(rows.shape[1], flush=True)
        elif what == "memory":
            status = pathlib.Path("/proc/self/status").read_text()
            print(next(line.split()[1] for line in status.split("\n") if line.startswith("VmHWM:")), flush=True)


def export(model, folder):
    """f32.onnx as exported, fused.onnx with the transformer optimisations of ONNX Runtime, and int8.onnx."""
    import torch
    import transformers
    from onnxruntime.quantization import quantize_dynamic
    from onnxruntime.transformers import optimizer
    network = transformers.AutoModel.from_pretrained(model, attn_implementation="eager").eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    example = dict(tokenizer(["een voorbeeld van een tekst", "nog een"], padding=True, return_tensors="pt"))

    class Bare(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, *inputs):
            return self.network(**dict(zip(example, inputs))).last_hidden_state

    axes = {name: {0: "texts", 1: "pieces"} for name in (*example, "states")}
    plain, fused = os.path.join(folder, "f32.onnx"), os.path.join(folder, "fused.onnx")
    torch.onnx.export(Bare(), tuple(example.values()), plain, input_names=list(example), output_names=["states"],
                      dynamic_axes=axes, opset_version=17, dynamo=False)
    config = network.config
    graph = optimizer.optimize_model(plain, "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size,
                                     opt_level=1)
    fusions = {name: n for name, n in graph.get_fused_operator_statistics().items() if n}
    print("ONNX Runtime fused:", fusions, file=sys.stderr)
    graph.save_model_to_file(fused)
    import onnx
    quantize_dynamic(fused, os.path.join(folder, "int8.onnx"), extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})


# --- the comparison ---

class Program:
    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.line()

    def line(self):
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"encoder.py: {self.name} stopped")
        return answer.strip()

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        return self.line()

    def seconds(self, what, start, end):
        """By the clock, and of processor time."""
        return [float(each) for each in self.ask(what, start, end).split()]

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def best_batch(program, count, way, kind):
    """The batch size with which it is fastest on some messages."""
    def seconds(size):
        program.ask(way, size)
        return program.seconds("text", 0, count)[kind]
    return min(SIZES, key=seconds)


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|---|" + "--:|" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def check_vectors(programs, folder):
    import numpy
    rows = {}
    for program in programs:
        file = os.path.join(folder, "vectors")
        size = int(program.ask("vectors", 0, 100, file))
        rows[program.name] = numpy.fromfile(file, numpy.float32).reshape(-1, size)
    right = rows["PyTorch"]
    return {name: (float(abs(got - right).max()), float((got * right).sum(1).min())) for name, got in rows.items()}


def compare(bench, model, file):
    import numpy
    import onnxruntime
    import torch
    import transformers
    count = int(os.environ.get("BENCH_MESSAGES", "20000"))
    slices = int(os.environ.get("BENCH_SLICES", "20"))
    total = min(count, sum(1 for _ in open(file, encoding="utf-8")))
    folder = os.environ["BENCH_ONNX"]
    if not os.path.exists(os.path.join(folder, "int8.onnx")):
        export(model, folder)
    print(f"transformers {transformers.__version__}, PyTorch {torch.__version__}, ONNX Runtime {onnxruntime.__version__}; "
          f"{model}, {total} messages\n")
    for threads in [int(each) for each in os.environ.get("BENCH_THREADS", "2 1").split()]:
        os.environ.update(RAYON_NUM_THREADS=str(threads), OMP_NUM_THREADS=str(threads),
                          TOKENIZERS_PARALLELISM="true" if threads > 1 else "false")
        ours = [Program(f"Klinker {precision}", [bench, model, file, str(threads), precision, "4096", str(in_flight)])
                for precision, in_flight in (("f32", 1), ("bf16", 1), ("int8", 1))]
        if threads > 1:
            ours.append(Program("Klinker f32, a thread a batch",
                                [bench, model, file, str(threads), "f32", "4096", str(threads)]))
        peers = [Program(name, [sys.executable, __file__, "worker", name, model, file, str(threads)]) for name in PEERS]
        kind = WALL if threads > 1 else PROCESSOR  # one thread is not slowed by what else runs
        sample = min(total, int(os.environ.get("BENCH_SAMPLE", "256")))
        runs = [(program, program.name, None) for program in ours]
        sizes = {}  # those of f32 serve the shorter numbers too
        for program in peers:
            for way, words in (("batch", "batches of"), ("sorted", "sorted by length, batches of")):
                base = " ".join(program.name.split()[:2 if program.name.startswith("ONNX") else 1])
                if program.name == base or "fused" in program.name:
                    sizes[program.name, way] = best_batch(program, sample, way, kind)
                size = sizes.get((program.name, way)) or sizes[base, way]
                runs.append((program, f"{program.name}, {words} {size}", (way, size)))
        main = {"Klinker f32", "PyTorch", "ONNX Runtime", "ONNX Runtime fused"}
        seconds, plain = {name: {} for _, name, _ in runs}, {name: {} for _, name, _ in runs}
        pieces = []
        bounds = [(total * i // slices, total * (i + 1) // slices) for i in range(slices)]
        for number, (start, end) in enumerate(bounds):
            pieces.append(int(ours[0].ask("pieces", start, end)))
            for program, name, way in runs if number % 2 == 0 else reversed(runs):
                if number % 5 and not (program.name in main and (way is None or way[0] == "batch")):
                    continue
                if way:
                    program.ask(*way)
                seconds[name][number] = program.seconds("text", start, end)
                if number % 5 == 0:
                    plain[name][number] = program.seconds("model", start, end)

        def rate(times, kind):
            return f"{sum(pieces[i] for i in times) / sum(each[kind] for each in times.values()):.0f}"

        def ratio(name, times, kind):
            other = times[pytorch]
            return f"{statistics.median(other[i][kind] / times[name][i][kind] for i in times[name] if i in other):.2f}"

        pytorch = next(name for program, name, way in runs if program.name == "PyTorch" and way[0] == "batch")
        rows = []
        latency = {}
        for program in ours + peers:
            program.ask("batch", 1) if program in peers else None
            program.ask("latency", 0, 20)
        for _ in range(5):
            for program in ours + peers:
                latency.setdefault(program.name, []).extend(float(each) for each in program.ask("latency", 0, 60).split())
        print(f"{threads} thread{'s' if threads > 1 else ''}; a message has {sum(pieces) / total:.1f} pieces; {sum(pieces)} pieces\n")
        for program, name, way in runs:
            cells = [name]
            for times, kind in ((seconds, WALL), (seconds, PROCESSOR), (plain, PROCESSOR)):
                cells += [rate(times[name], kind), ratio(name, times, kind)]
            rows.append(cells)
        table(["", "text to vectors, pieces/s", "times PyTorch", "pieces/s of processor time", "times PyTorch",
               "pieces to vectors, the same", "times PyTorch"], rows)
        distances = check_vectors(ours + peers, folder)
        rows = []
        for program in ours + peers:
            times = sorted(latency[program.name])
            rows.append([program.name, f"{numpy.percentile(times, 50):.2f}", f"{numpy.percentile(times, 99):.2f}",
                         f"{int(program.ask('memory')) / 1024:.0f}", f"{distances[program.name][0]:.1e}",
                         f"{distances[program.name][1]:.5f}"])
        table(["one message", "ms, median", "ms, 99%", "peak MB", "furthest from PyTorch", "lowest cosine"], rows)
        for program in ours + peers:
            program.stop()


if __name__ == "__main__":
    {"messages": messages, "compare": compare, "worker": worker}[sys.argv[1]](*sys.argv[2:])
