"""The command lines that are compared: Cairn, and each peer with the best flags known for it."""

import os
import shutil

RCLONE_FLAGS = ["--transfers", "32", "--checkers", "32", "--fast-list", "--s3-no-check-bucket", "--s3-no-head",
                "--size-only", "--s3-list-chunk", "1000", "--s3-list-version", "2", "--stats", "0", "-q"]


class Contender:
    """A tool. Each method returns a command line, or None for what the tool is not compared in."""

    name = ""
    deletes = True

    def __init__(self, program, url, scratch):
        self.program, self.url, self.scratch = program, url, scratch

    def first_upload(self, folder, bucket):
        return self.upload(folder, bucket)

    def forget(self, bucket):
        """Drops what the tool keeps about a bucket on this machine."""


class Cairn(Contender):
    name = "cairn"

    def state(self, bucket):
        return os.path.join(self.scratch, f"cairn-{bucket}.state")

    def forget(self, bucket):
        for suffix in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(self.state(bucket) + suffix):
                os.unlink(self.state(bucket) + suffix)

    def sync(self, source, target, bucket):
        return [self.program, "sync", source, target, "--delete", "--endpoint-url", self.url, "--state",
                self.state(bucket), "--progress", "none", "-q"]

    def upload(self, folder, bucket):
        return self.sync(folder, f"s3://{bucket}", bucket)

    def download(self, bucket, folder):
        return self.sync(f"s3://{bucket}", folder, bucket + "-down")

    def list(self, bucket):
        return [self.program, "ls", "--recursive", f"s3://{bucket}", "--endpoint-url", self.url]

    def copy(self, source, target):
        return self.sync(f"s3://{source}", f"s3://{target}", target + "-copy")


class CairnTrusting(Cairn):
    """Cairn without asking the endpoint what it holds."""

    name = "cairn --trust state"
    deletes = False

    def first_upload(self, folder, bucket):
        return super().upload(folder, bucket)

    def upload(self, folder, bucket):
        # What is extraneous at the target only a listing says.
        words = super().upload(folder, bucket) + ["--trust", "state"]
        return [word for word in words if word != "--delete"]

    download = list = copy = lambda self, *_: None


class Rclone(Contender):
    name = "rclone"

    def command(self, *words):
        remote = ["--config", "/dev/null", "--s3-provider", "Other", "--s3-env-auth", "--s3-endpoint", self.url]
        return [self.program, *words, *remote, *RCLONE_FLAGS]

    def upload(self, folder, bucket):
        return self.command("sync", folder, f":s3:{bucket}", "--s3-disable-checksum", "--s3-chunk-size", "16Mi",
                            "--s3-upload-concurrency", "8")

    def download(self, bucket, folder):
        return self.command("sync", f":s3:{bucket}", folder)

    def list(self, bucket):
        return self.command("lsf", "-R", "--files-only", f":s3:{bucket}")

    def copy(self, source, target):
        return self.command("sync", f":s3:{source}", f":s3:{target}")


class S5cmd(Contender):
    """`cp` where there is nothing to compare, `sync` otherwise."""

    name = "s5cmd"

    def command(self, *words):
        return [self.program, "--endpoint-url", self.url, "--log", "error", *words]

    def first_upload(self, folder, bucket):
        return self.command("cp", "--concurrency", "8", "--part-size", "16", folder + "/", f"s3://{bucket}/")

    def upload(self, folder, bucket):
        return self.command("sync", "--delete", "--size-only", folder + "/", f"s3://{bucket}/")

    def download(self, bucket, folder):
        return self.command("cp", "--concurrency", "8", "--part-size", "16", f"s3://{bucket}/*", folder + "/")

    def list(self, bucket):
        return self.command("ls", f"s3://{bucket}/*")

    def copy(self, source, target):
        return self.command("cp", f"s3://{source}/*", f"s3://{target}/")


class Aws(Contender):
    name = "aws"

    def command(self, *words):
        return [self.program, "--endpoint-url", self.url, "s3", *words]

    def upload(self, folder, bucket):
        return self.command("sync", "--delete", "--only-show-errors", "--no-progress", folder, f"s3://{bucket}")

    def download(self, bucket, folder):
        return self.command("sync", "--only-show-errors", "--no-progress", f"s3://{bucket}", folder)

    def list(self, bucket):
        return self.command("ls", "--recursive", f"s3://{bucket}/")

    def copy(self, source, target):
        return self.command("sync", "--only-show-errors", "--no-progress", f"s3://{source}", f"s3://{target}")


def find(name, folders):
    """A program in one of the folders, or on PATH; None when there is none."""
    for folder in folders:
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK):
            return path
    return shutil.which(name)


def available(folders, url, scratch, wanted):
    """The contenders whose programs are there, in the order of the tables."""
    found = []
    for kind in (Cairn, CairnTrusting, Rclone, S5cmd, Aws):
        program = find(kind.name.split()[0], folders)
        if program and kind.name.split()[0] in wanted:
            found.append(kind(program, url, scratch))
    return found
