#!/usr/bin/env python3
"""Simulates lifecycle rules over a saved listing of a million versions, and says how long that took and how much memory.

usage: simulate.py CAIRN_BINARY [VERSIONS]

Ends with status 1 when the peak is above 128 MiB: memory must not grow with the number of versions.
"""

import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

LIMIT_MIB = 128

RULES = """
[[lifecycle]]
id = "logs"
prefix = "logs/"
transitions = [{ after-days = 30, storage-class = "STANDARD_IA" }, { after-days = 90, storage-class = "GLACIER" }]
expire-after-days = 365

[[lifecycle]]
id = "old"
larger-than = 1000
noncurrent-expire-after-days = 30
noncurrent-keep = 1

[[lifecycle]]
id = "tagged"
tags = { keep = "no" }
expire-after-days = 10
"""


def write_listing(path, count):
    """Keys in order, one to five versions each, the latest first, every tenth of them a delete marker."""
    numbers = random.Random(4711)
    written = key = 0
    with open(path, "w", encoding="utf-8") as listing:
        while written < count:
            name = f"{'logs' if key % 2 else 'data'}/{key:09d}/object"
            key += 1
            for version in range(min(count - written, numbers.randint(1, 5))):
                record = {
                    "schema": 1, "type": "item", "path": name, "version_id": f"{key:08x}{version:08x}",
                    "modified": f"2026-01-{28 - version * 3:02d}T12:00:00Z", "latest": version == 0,
                    "delete_marker": numbers.random() < 0.1,
                }
                if not record["delete_marker"]:
                    record["bytes"] = numbers.randint(0, 1 << 22)
                    record["storage_class"] = "STANDARD"
                    record["tags"] = {"keep": "no"} if numbers.random() < 0.2 else {}
                listing.write(json.dumps(record, separators=(",", ":")) + "\n")
                written += 1


def main():
    binary = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        listing = os.path.join(folder, "listing.json")
        rules = os.path.join(folder, "rules.toml")
        pathlib.Path(rules).write_text(RULES, encoding="utf-8")
        write_listing(listing, count)
        begin = time.monotonic()
        run = subprocess.run(
            [binary, "lifecycle", "simulate", listing, "--rules", rules, "--from", "2026-02-01"],
            stdout=subprocess.PIPE, text=True, check=True, env={"HOME": folder, "PATH": os.environ["PATH"]})
        seconds = time.monotonic() - begin
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        last = run.stdout.splitlines()[-1]
        size = os.path.getsize(listing) / (1 << 20)
        print(f"{count} versions, a listing of {size:.0f} MiB: {seconds:.1f} s, peak {peak:.0f} MiB; {last}")
        return 0 if peak <= LIMIT_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
