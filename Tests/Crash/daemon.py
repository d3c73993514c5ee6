"""Starts, kills and questions the daemon under test."""

import ctypes
import os
import re
import resource
import signal
import subprocess
import time

import s3


class Failed(Exception):
    """The daemon did not do what a test relies on."""


#: Every process started, so that a test that fails leaves none behind.
STARTED = []


def end_all():
    for process in STARTED:
        if process.poll() is None:
            process.kill()
            process.wait()
    STARTED.clear()


class Daemon:
    """`cairn serve` on a folder. Its standard error goes to `log`, which later starts continue."""

    def __init__(self, binary, folder, log, arguments=(), environment=None, prefix=()):
        self.binary, self.folder, self.log = binary, folder, log
        self.arguments, self.environment, self.prefix = list(arguments), environment or {}, list(prefix)
        self.process, self.port = None, None

    def start(self, seconds=60):
        """Returns once it can serve. Raises Failed when it ended before, with `process.returncode` set."""
        environment = dict(os.environ, CAIRN_ROOT_ACCESS_KEY=s3.ACCESS, CAIRN_ROOT_SECRET_KEY=s3.SECRET,
                           SWIFT_BACKTRACE="enable=no", **self.environment)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.prefix + [self.binary, "serve", self.folder, "--listen", "127.0.0.1:0"] + self.arguments,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=environment,
                preexec_fn=at_start)
        STARTED.append(self.process)
        line = self.process.stdout.readline().decode()
        found = re.match(r"ready http://127\.0\.0\.1:(\d+) ", line)
        if not found:
            self.process.stdout.close()
            self.wait(seconds)
            raise Failed(f"the daemon ended with {self.process.returncode}: {self.tail()}")
        self.port = int(found.group(1))
        return self

    def client(self, **options):
        return s3.Client(self.port, **options)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.is_running:
            self.process.send_signal(signal.SIGKILL)
        self.wait(60)

    def terminate(self, seconds=60):
        """SIGTERM; the exit status."""
        if self.is_running:
            self.process.send_signal(signal.SIGTERM)
        return self.wait(seconds)

    def wait(self, seconds):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed(f"the daemon did not end within {seconds} s: {self.tail()}") from None
        finally:
            if self.process.stdout and not self.process.stdout.closed:
                self.process.stdout.close()

    def tail(self):
        try:
            with open(self.log, "rb") as log:
                return log.read()[-2000:].decode("utf-8", "replace")
        except OSError:
            return ""


def at_start():
    """In the new process: no core files, and no life without the one that started it (PR_SET_PDEATHSIG)."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def scrub(binary, folder):
    """Status and output of `cairn scrub`."""
    done = subprocess.run(
        [binary, "scrub", folder], capture_output=True, timeout=600, env=dict(os.environ, SWIFT_BACKTRACE="enable=no"))
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def until(condition, seconds=60, step=0.02):
    """Waits for `condition`; what it returned, or nothing after that time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(step)
    return None
