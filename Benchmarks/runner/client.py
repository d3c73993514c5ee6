"""The client workloads, W1 to W8: each contender in turn against the same null endpoint."""

import os
import shutil

import dataset
import measure

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example-secret",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "NO_COLOR": "1"}


class Failure(Exception):
    """A run that ended wrong or left something wrong behind."""


class Bench:
    """What the workloads share: the endpoint, the contenders, the trees, and the results so far."""

    def __init__(self, sink, contenders, data, scale, rounds, slow_limit):
        self.sink, self.contenders, self.data = sink, contenders, data
        self.scale, self.rounds, self.slow_limit = scale, rounds, slow_limit
        self.results = {}
        self.failures = []
        self.environment = dict(os.environ, **KEYS, HOME=data, XDG_STATE_HOME=data, XDG_CONFIG_HOME=data)

    def tree(self, name, count, folders, median_bytes):
        """The folder of a tree, made on first use."""
        folder = os.path.join(self.data, f"{name}-{count}")
        if not os.path.exists(folder + ".made"):
            shutil.rmtree(folder, ignore_errors=True)
            dataset.small_files(folder, count, folders, median_bytes, seed=7)
            open(folder + ".made", "w").close()
        return folder

    def bucket(self, contender):
        return "b-" + contender.name.replace(" ", "").replace("-", "")

    def holds(self, bucket, expected, what):
        found = self.sink.statistics()["buckets"].get(bucket, {"objects": 0, "bytes": 0})
        if (found["objects"], found["bytes"]) != expected:
            raise Failure(f"{what}: {bucket} holds {found}, expected {expected}")

    def unmeasured(self, command):
        cost = measure.run(command, self.environment)
        if cost.status != 0:
            raise Failure(f"{' '.join(command)}: exit {cost.status}: {cost.errors}")

    def measured(self, workload, contender, command, check):
        """Runs once, checks the outcome, files the cost."""
        self.sink.reset()
        cost = measure.run(command, self.environment)
        facts = self.sink.statistics()
        cost.requests, cost.connections = facts["requests"], facts["connections"]
        if cost.status != 0:
            raise Failure(f"{workload}: {' '.join(command)}: exit {cost.status}: {cost.errors}")
        check(facts)
        self.results.setdefault(workload, {}).setdefault(contender.name, []).append(cost)
        print(f"  {workload:22} {contender.name:20} {cost.wall:8.2f} s wall {cost.cpu:8.2f} s CPU "
              f"{cost.peak_mib:7.0f} MiB {cost.requests:7d} requests {cost.connections:6d} connections", flush=True)

    def each(self, workload, action):
        """`action(contender)` for every contender, as many rounds as asked for, in turns. A slow one runs once."""
        for round_number in range(self.rounds):
            for contender in list(self.contenders):
                earlier = self.results.get(workload, {}).get(contender.name, [])
                if round_number > 0 and (not earlier or earlier[0].wall > self.slow_limit):
                    continue
                try:
                    action(contender)
                except Failure as failure:
                    self.failures.append(str(failure))
                    print("  FAILED", failure, flush=True)


def first_upload(bench, workload, folder, only=None):
    expected = dataset.content_of(folder)

    def action(contender):
        bucket = bench.bucket(contender)
        bench.sink.clear(bucket)
        contender.forget(bucket)
        command = contender.first_upload(folder, bucket)
        if only is None or contender.name in only:
            bench.measured(workload, contender, command, lambda _: bench.holds(bucket, expected, workload))

    bench.each(workload, action)


def prepared(bench, folder):
    """Brings every contender's bucket to the state of the folder: Cairn by syncing, the others by its copy."""
    first = bench.contenders[0]
    source = bench.bucket(first)
    for contender in bench.contenders:
        bucket = bench.bucket(contender)
        if contender.name.startswith("cairn") or contender is first:
            bench.sink.clear(bucket)
            contender.forget(bucket)
            bench.unmeasured(contender.first_upload(folder, bucket))
        else:
            bench.sink.clone(source, bucket)


def unchanged(bench, workload, folder):
    expected = dataset.content_of(folder)
    prepared(bench, folder)

    def nothing_written(contender, facts):
        bench.holds(bench.bucket(contender), expected, workload)
        if facts["operations"]["put"] or facts["operations"]["delete"]:
            raise Failure(f"{workload}: {contender.name} wrote: {facts['operations']}")

    bench.each(workload, lambda contender: bench.measured(
        workload, contender, contender.upload(folder, bench.bucket(contender)),
        lambda facts: nothing_written(contender, facts)))


def changed(bench, workload, folder, count):
    """Every round makes one more version of the tree and lets each contender bring its bucket up to it."""
    copy = os.path.join(bench.data, "changing")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    prepared(bench, copy)
    changes = dataset.Changes(copy, count)
    for _ in range(bench.rounds):
        changes.apply()
        expected = dataset.content_of(copy)
        for contender in bench.contenders:
            bucket = bench.bucket(contender)
            if not contender.deletes:
                continue
            try:
                bench.measured(workload, contender, contender.upload(copy, bucket),
                               lambda _: bench.holds(bucket, expected, workload))
            except Failure as failure:
                bench.failures.append(str(failure))
                print("  FAILED", failure, flush=True)
    shutil.rmtree(copy)


def download(bench, workload, folder):
    prepared(bench, folder)
    target = os.path.join(bench.data, "download")
    checked = set()

    def check(contender):
        """Bytes are compared once for each contender, counts every time."""
        if dataset.content_of(target) != dataset.content_of(folder):
            raise Failure(f"{workload}: {contender.name} left another number of files or bytes")
        if contender.name not in checked and not dataset.trees_equal(folder, target):
            raise Failure(f"{workload}: {contender.name} left other bytes")
        checked.add(contender.name)

    def action(contender):
        command = contender.download(bench.bucket(contender), target)
        if command:
            shutil.rmtree(target, ignore_errors=True)
            os.makedirs(target)
            contender.forget(bench.bucket(contender) + "-down")
            bench.measured(workload, contender, command, lambda _: check(contender))

    bench.each(workload, action)
    shutil.rmtree(target, ignore_errors=True)


def listing(bench, workload, folder):
    prepared(bench, folder)

    def action(contender):
        command = contender.list(bench.bucket(contender))
        if command:
            bench.measured(workload, contender, command, lambda _: None)

    bench.each(workload, action)


def copying(bench, workload, folder):
    prepared(bench, folder)
    expected = dataset.content_of(folder)

    def action(contender):
        source = bench.bucket(contender)
        target = source + "-copy"
        command = contender.copy(source, target)
        if command:
            bench.sink.clear(target)
            contender.forget(target + "-copy")
            bench.measured(workload, contender, command, lambda _: bench.holds(target, expected, workload))

    bench.each(workload, action)


def run(bench, wanted):
    many, more = 20_000 // bench.scale, 200_000 // bench.scale
    small = bench.tree("small", many, 400, 8192)
    if "W1" in wanted:
        first_upload(bench, "W1 first upload", small)
    if "W1d" in wanted:
        bench.sink.delay(20)
        first_upload(bench, "W1 at 20 ms", small)
        bench.sink.delay(0)
    large = os.path.join(bench.data, f"large-{bench.scale}")
    if wanted & {"W2", "W6"} and not os.path.exists(os.path.join(large, "large.bin")):
        dataset.large_file(os.path.join(large, "large.bin"), (2 << 30) // bench.scale, seed=9)
    if "W2" in wanted:
        first_upload(bench, "W2 large upload", large)
    if "W3" in wanted:
        unchanged(bench, "W3 unchanged", small)
    if "W4" in wanted:
        changed(bench, "W4 1 % changed", small, many)
    if "W5" in wanted:
        download(bench, "W5 download", small)
    if "W6" in wanted:
        download(bench, "W6 large download", large)
    if "W8" in wanted:
        copying(bench, "W8 bucket to bucket", small)
    if wanted & {"W3b", "W7"}:
        tiny = bench.tree("tiny", more, 400, 64)
        if "W3b" in wanted:
            unchanged(bench, "W3 unchanged, 10x", tiny)
        if "W7" in wanted:
            listing(bench, "W7 list, 10x", tiny)
