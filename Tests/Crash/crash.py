#!/usr/bin/env python3
"""Runs the crash tests of `cairn serve`: see README.md beside this file.

    crash.py [--full] [--seed N] [--binary PATH] [--folder PATH] [NAME...]
"""

import argparse
import importlib
import os
import random
import shutil
import sys
import tempfile
import time
import traceback

import daemon

HERE = os.path.dirname(os.path.abspath(__file__))
#: In the order in which they run; the small ones first.
TESTS = ["startup", "storage_classes", "background_scrub", "hostile_keys", "bit_rot", "syscall_points", "kill_cycles",
         "consistency", "sabotage", "power_cuts", "block_states"]


class Skipped(Exception):
    """What a test needs is not there."""


class Deadline:
    def __init__(self, seconds):
        self.end = None if seconds is None else time.monotonic() + seconds

    @property
    def passed(self):
        return self.end is not None and time.monotonic() > self.end


#: Here the disk is no part of the test: their stores lie in memory, where an fsync costs nothing.
IN_MEMORY = {"hostile_keys", "bit_rot", "syscall_points", "consistency"}


class Bed:
    """What a test gets: the program, a folder of its own, a seed, and how much to do."""

    def __init__(self, name, options):
        self.name, self.binary, self.seed, self.is_full = name, options.binary, options.seed, options.full
        place = "/dev/shm" if name in IN_MEMORY and os.access("/dev/shm", os.W_OK) else options.folder
        self.folder = tempfile.mkdtemp(prefix=f"cairn-{name}-", dir=place)
        self.seconds = options.seconds

    def path(self, name):
        return os.path.join(self.folder, name)

    def size(self, ci, full):
        return full if self.is_full else ci

    def deadline(self, ci):
        """After which a small run ends with what it has; a full one has none."""
        return Deadline(None if self.is_full else ci * self.seconds)

    def say(self, text):
        print(f"  {self.name}: {text}", flush=True)

    def require(self, condition, message):
        from workload import Violation
        if not condition:
            raise Violation(message)

    def skip(self, reason):
        raise Skipped(reason)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TESTS))
    parser.add_argument("--full", action="store_true", help="the sizes of a release; else those of every test run")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--binary", default=os.path.join(HERE, "../../.build/debug/cairn"))
    parser.add_argument("--folder", help="where to work; default is the folder for temporary files")
    parser.add_argument("--seconds", type=float, default=1.0, help="stretches the time limits of small runs")
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    unknown = [name for name in options.names if name not in TESTS]
    if unknown:
        parser.error(f"no such test: {', '.join(unknown)}")
    print(f"crash tests: seed {options.seed}, {'full' if options.full else 'small'}, {options.binary}", flush=True)
    failed = 0
    for name in options.names or TESTS:
        bed = Bed(name, options)
        start = time.monotonic()
        try:
            importlib.import_module(name).run(bed)
            print(f"ok {name} ({time.monotonic() - start:.0f} s)", flush=True)
            shutil.rmtree(bed.folder, ignore_errors=True)
        except Skipped as reason:
            print(f"SKIPPED {name}: {reason}", flush=True)
            shutil.rmtree(bed.folder, ignore_errors=True)
        except Exception:
            failed += 1
            traceback.print_exc()
            print(f"FAILED {name}: seed {options.seed}; its folder is {bed.folder}", flush=True)
        finally:
            daemon.end_all()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
