"""Bar 1: kill -9 under the load of eight writers, again and again, on one store."""

import os
import random

import daemon
import s3
import workload
from workload import Violation


def run(bed):
    cycles = bed.size(ci=70, full=1000)
    chance = random.Random(bed.seed)
    journal = workload.Journal(bed.path("journal"))
    model = workload.Model(journal)
    server = daemon.Daemon(bed.binary, bed.path("store"), bed.path("log"))
    empty = 0
    deadline = bed.deadline(ci=55)
    cycle = 0
    while cycle < cycles and not deadline.passed:
        server.start()
        client = server.client()
        made = client.put(workload.BUCKET, None, b"")
        if made.status not in (200, 409):
            raise Violation(f"the bucket: {made}")
        everything = cycle % 10 == 9
        model.verify(client, None if everything else set(model.touched))
        leftovers = os.listdir(bed.path("store/tmp"))
        if leftovers:
            raise Violation(f"left in tmp after a start: {leftovers}")
        before = journal.acknowledged
        workload.run_writers(
            server, model, bed.seed + cycle, chance.uniform(0.05, 0.35), at_end=server.kill)
        client.close()
        if journal.acknowledged == before:
            # Nothing was at stake: such a cycle proves nothing.
            empty += 1
            if empty > cycles // 2 + 20:
                raise Violation("the daemon acknowledges next to nothing")
        else:
            cycle += 1
    finish(bed, server, model)
    bed.require(cycle >= 20, f"only {cycle} cycles in the time there was")
    bed.say(f"{cycle} kills, {journal.acknowledged} writes acknowledged, {len(model.keys)} keys; "
            f"{empty} cycles without a write not counted")


def finish(bed, server, model):
    """All keys once more, an orderly end, and a scrub."""
    server.start()
    client = server.client()
    model.verify(client)
    client.close()
    if server.terminate() != 0:
        raise Violation(f"SIGTERM ends the daemon with {server.process.returncode}: {server.tail()}")
    status, text = daemon.scrub(bed.binary, server.folder)
    if status != 0:
        raise Violation(f"the scrub says {status}: {text}")
