"""What a daemon does with a folder that something befell: it says so with the documented status, or serves what is
right; it never makes a store anew over one that is there."""

import os
import shutil
import subprocess

import daemon
import s3
import workload
from workload import Violation

BUCKET = "start"


class Case:
    def __init__(self, bed):
        self.bed, self.count = bed, 0
        self.template = bed.path("template")
        server = daemon.Daemon(bed.binary, self.template, bed.path("log")).start()
        client = server.client()
        client.put(BUCKET, None, b"")
        for key, size in ((b"small", 100), (b"large", 100_000)):
            client.put(BUCKET, key, workload.content(key.decode(), size))
        client.close()
        # Killed: its log has what was written last.
        server.kill()

    def store(self):
        self.count += 1
        path = self.bed.path(f"store-{self.count}")
        shutil.copytree(self.template, path)
        return path

    def expect(self, store, status, words, **options):
        """The daemon ends with `status` and says `words`."""
        log = self.bed.path(f"log-{self.count}")
        server = daemon.Daemon(self.bed.binary, store, log, **options)
        try:
            server.start()
        except daemon.Failed:
            if server.process.returncode != status or words not in server.tail():
                raise Violation(f"ends with {server.process.returncode} in place of {status}: {server.tail()}") from None
            return
        server.kill()
        raise Violation(f"it serves {store} in place of ending with {status} ({words})")

    def expect_service(self, store, keys=(b"small", b"large")):
        server = daemon.Daemon(self.bed.binary, store, self.bed.path(f"log-{self.count}")).start()
        client = server.client()
        for key, size in ((b"small", 100), (b"large", 100_000)):
            answer = client.get(BUCKET, key)
            if key in keys and (answer.status != 200 or answer.body != workload.content(key.decode(), size)):
                raise Violation(f"{key}: {answer}")
        return server, client


def run(bed):
    case = Case(bed)
    tests = [name for name in sorted(globals()) if name.startswith("case_")]
    done = [name for name in tests if globals()[name](case) is not NotImplemented]
    skipped = sorted(set(tests) - set(done))
    bed.say(f"{len(done)} cases" + (f"; SKIPPED, for they need root: {', '.join(skipped)}" if skipped else ""))


def case_garbage_for_a_database(case):
    store = case.store()
    os.remove(store + "/metadata.sqlite-wal")
    with open(store + "/metadata.sqlite", "wb") as file:
        file.write(os.urandom(30_000))
    case.expect(store, 13, "not the one written")


def case_a_missing_database(case):
    for name in ("metadata.sqlite-wal", "metadata.sqlite-shm", None):
        store = case.store()
        os.remove(store + "/metadata.sqlite")
        for other in ("metadata.sqlite-wal", "metadata.sqlite-shm"):
            if name is not None and os.path.exists(f"{store}/{other}"):
                os.remove(f"{store}/{other}")
        case.expect(store, 13, "restore it from a copy")
        if not any(names for _, _, names in os.walk(store + "/blobs")):
            raise Violation("the blobs are gone")


def case_a_cut_log(case):
    """The end of the log is gone: what was committed last is, too, and the rest is whole."""
    store = case.store()
    size = os.path.getsize(store + "/metadata.sqlite-wal")
    os.truncate(store + "/metadata.sqlite-wal", size - 1000)
    server, client = case.expect_service(store, keys=(b"small",))
    client.close()
    if server.terminate() != 0:
        raise Violation(server.tail())


def case_a_log_of_another_store(case):
    """Its frames do not fit the database: SQLite ignores them by their salt, or the daemon refuses."""
    store, other = case.store(), case.bed.path("other")
    server = daemon.Daemon(case.bed.binary, other, case.bed.path("log")).start()
    server.client().put(BUCKET, None, b"")
    server.kill()
    shutil.copy(other + "/metadata.sqlite-wal", store + "/metadata.sqlite-wal")
    server = daemon.Daemon(case.bed.binary, store, case.bed.path("log"))
    try:
        server.start()
    except daemon.Failed:
        if server.process.returncode not in (13, 14):
            raise
        return
    answer = server.client().get(BUCKET, b"large")
    if answer.status == 200 and answer.body != workload.content("large", 100_000):
        raise Violation("served wrong")
    server.kill()


def case_a_newer_store(case):
    store = case.store()
    with open(store + "/format", "w", encoding="ascii") as file:
        file.write("cairn-store 99\n")
    before = sorted(os.listdir(store))
    case.expect(store, 2, "newer cairn")
    if sorted(os.listdir(store)) != before:
        raise Violation("the folder was changed")


def case_a_folder_of_something_else(case):
    store = case.bed.path("home")
    os.makedirs(store)
    with open(store + "/letter", "w", encoding="ascii") as file:
        file.write("dear")
    case.expect(store, 2, "neither empty nor a store")
    if os.listdir(store) != ["letter"] and sorted(os.listdir(store)) != ["letter", "lock"]:
        raise Violation(f"left behind: {os.listdir(store)}")


def case_two_daemons(case):
    store = case.store()
    server, client = case.expect_service(store)
    case.expect(store, 11, "in use")
    answer = client.get(BUCKET, b"large")
    if answer.status != 200:
        raise Violation(f"the first daemon: {answer}")
    server.kill()
    # The lock of a dead process is none.
    server, client = case.expect_service(store)
    server.kill()


def case_a_full_disk(case):
    """Answers 507 or 500 while it is full, and takes writes again afterwards; nothing acknowledged is lost."""
    place = mounted(case, "size=64m")
    if place is NotImplemented:
        return place
    try:
        server = daemon.Daemon(case.bed.binary, place + "/store", case.bed.path("log-full")).start()
        client = server.client()
        client.put(BUCKET, None, b"")
        kept, refused = {}, 0
        for round_number in range(3):
            for index in range(900):
                key = f"r{round_number}/{index}".encode()
                size = [300_000, 500, 40_000][index % 3]
                answer = client.put(BUCKET, key, workload.content(key.decode(), size))
                if answer.is_done:
                    kept[key] = size
                elif answer.status in (500, 503, 507):
                    refused += 1
                    if refused % 5 == 0:
                        break
                else:
                    raise Violation(f"a full disk is answered {answer}")
            verify(client, kept)
            for key in [key for key in kept if kept[key] == 300_000]:
                answer = client.delete(BUCKET, key)
                if not answer.is_done:
                    raise Violation(f"DELETE on a full disk: {answer}")
                del kept[key]
            if not daemon.until(lambda: client.put(BUCKET, b"again", b"again").is_done, seconds=20):
                raise Violation(f"still full after deletions: {server.tail()}")
        if refused == 0:
            raise Violation("the disk never was full")
        client.close()
        if server.terminate() != 0:
            raise Violation(server.tail())
        server.start()
        verify(server.client(), kept)
        server.terminate()
        status, text = daemon.scrub(case.bed.binary, place + "/store")
        if status != 0:
            raise Violation(text)
    finally:
        unmount(place)


def case_a_disk_too_small_to_start(case):
    place = mounted(case, "size=64k")
    if place is NotImplemented:
        return place
    try:
        case.expect(place + "/store", 14, "")
    finally:
        unmount(place)


def case_a_disk_that_cannot_be_written(case):
    place = mounted(case, "size=64m")
    if place is NotImplemented:
        return place
    try:
        shutil.copytree(case.template, place + "/store")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        case.expect(place + "/store", 14, "Read-only file system")
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
        server, client = case.expect_service(place + "/store")
        client.close()
        server.kill()
    finally:
        unmount(place)


def case_a_disk_that_turns_read_only(case):
    """Reads go on, writes are refused, and nothing acknowledged is lost."""
    place = mounted(case, "size=64m")
    if place is NotImplemented:
        return place
    try:
        shutil.copytree(case.template, place + "/store")
        server, client = case.expect_service(place + "/store")
        server.kill()
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        case.expect(place + "/store", 14, "")
    finally:
        unmount(place)


def case_a_storage_class_without_its_disk(case):
    """An empty mount point is refused, not taken for a folder whose bodies are all gone."""
    store, slow = case.store(), case.bed.path("slow")
    server = daemon.Daemon(
        case.bed.binary, store, case.bed.path("log"), ["--storage-class", f"STANDARD_IA={slow}"]).start()
    server.client().put(BUCKET, b"cold", b"x" * 50_000, {"x-amz-storage-class": "STANDARD_IA"})
    server.kill()
    os.rename(slow, slow + ".away")
    case.expect(store, 2, "is its disk mounted")
    os.makedirs(slow)
    case.expect(store, 2, "is its disk mounted")
    os.rmdir(slow)
    os.rename(slow + ".away", slow)
    server, client = case.expect_service(store)
    if client.get(BUCKET, b"cold").body != b"x" * 50_000:
        raise Violation("the cold object")
    server.kill()


def mounted(case, options):
    """A file system in memory; NotImplemented without root."""
    if os.geteuid() != 0:
        return NotImplemented
    case.count += 1
    place = case.bed.path(f"mount-{case.count}")
    os.makedirs(place)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True)
    return place if done.returncode == 0 else NotImplemented


def unmount(place):
    if place is not NotImplemented:
        subprocess.run(["umount", "-l", place], check=False)


def verify(client, kept):
    for key, size in kept.items():
        answer = client.get(BUCKET, key)
        if answer.status != 200 or answer.body != workload.content(key.decode(), size):
            raise Violation(f"{key}: {answer}, {len(answer.body)} bytes of {size}")


def case_a_lock_is_no_file(case):
    """What is locked is the open file: a leftover lock file of another process hinders nobody."""
    store = case.store()
    with open(store + "/lock", "w", encoding="ascii") as file:
        file.write("4711\n")
    server, client = case.expect_service(store)
    client.close()
    server.kill()
    try:
        client.get(BUCKET, b"small")
        raise Violation("a dead daemon answers")
    except s3.Broken:
        pass
