"""The snapshot workloads, B1 to B6: Cairn and restic on the same endpoint, borg in a folder, one tree for all."""

import os
import shutil
import subprocess

import contenders
import dataset
import measure
from client import KEYS, Failure

FILES, BYTES, MANY = 22_151, 2 << 30, 1_000_000
PASSWORD = "correct horse battery staple"


class Contender:
    """A backup program with one repository at a time. Each method returns a command line."""

    name = ""

    def __init__(self, program, url, scratch):
        self.program, self.url = program, url
        self.scratch = os.path.join(scratch, "snapshots-" + self.name)
        self.bucket = "b-" + self.name
        # A repository whose cuts a new one takes over.
        self.cuts = os.path.join(scratch, "snapshots-cuts")
        self.environment = {}

    def fresh(self, sink):
        """Forgets repository and cache; the next command is `init`."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        os.makedirs(self.scratch)
        sink.clear(self.bucket)

    def stored(self, sink):
        """(objects, bytes) of the repository."""
        found = sink.statistics()["buckets"].get(self.bucket, {"objects": 0, "bytes": 0})
        return found["objects"], found["bytes"]

    def restored(self, target, folder):
        """Where the content of `folder` is after `restore`."""
        return os.path.join(target, folder.lstrip("/"))


class Cairn(Contender):
    name = "cairn"

    def make_cuts(self):
        return [self.program, "snapshot", "init", "--repo", self.cuts, "--no-cache", "-q"]

    def command(self, verb, *words):
        return [self.program, "snapshot", verb, *words, "--repo", f"s3://{self.bucket}/repository", "--endpoint-url",
                self.url, "--cache-dir", os.path.join(self.scratch, "cache"), "--progress", "none", "-q"]

    def init(self):
        return self.command("init", "--copy-chunker-params", "--from-repo", self.cuts)

    def create(self, folder):
        return self.command("create", folder)

    def restore(self, target):
        return self.command("restore", "latest", "--target", target)

    def check(self):
        return self.command("check", "--read-data")


class Restic(Contender):
    name = "restic"

    def make_cuts(self):
        return [self.program, "init", "-r", self.cuts, "--no-cache", "-q"]

    def command(self, verb, *words):
        return [self.program, verb, *words, "-r", f"s3:{self.url}/{self.bucket}/repository", "--cache-dir",
                os.path.join(self.scratch, "cache"), "-q"]

    def init(self):
        return self.command("init", "--copy-chunker-params", "--from-repo", self.cuts)

    def create(self, folder):
        # The defaults, named because Cairn has the same ones.
        return self.command("backup", folder, "--compression", "auto", "--pack-size", "16")

    def restore(self, target):
        return self.command("restore", "latest", "--target", target)

    def check(self):
        return self.command("check", "--read-data")


class Borg(Contender):
    """Has no S3: its repository is a folder, which is its advantage here."""

    name = "borg"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.repository = os.path.join(self.scratch, "repository")
        self.environment = {"BORG_PASSPHRASE": PASSWORD, "BORG_BASE_DIR": os.path.join(self.scratch, "base"),
                            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}
        self.archives = 0

    def init(self):
        return [self.program, "init", "-e", "repokey", self.repository]

    def create(self, folder):
        self.archives += 1
        return [self.program, "create", f"{self.repository}::a{self.archives}", folder]

    def restore(self, target):
        # borg extracts into the working folder only.
        return ["sh", "-c", 'cd "$1" && exec "$2" extract "$3"', "sh", target, self.program,
                f"{self.repository}::a{self.archives}"]

    def check(self):
        return [self.program, "check", "--verify-data", self.repository]

    def stored(self, sink):
        return dataset.content_of(self.repository)


class Bench:
    """The endpoint, the contenders, the trees, and the results so far."""

    def __init__(self, sink, tree_program, folders, data, scale, rounds, wanted_tools, restore_to):
        self.restore_to = restore_to
        self.sink, self.tree_program, self.data, self.scale, self.rounds = sink, tree_program, data, scale, rounds
        self.results, self.failures = {}, []
        self.contenders = []
        for kind in (Cairn, Restic, Borg):
            program = contenders.find(kind.name, folders)
            if program and kind.name in wanted_tools:
                self.contenders.append(kind(program, sink.url, data))
        self.environment = dict(os.environ, **KEYS, HOME=data, XDG_STATE_HOME=data, XDG_CONFIG_HOME=data,
                                CAIRN_PASSWORD=PASSWORD, RESTIC_PASSWORD=PASSWORD,
                                RESTIC_FROM_PASSWORD=PASSWORD)

    def tree(self, kind, *numbers):
        """The folder of a tree, made on first use."""
        folder = os.path.join(self.data, f"{kind}-{numbers[0]}")
        if not os.path.exists(folder + ".made"):
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([self.tree_program, kind, folder, *map(str, numbers)], check=True)
            open(folder + ".made", "w").close()
        return folder

    def run(self, contender, command):
        cost = measure.run(command, dict(self.environment, **contender.environment))
        if cost.status != 0:
            raise Failure(f"{' '.join(command)}: exit {cost.status}: {cost.errors}")
        return cost

    def measured(self, workload, contender, command):
        """Runs once and files the cost with what is stored afterwards."""
        self.sink.reset()
        cost = self.run(contender, command)
        cost.requests = self.sink.statistics()["requests"]
        cost.objects, stored = contender.stored(self.sink)
        cost.stored_mib = stored / (1 << 20)
        self.results.setdefault(workload, {}).setdefault(contender.name, []).append(cost)
        print(f"  {workload:22} {contender.name:8} {cost.wall:8.2f} s wall {cost.cpu:8.2f} s CPU {cost.peak_mib:7.0f} MiB "
              f"{cost.stored_mib:8.1f} MiB stored {cost.objects:6d} objects {cost.requests:6d} requests", flush=True)

    def new_cuts(self):
        """Another polynomial for all: with one of its own each, what is stored differs by a fiftieth by chance."""
        makers = [contender for contender in self.contenders if hasattr(contender, "make_cuts")]
        if makers:
            shutil.rmtree(makers[0].cuts, ignore_errors=True)
            self.run(makers[0], makers[0].make_cuts())

    def each(self, action):
        """`action(contender)` in turns; one that fails is out of the run."""
        for contender in list(self.contenders):
            try:
                action(contender)
            except Failure as failure:
                self.failures.append(str(failure))
                self.contenders.remove(contender)
                print("  FAILED", failure, flush=True)

    def cross_checked(self, contender):
        """restic reads all of what Cairn wrote, by its own index and in its own way."""
        peer = next((c for c in self.contenders if c.name == "restic"), None)
        if contender.name == "cairn" and peer:
            words = peer.check() + ["--no-cache"]
            self.run(peer, [word.replace(peer.bucket, contender.bucket) for word in words])


def generations(bench, wanted):
    """B1 to B5: every round begins with a fresh repository and the original tree."""
    original = bench.tree("mixed", FILES // bench.scale, BYTES // bench.scale)
    tree = os.path.join(bench.data, "snapshot-tree")
    restored = os.path.join(bench.restore_to, "snapshot-restored")
    shutil.rmtree(restored, ignore_errors=True)
    for number in range(bench.rounds):
        shutil.rmtree(tree, ignore_errors=True)
        subprocess.run(["cp", "-a", original, tree], check=True)
        # The kernel writes the copy out while nobody is measured.
        os.sync()
        bench.new_cuts()

        def first(contender):
            contender.fresh(bench.sink)
            bench.run(contender, contender.init())
            bench.measured("B1 first", contender, contender.create(tree))

        def unchanged(contender):
            bench.measured("B2 unchanged", contender, contender.create(tree))

        def changed(contender):
            bench.measured("B3 1 % changed", contender, contender.create(tree))

        def restore(contender):
            # Nothing is removed between two restores: ext4 looks at every inode freed within the last minutes before it
            # takes a new one, which would charge one contender for the files of another.
            target = os.path.join(restored, f"{contender.name}-{number}")
            os.makedirs(target)
            os.sync()
            bench.measured("B4 restore all", contender, contender.restore(target))
            if not dataset.trees_equal(tree, contender.restored(target, tree)):
                raise Failure(f"B4: {contender.name} restored something else")

        def check(contender):
            bench.measured("B5 check all data", contender, contender.check())

        bench.each(first)
        if "B2" in wanted:
            bench.each(unchanged)
        if "B3" in wanted:
            dataset.Changes(tree, FILES // bench.scale).apply()
            bench.each(changed)
        if "B4" in wanted:
            bench.each(restore)
        if "B5" in wanted:
            bench.each(check)
        bench.each(bench.cross_checked)
    shutil.rmtree(tree, ignore_errors=True)
    shutil.rmtree(restored, ignore_errors=True)


def many_files(bench):
    """B6: a million files of which none changed. The first backup is no workload of its own, but it is shown."""
    tree = bench.tree("many", MANY // bench.scale)
    bench.new_cuts()

    def both(contender):
        contender.fresh(bench.sink)
        bench.run(contender, contender.init())
        bench.measured("B6 first, many files", contender, contender.create(tree))
        for _ in range(bench.rounds):
            bench.measured("B6 unchanged, many", contender, contender.create(tree))

    bench.each(both)


def run(bench, wanted):
    if wanted & {"B1", "B2", "B3", "B4", "B5"}:
        generations(bench, wanted)
    if "B6" in wanted:
        many_files(bench)
    for contender in bench.contenders:
        contender.fresh(bench.sink)
