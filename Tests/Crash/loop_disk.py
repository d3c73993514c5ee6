"""File systems on loop devices: a small disk of our own whose power can be cut."""

import fcntl
import os
import shutil
import struct
import subprocess

import daemon

#: FS_IOC_SHUTDOWN (include/uapi/linux/fs.h), and its way that does not write the log out first.
SHUTDOWN, WITHOUT_LOG = 0x8004587D, 2


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.strip()


def require(bed, *programs):
    """Skips the test where disks cannot be made."""
    if os.geteuid() != 0:
        bed.skip("it needs root, for loop devices and mounts")
    for program in ("losetup", "mount", "umount") + programs:
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            bed.skip(f"there is no {program}")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if not os.path.exists("/dev/loop-control"):
        bed.skip("there are no loop devices")


class LoopDisk:
    """A file system in a file, mounted at `place`."""

    def __init__(self, bed, kind, image=None, megabytes=400):
        self.kind, self.image = kind, image or bed.path(f"{kind}.image")
        self.place = bed.path(f"{kind}.mount")
        self.device = None
        os.makedirs(self.place, exist_ok=True)
        self.megabytes = megabytes

    def make(self, bed):
        with open(self.image, "wb") as file:
            file.truncate(self.megabytes << 20)
        if self.kind == "ext4":
            run("mkfs.ext4", "-q", "-F", self.image)
        else:
            run("mkfs.xfs", "-q", "-f", self.image)
        try:
            self.attach()
            self.mount()
        except OSError as error:
            self.remove()
            bed.skip(f"a loop device cannot be mounted here: {error}")
        return self

    def attach(self, *options):
        self.device = run("losetup", "--show", "-f", *options, self.image)

    def mount(self, *options):
        run("mount", "-t", self.kind, *options, self.device, self.place)

    def cut(self):
        """The power goes: nothing that is not on the device by now will ever be."""
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_LOG))
        finally:
            os.close(folder)

    def unmount(self):
        def has_gone():
            try:
                run("umount", self.place)
            except OSError:
                return False
            return True
        if not daemon.until(has_gone, seconds=5):
            run("umount", self.place)

    def detach(self):
        if self.device:
            subprocess.run(["losetup", "-d", self.device], capture_output=True)
            self.device = None

    def remove(self):
        subprocess.run(["umount", "-l", self.place], capture_output=True)
        self.detach()
