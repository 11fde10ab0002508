#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores the same pairs with other libraries and with us, in turn, and writes the ratios to a table.

    bench/peers/run.py --bin "$(./rw build)" --data FOLDER... [--into docs/performance.md]

Everything else is made on the first call, in --work: a Python environment with pinned versions (requirements.txt),
random checkpoints in the real shapes, lists of pairs from BEIR folders, converted models. Every peer is a process of
its own that stays loaded; a round asks one after the other for the whole list, and the ratios are those of the medians
over the rounds, with the smallest and largest ratio of a single round beside them. The first run takes about half an
hour before anything is measured. Run it on a quiet machine: the table says how much of the processor others took.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from worker import CORES, Process, Worker, markdown, processor, publish, say  # noqa: E402

RESERVE = 2.5e9  # bytes that stay free

# Peers that can run a backbone: name -> (kind of peer.py, batch size).
FLAG = {"flagembedding": ("flagembedding", None), "flagembedding-16": ("flagembedding", 16)}
ENCODER = FLAG | {name: (name, None) for name in (
    "ctranslate2", "openvino-bf16", "openvino-int8", "sentence-transformers", "onnxruntime", "openvino",
    "sentence-transformers-bf16", "onnxruntime-int8", "ctranslate2-int8")} | {
        "flagembedding-bf16-16": ("flagembedding-bf16", 16)}
DECODER = FLAG | {"flagembedding-bf16-16": ("flagembedding-bf16", 16)}
USUAL = ["flagembedding", "flagembedding-16", "ctranslate2", "openvino-bf16", "openvino-int8"]
# A case: checkpoint, list of pairs, max_length, most pairs.
CASES = {"m3-short": ("m3", "short", 512, 0), "m3-mixed": ("m3", "mixed", 512, 0), "m3-long": ("m3", "long", 1024, 0),
         "m3-many": ("m3", "many", 512, 0), "gemma-short": ("gemma", "short", 512, 32),
         "minicpm-short": ("minicpm", "short", 512, 32)}


def busy_seconds():
    fields = [int(field) for field in open("/proc/stat").readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def available_bytes():
    return next(int(line.split()[1]) * 1024 for line in open("/proc/meminfo") if line.startswith("MemAvailable"))


def resident_bytes(pid):
    return next((int(line.split()[1]) * 1024 for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")), 0)


class Other:
    """A peer in its own process; one process serves several batch sizes."""

    def __init__(self, kind, model, threads, max_length, python):
        self.process = Process([python, str(HERE / "peer.py"), kind, str(model), str(threads), str(max_length)],
                               {"OMP_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"})
        ready = self.process.read()
        self.load_seconds, self.version = ready["ready"], ready["version"]

    def score(self, file, batch=None):
        return self.process.ask(pairs=str(file), batch=batch)


class Ours:
    """rerank-worker: the same tokenisation, batches and engine as `rerank-cli score` and `run`."""

    def __init__(self, quantization, model, threads, max_length, programs):
        self.process = Worker(programs, threads)
        loaded = self.process.ask(type="load", model=str(model), quantization=quantization)
        self.load_seconds, self.version = loaded["seconds"], f"LibTorch {loaded['libtorch']}"
        self.max_length, self.file = max_length, None

    def score(self, file, batch=None):
        if file != self.file:
            self.process.ask(type="pairs", file=str(file), max_length=self.max_length)
            self.file = file
        return self.process.ask(type="score")


class Row:
    def __init__(self, name, version, load_seconds):
        self.name, self.version, self.load_seconds = name, version, load_seconds
        self.seconds, self.others, self.scores, self.peak, self.tokens, self.useful = [], [], None, 0, 0, 0


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    result, begin = [0.0] * len(values), 0
    while begin < len(order):
        end = begin
        while end + 1 < len(order) and values[order[end + 1]] == values[order[begin]]:
            end += 1
        for i in order[begin:end + 1]:
            result[i] = (begin + end) / 2
        begin = end + 1
    return result


def spearman(a, b):
    try:
        return statistics.correlation(ranks(a), ranks(b))
    except statistics.StatisticsError:
        return float("nan")


def prepare(options):
    work = options.work
    python = work / "env" / "bin" / "python"
    stamp = work / "env" / ".installed"
    wanted = (HERE / "requirements.txt").read_text()
    if not (stamp.exists() and stamp.read_text() == wanted):
        say(f"installing the peers into {work / 'env'}")
        subprocess.run([sys.executable, "-m", "venv", work / "env"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r",
                        HERE / "requirements.txt"], check=True, stdout=sys.stderr)
        stamp.write_text(wanted)

    lists = work / "lists"
    for pair in options.pairs:
        name, file = pair.split("=", 1)
        options.lists[name] = pathlib.Path(file).resolve()
    for name in ("short", "mixed", "long", "many"):
        options.lists.setdefault(name, lists / f"{name}.jsonl")
    if not all(file.exists() for file in options.lists.values()):
        if not options.data:
            sys.exit("run.py: error: --data FOLDER is missing: BEIR folders to take the lists of pairs from")
        sys.path.insert(0, str(HERE))
        import lists as maker
        maker.make(options.data, lists)

    models = sorted({CASES[case][0] for case in options.cases})
    for model in models:
        if not (work / "models" / model).exists():
            say(f"making the checkpoint {model}")
            files = [str(file) for file in options.lists.values()]
            code = ("import sys; sys.path.insert(0, sys.argv[1]); import models;"
                    "models.make(sys.argv[2], sys.argv[3], models.texts_of(sys.argv[4:]))")
            subprocess.run([python, "-c", code, HERE, model, work / "models" / model] + files, check=True,
                           stdout=sys.stderr)
    if "m3" in models:
        for name in options.peers:
            kind = ENCODER[name][0]
            if kind.startswith(("onnx", "openvino", "ctranslate2")):
                subprocess.run([python, HERE / "peer.py", kind, work / "models" / "m3", "--prepare"], check=True,
                               stdout=sys.stderr, stderr=subprocess.DEVNULL,
                               env=os.environ | {"CALIBRATION": str(options.lists["mixed"]), "HF_HUB_OFFLINE": "1"})
    return python


def peaks_of(options):
    """What the units of this processor can do right now, by quantization."""
    worker = Worker(options.bin, options.threads)
    peaks = {name: max(worker.ask(type="peaks", quantization=name)["registers"],
                       key=lambda unit: unit["ops_per_second"], default=None) for name in options.quantizations}
    worker.stop()
    return peaks


def measure(case, options, python):
    """Rows of one case. Where not all peers fit into memory at once there are several alternating runs."""
    shape, list_name, max_length, most = CASES[case]
    model = options.work / "models" / shape
    known = ENCODER if shape == "m3" else DECODER
    lines = options.lists[list_name].read_text(encoding="utf-8").splitlines()
    lines = lines[:most] if most else lines
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="peers-"))
    whole, some = scratch / "pairs.jsonl", scratch / "some.jsonl"
    whole.write_text("\n".join(lines) + "\n", encoding="utf-8")
    some.write_text("\n".join(lines[:: max(1, len(lines) // 8)][:8]) + "\n", encoding="utf-8")

    runs, failures = [], {}
    waiting = [name for name in options.peers if name in known]
    while True:
        processes, rows = {}, []

        def start(key, make, names):
            try:
                say(f"{case}: loading {key}")
                process = make()
                for name, batch in names:
                    process.score(some, batch)  # kernels are compiled, memory is touched
                    rows.append((Row(name, process.version, process.load_seconds), process, batch))
                processes[key] = process
            except (RuntimeError, OSError) as fault:
                failures.update({name: str(fault) for name, _ in names})
                say(f"{case}: {key} is left out: {fault}")

        for quantization in options.quantizations:
            start(f"ours-{quantization}", lambda: Ours(quantization, model, options.threads, max_length, options.bin),
                  [(f"ours {quantization}", None)])
        while waiting:
            kind = known[waiting[0]][0]
            if processes and available_bytes() < RESERVE + 3 * (model / "model.safetensors").stat().st_size:
                break
            names = [name for name in waiting if known[name][0] == kind]
            waiting = [name for name in waiting if name not in names]
            start(kind, lambda: Other(kind, model, options.threads, max_length, python),
                  [(name, known[name][1]) for name in names])
        if not rows:
            break

        began, load, peaks = time.time(), [], [peaks_of(options)]
        for turn in range(options.rounds):
            if turn > 0 and time.time() - began > 60 * options.minutes:
                break
            load.append(os.getloadavg()[0])
            for row, process, batch in rows[turn % len(rows):] + rows[:turn % len(rows)]:
                pid = process.process.pid
                busy, own, clock = busy_seconds(), cpu_seconds(pid), time.time()
                answer = process.score(whole, batch)
                wall = time.time() - clock
                spent = (busy_seconds() - busy) - (cpu_seconds(pid) - own)
                row.others.append(max(0.0, spent / wall / CORES))
                row.seconds.append(answer["seconds"])
                row.scores = answer["scores"]
                row.peak = max(row.peak, answer["peak_bytes"])
                row.tokens = answer.get("tokens", row.tokens)
                row.useful = answer.get("useful_flop", row.useful)
            say(f"{case}: round {turn + 1}: " + ", ".join(f"{row.name} {row.seconds[-1]:.2f} s" for row, _, _ in rows))
        for process in processes.values():
            process.process.stop()
        peaks.append(peaks_of(options))
        runs.append(dict(rows=[row for row, _, _ in rows], load=load, peaks=peaks))
        if not waiting:
            break
    return dict(case=case, pairs=len(lines), max_length=max_length, runs=runs, failures=failures)


def table(result, options):
    lines = []
    for run in result["runs"]:
        rows = run["rows"]
        ours = [row for row in rows if row.name.startswith("ours")]
        base = next((row for row in rows if row.name == "flagembedding"), None) or next(
            (row for row in rows if row.name == "ours fp32"), rows[0])
        tokens = next((row.tokens for row in ours if row.tokens), 0)
        rounds = len(rows[0].seconds)
        lines += ["", f"{result['pairs']} pairs, {tokens:,} tokens, max_length {result['max_length']}, "
                      f"{options.threads} threads, {rounds} round{'s' if rounds > 1 else ''}, load average "
                      f"{min(run['load']):.1f} to {max(run['load']):.1f}. Drift against {base.name}.", ""]
        head = ["peer", "s (range)", "tokens/s", *(f"{row.name} is faster by" for row in ours), "largest drift",
                "Spearman", "peak memory", "load s", "others' CPU"]
        body = []
        for row in sorted(rows, key=lambda one: statistics.median(one.seconds)):
            middle = statistics.median(row.seconds)
            cells = [row.name, f"{middle:.2f} ({min(row.seconds):.2f}-{max(row.seconds):.2f})",
                     f"{tokens / middle:,.0f}"]
            for own in ours:
                ratio = middle / statistics.median(own.seconds)
                single = [theirs / mine for theirs, mine in zip(row.seconds, own.seconds)]
                cells.append("1" if own is row else f"**{ratio:.2f}** ({min(single):.2f}-{max(single):.2f})")
            drift = max(abs(a - b) for a, b in zip(row.scores, base.scores))
            cells += ["-" if row is base else f"{drift:.1e}", f"{spearman(row.scores, base.scores):.4f}",
                      f"{row.peak / 2**20:,.0f} MiB", f"{row.load_seconds:.1f}",
                      f"{100 * statistics.median(row.others):.0f} %"]
            body.append(cells)
        lines.append(markdown(head, body).rstrip())
        for row in ours:
            # The better of before and after: a neighbour can only make it look slower.
            found = [peaks[row.name.split()[1]] for peaks in run["peaks"]]
            if all(found):
                best = max(found, key=lambda unit: unit["ops_per_second"])
                reached = row.useful / statistics.median(row.seconds)
                lines += ["", f"{row.name}: {reached / 1e9:,.0f} useful GFLOP/s, "
                              f"{100 * reached / best['ops_per_second']:.0f} % of the register peak in the same run "
                              f"({best['unit']}, {best['ops_per_second'] / 1e9:,.0f} G/s)."]
    if result["failures"]:
        lines += ["", "Left out: " + "; ".join(f"{name} ({why})" for name, why in result["failures"].items()) + "."]
    return "\n".join(lines[1:]) + "\n"


def versions(result):
    return "; ".join(sorted({f"{row.version}" for run in result["runs"] for row in run["rows"]}))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of rerank-worker")
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parents[1] / "build" / "peers",
                        help="where everything is made and kept (build/peers)")
    parser.add_argument("--data", nargs="*", default=[], help="BEIR folders for the lists; the first one in English")
    parser.add_argument("--pairs", action="append", default=[], metavar="NAME=FILE",
                        help="a list of one's own (JSON lines of two texts) instead of short, mixed, long or many")
    parser.add_argument("--cases", default="m3-short,m3-mixed,m3-long,gemma-short,minicpm-short",
                        help="of " + ", ".join(CASES))
    parser.add_argument("--peers", default=",".join(USUAL), help="all, or of " + ", ".join(ENCODER))
    parser.add_argument("--quantizations", default="fp32,bf16,int8", help="ours")
    parser.add_argument("--threads", type=int, default=CORES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=60, help="no new round of a case after that time")
    parser.add_argument("--into", type=pathlib.Path, help="Markdown file with marks for the tables")
    options = parser.parse_args()
    options.work, options.bin = options.work.resolve(), options.bin.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    options.cases = options.cases.split(",")
    options.peers = list(ENCODER) if options.peers == "all" else options.peers.split(",")
    options.quantizations = options.quantizations.split(",")
    options.lists = {}
    for name, known in [(name, CASES) for name in options.cases] + [(name, ENCODER) for name in options.peers]:
        if name not in known:
            parser.error(f"there is no {name}; expected some of {', '.join(known)}")

    python = prepare(options)
    for case in options.cases:
        result = measure(case, options, python)
        if not result["runs"]:
            sys.exit(f"run.py: error: {case}: nothing could be measured: {result['failures']}")
        text = (f"{datetime.date.today()}; {processor()}; Linux {platform.release()}; {versions(result)}.\n\n"
                + table(result, options))
        raw = options.work / "results" / f"{datetime.datetime.now():%Y%m%d-%H%M%S}-{case}.json"
        raw.parent.mkdir(exist_ok=True)
        raw.write_text(json.dumps(result | dict(processor=processor(), threads=options.threads),
                                  default=lambda row: vars(row)))
        publish(text, f"peers {case}", options.into)


if __name__ == "__main__":
    main()
