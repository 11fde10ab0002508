# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts here share: processes that answer lines of JSON, and tables in a Markdown file."""
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

CORES = len(os.sched_getaffinity(0))


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class Process:
    """A program that answers a line of JSON with one."""

    def __init__(self, command, environment):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.log, text=True, env=os.environ | environment)

    @property
    def pid(self):
        return self.process.pid

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            self.log.seek(0)
            lines = [line for line in self.log.read().splitlines() if line.strip()]
            raise RuntimeError(lines[-1] if lines else f"ended with exit code {self.process.returncode}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def send(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def ask(self, **request):
        self.send(**request)
        return self.read()

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Worker(Process):
    """rerank-worker --bench (app/worker/bench.h has the requests), started as the program starts its workers."""

    def __init__(self, programs, threads, environment={}):
        # WorkerProcess::environment
        waiting = {} if "OMP_WAIT_POLICY" in os.environ else {"OMP_WAIT_POLICY": "PASSIVE"}
        super().__init__([programs / "rerank-worker", "--bench", "--device", "cpu", "--threads", threads],
                         waiting | environment)


def processor():
    name = next(line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    flags = next(line.split() for line in open("/proc/cpuinfo") if line.startswith("flags"))
    units = [flag for flag in ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8") if flag in flags]
    return f"{name}, {CORES} cores, {' '.join(units)}"


def heading(versions=""):
    return (f"{datetime.date.today()}; {processor()}; Linux {platform.release()}; "
            f"load average {os.getloadavg()[0]:.1f}{'; ' + versions if versions else ''}.")


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def publish(text, name, file):
    """Prints the text and, where a file is named, puts it between the marks of that name."""
    print(f"\n### {name}\n\n{text}", flush=True)
    if not file:
        return
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    document = file.read_text(encoding="utf-8")
    if first not in document or last not in document:
        say(f"{file} has no marks for {name}: printed only")
        return
    before, rest = document.split(first, 1)
    file.write_text(before + first + "\n\n" + text + "\n" + last + rest.split(last, 1)[1], encoding="utf-8")
