"""Bar 2: the power of the file system under the store is cut under load, on ext4 and XFS, again and again."""

import random

import daemon
import loop_disk
import workload
from kill_cycles import finish
from workload import Violation


def run(bed):
    loop_disk.require(bed, "mkfs.ext4", *(["mkfs.xfs"] if bed.is_full else []))
    cut(bed, "ext4", bed.size(ci=15, full=500), bed.deadline(ci=30))
    if bed.is_full:
        cut(bed, "xfs", 150, bed.deadline(ci=0))
    else:
        bed.say("SKIPPED xfs: only in the full size")


def cut(bed, kind, cycles, deadline, environment=None):
    disk = loop_disk.LoopDisk(bed, kind).make(bed)
    server = daemon.Daemon(bed.binary, disk.place + "/store", bed.path(f"{kind}.log"), environment=environment)
    try:
        chance = random.Random(bed.seed)
        journal = workload.Journal(bed.path(f"{kind}.journal"))
        model = workload.Model(journal)
        cycle = empty = 0
        while cycle < cycles and not (deadline.passed and cycle >= 5):
            server.start()
            client = server.client()
            made = client.put(workload.BUCKET, None, b"")
            if made.status not in (200, 409):
                raise Violation(f"the bucket: {made}")
            model.verify(client, None if cycle % 10 == 9 else set(model.touched))
            before = journal.acknowledged

            def end():
                disk.cut()
                server.kill()
            workload.run_writers(server, model, bed.seed + cycle, chance.uniform(0.1, 0.5), at_end=end)
            client.close()
            if journal.acknowledged == before:
                # Nothing was at stake: such a cycle proves nothing.
                empty += 1
                if empty > cycles // 2 + 10:
                    raise Violation("the daemon acknowledges next to nothing")
            else:
                cycle += 1
            disk.unmount()
            disk.mount()
        finish(bed, server, model)
        bed.say(f"{kind}: {cycle} power cuts, {journal.acknowledged} writes acknowledged, none lost; "
                f"{empty} cuts without a write not counted")
    finally:
        if server.is_running:
            server.kill()
        disk.remove()
