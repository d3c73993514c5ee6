"""The library that lets the n-th call that changes the disk fail: see faultpoint.c."""

import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def library(bed):
    """Builds it in the folder of the test; skips the test where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not compiler:
        bed.skip("there is no C compiler")
    path = bed.path("faultpoint.so")
    if not os.path.exists(path):
        subprocess.run(
            [compiler, "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", path, os.path.join(HERE, "faultpoint.c"),
             "-ldl"], check=True)
    return path


def environment(library, root, log, at=0, action="kill"):
    return {"LD_PRELOAD": library, "FAULT_ROOT": root, "FAULT_LOG": log, "FAULT_AT": str(at), "FAULT_ACTION": action}


def read_log(path):
    """The calls that counted, by number; what fired; what would have changed something outside."""
    calls, fired, outside = {}, None, []
    if not os.path.exists(path):
        return calls, fired, outside
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            word, number, call, where = line.rstrip("\n").split(" ", 3)
            if word == "call":
                calls[int(number)] = (call, where)
            elif word == "fired":
                fired = (call, where)
            else:
                outside.append((call, where))
    return calls, fired, outside
