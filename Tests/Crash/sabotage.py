"""That the power cuts find what they are there for: a daemon whose fsyncs of one kind are not made must be caught."""

import daemon
import faultpoint
import loop_disk
import power_cuts
from workload import Violation

#: What is not made durable, by a part of the path.
LIES = {"the bodies": "/tmp/", "the log of the metadata": "metadata.sqlite-wal", "everything": "/"}


def run(bed):
    loop_disk.require(bed, "mkfs.ext4")
    library = faultpoint.library(bed)
    for name, part in LIES.items():
        environment = {"LD_PRELOAD": library, "FAULT_ROOT": bed.path("ext4.mount/store"), "FAULT_LIE": part}
        try:
            power_cuts.cut(bed, "ext4", 60, bed.deadline(ci=60), environment)
        except (Violation, daemon.Failed) as found:
            bed.say(f"without the fsync of {name}: {str(found)[:150]}")
            continue
        raise Violation(f"60 power cuts without the fsync of {name} were not noticed")
