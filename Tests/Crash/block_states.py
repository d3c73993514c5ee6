"""Bar 3: states that a power cut may leave where the disk writes in an order of its own: all that was written before a
flush, and any part of what came after it."""

import os
import random
import shlex
import shutil
import struct
import subprocess

import daemon
import loop_disk
import workload
from workload import ABSENT, Violation, matches


class LoggedModel(workload.Model):
    """Notes for each step how long the log of the disk was."""

    def __init__(self, journal, log):
        super().__init__(journal)
        self.log = log
        #: Of each key: value, length of the log before its request and after its answer (None without one).
        self.history = {}

    def length(self):
        return os.stat(self.log).st_size

    def begin(self, key, value, what):
        self.history.setdefault(key, []).append([value, self.length(), None])
        super().begin(key, value, what)

    def acknowledge(self, key):
        self.history[key][-1][2] = self.length()
        super().acknowledge(key)

    def refuse(self, key):
        self.history[key].pop()
        super().refuse(key)

    def allowed(self, key, length):
        """What the key may be in a state that has the first `length` bytes of the log."""
        values = [ABSENT]
        for value, begun, acknowledged in self.history[key]:
            if acknowledged is not None and acknowledged <= length:
                values = [value]
            elif begun <= length:
                values.append(value)
        return values


def build(bed):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "fuse3"], capture_output=True, text=True)
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if flags.returncode != 0 or not compiler or not os.path.exists("/dev/fuse"):
        bed.skip("it needs a C compiler, libfuse3-dev and /dev/fuse")
    program = bed.path("blocklog")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "blocklog.c")
    subprocess.run([compiler, "-O2", "-Wall", "-Werror", "-o", program, source] + shlex.split(flags.stdout), check=True)
    return program


def record(bed, program, seconds):
    """Lets writers work on a store on a logged disk. The image before, the log, and the model."""
    image, before, log, place = (bed.path(name) for name in ("disk.image", "disk.before", "disk.log", "fuse"))
    os.makedirs(place)
    with open(image, "wb") as file:
        file.truncate(128 << 20)
    loop_disk.run("mkfs.ext4", "-q", "-F", image)
    loop_disk.run("cp", "--sparse=always", image, before)
    layer = subprocess.Popen([program, image, log, place])
    try:
        if not daemon.until(lambda: os.path.exists(place + "/disk"), seconds=20):
            bed.skip("a FUSE file system cannot be mounted here")
        disk = loop_disk.LoopDisk(bed, "ext4", image=place + "/disk")
        try:
            disk.attach("--direct-io=on")
            disk.mount()
        except OSError as error:
            disk.remove()
            bed.skip(f"a loop device on FUSE cannot be mounted here: {error}")
        try:
            model = LoggedModel(workload.Journal(bed.path("journal")), log)
            server = daemon.Daemon(bed.binary, disk.place + "/store", bed.path("log")).start()
            server.client().put(workload.BUCKET, None, b"")
            start = model.length()
            workload.run_writers(server, model, bed.seed, seconds, at_end=server.kill)
        finally:
            disk.unmount()
            disk.detach()
    finally:
        subprocess.run(["umount", "-l", place], capture_output=True)
        layer.terminate()
        layer.wait(20)
    return before, log, model, start


def read_log(path):
    """Offset in the log behind each record, and where and how long what it wrote is; a flush has the length 0."""
    records = []
    with open(path, "rb") as file:
        while head := file.read(16):
            offset, length = struct.unpack("<QQ", head)
            at = file.tell()
            file.seek(length, os.SEEK_CUR)
            records.append((file.tell(), offset, at, length))
    return records


class States:
    """Makes states, each from the one before: the positions ascend."""

    def __init__(self, bed, before, log):
        self.bed, self.log = bed, open(log, "rb")
        self.records = read_log(log)
        self.flushed = bed.path("flushed.image")
        loop_disk.run("cp", "--sparse=always", before, self.flushed)
        self.done = 0

    def make(self, position, chance):
        """The image with the first `position` records: those before the last flush, and some of those after it."""
        last = max((index for index in range(position) if self.records[index][3] == 0), default=-1)
        with open(self.flushed, "r+b") as image:
            for index in range(self.done, last + 1):
                self.apply(image, index)
        self.done = max(self.done, last + 1)
        made = self.bed.path("state.image")
        loop_disk.run("cp", "--sparse=always", self.flushed, made)
        rest = list(range(last + 1, position))
        share = chance.choice([0, 0.2, 0.5, 0.8, 1])
        with open(made, "r+b") as image:
            for index in rest:
                if chance.random() < share:
                    self.apply(image, index)
        return made, len(rest)

    def apply(self, image, index):
        _, offset, at, length = self.records[index]
        if length:
            self.log.seek(at)
            image.seek(offset)
            image.write(self.log.read(length))


def run(bed):
    loop_disk.require(bed, "mkfs.ext4")
    program = build(bed)
    chance = random.Random(bed.seed)
    wanted = bed.size(ci=12, full=2000)
    deadline = bed.deadline(ci=25)
    before, log, model, start = record(bed, program, bed.size(ci=1.5, full=15))
    if model.journal.acknowledged < 20:
        raise Violation(f"only {model.journal.acknowledged} writes were acknowledged")
    states = States(bed, before, log)
    first = next(index for index, item in enumerate(states.records) if item[0] >= start)
    positions = sorted(chance.randrange(first, len(states.records) + 1) for _ in range(wanted))
    done = reordered = 0
    for position in positions:
        if deadline.passed and done >= 5:
            # The rest of the time goes to the end of the log.
            position = positions[-1]
        image, rest = states.make(position, chance)
        verify(bed, image, model, states.records[position - 1][0], f"state {position} of {len(states.records)}")
        done += 1
        reordered += rest > 0
        if deadline.passed and position == positions[-1]:
            break
    if done < min(5, wanted):
        raise Violation(f"only {done} states")
    bed.say(f"{done} states of {len(states.records)} writes and flushes, {reordered} with writes after the last flush; "
            f"{model.journal.acknowledged} writes acknowledged, none missing")


def verify(bed, image, model, length, what):
    disk = loop_disk.LoopDisk(bed, "ext4", image=image)
    disk.place = bed.path("state.mount")
    os.makedirs(disk.place, exist_ok=True)
    disk.attach()
    try:
        disk.mount()
    except OSError as error:
        disk.remove()
        raise Violation(f"{what} cannot be mounted: {error}") from error
    server = daemon.Daemon(bed.binary, disk.place + "/store", bed.path("log"))
    try:
        server.start()
        client = server.client()
        for key in model.history:
            answer = client.get(workload.BUCKET, key)
            allowed = model.allowed(key, length)
            if not any(matches(value, answer) for value in allowed):
                raise Violation(f"{what}: {key} is {answer} {answer.headers.get('x-amz-meta-v')}, allowed {allowed}")
        client.close()
        server.terminate()
        status, text = daemon.scrub(bed.binary, server.folder)
        if status != 0:
            raise Violation(f"{what}: the scrub says {status}: {text}")
    except daemon.Failed as error:
        raise Violation(f"{what}: {error}") from error
    finally:
        if server.is_running:
            server.kill()
        disk.unmount()
        disk.detach()
