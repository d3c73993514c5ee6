"""Runs a command and says what it cost."""

import os
import tempfile
import time


class Cost:
    """Wall and CPU seconds, peak resident MiB, and the exit status of one run."""

    def __init__(self, wall, cpu, peak_mib, status, errors):
        self.wall, self.cpu, self.peak_mib, self.status, self.errors = wall, cpu, peak_mib, status, errors
        self.requests = self.connections = 0


def run(command, environment, folder=None):
    """One run with its output thrown away; what it wrote to standard error is kept for the report of a failure."""
    with tempfile.TemporaryFile() as errors, open(os.devnull, "r+b") as nothing:
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            try:
                os.dup2(nothing.fileno(), 0)
                os.dup2(nothing.fileno(), 1)
                os.dup2(errors.fileno(), 2)
                if folder:
                    os.chdir(folder)
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        _, status, usage = os.wait4(child, 0)
        wall = time.monotonic() - began
        errors.seek(0)
        text = errors.read(4000).decode(errors="replace")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status), text)


def process_cpu_seconds(pid):
    """User and system time of a running process."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def process_memory_mib(pid):
    """(resident now, peak) of a running process."""
    with open(f"/proc/{pid}/status") as file:
        values = {line.split(":")[0]: line.split()[1] for line in file if line.startswith(("VmRSS", "VmHWM"))}
    return int(values["VmRSS"]) / 1024, int(values["VmHWM"]) / 1024


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
