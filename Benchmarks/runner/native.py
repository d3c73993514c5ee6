"""Builds and drives the native programs: the null endpoint, the load generator, the maker of trees."""

import glob
import http.client
import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def build(name, into):
    """Compiles Benchmarks/NAME/*.c when a source is newer than the program; returns the program's path."""
    sources = sorted(glob.glob(os.path.join(ROOT, name, "*.[ch]")))
    program = os.path.join(into, name)
    if os.path.exists(program) and all(os.path.getmtime(s) <= os.path.getmtime(program) for s in sources):
        return program
    os.makedirs(into, exist_ok=True)
    subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", "-std=gnu11", "-o", program]
                   + [s for s in sources if s.endswith(".c")] + ["-lcrypto", "-lm"], check=True)
    return program


class Sink:
    """A running null endpoint."""

    def __init__(self, program, *flags):
        self.process = subprocess.Popen([program, *flags], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def ask(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path)
        answer = connection.getresponse().read()
        connection.close()
        return json.loads(answer)

    def statistics(self):
        return self.ask("GET", "/_stats")

    def reset(self):
        self.ask("POST", "/_reset")

    def clear(self, bucket):
        self.ask("POST", f"/_clear/{bucket}")

    def clone(self, source, target):
        self.ask("POST", f"/_clone/{source}/{target}")

    def delay(self, milliseconds):
        self.ask("POST", f"/_delay/{milliseconds}")

    def stop(self):
        self.process.kill()
        self.process.wait()


def run_load(program, port, operation, **options):
    """Runs the load generator; returns its JSON."""
    command = [program, "--port", str(port), "--operation", operation]
    for name, value in options.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if not done.stdout:
        raise RuntimeError(f"load {operation}: exit {done.returncode}")
    return json.loads(done.stdout)
