"""Trees of files that are the same on every machine."""

import os
import random


def small_files(folder, count, folders, median_bytes, seed):
    """`count` files of log-normal sizes in `folders` folders; returns their total size."""
    generator = random.Random(seed)
    total = 0
    for index in range(folders):
        os.makedirs(os.path.join(folder, f"d{index % 20:02d}", f"e{index:03d}"), exist_ok=True)
    for index in range(count):
        size = int(generator.lognormvariate(0, 1.0) * median_bytes)
        total += size
        place = index % folders
        path = os.path.join(folder, f"d{place % 20:02d}", f"e{place:03d}", f"file-{index:06d}.dat")
        write_old(path, generator.randbytes(size), index)
    return total


def write_old(path, content, index):
    """Writes a file and dates it some weeks back, so that no tool takes it for one being written."""
    with open(path, "wb") as file:
        file.write(content)
    moment = 1_750_000_000 + index
    os.utime(path, (moment, moment))


def large_file(path, size, seed):
    generator = random.Random(seed)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        for _ in range(size >> 20):
            file.write(generator.randbytes(1 << 20))
    os.utime(path, (1_750_000_000, 1_750_000_000))


class Changes:
    """Edits about 1 % of a tree made by small_files: 0.7 % edits, 0.15 % deletes, 0.15 % new files a round."""

    def __init__(self, folder, count):
        self.folder = folder
        self.paths = sorted(os.path.join(base, name) for base, _, names in os.walk(folder) for name in names)
        self.edits = max(1, count * 7 // 1000)
        self.turnover = max(1, count * 15 // 10000)
        self.round = 0

    def apply(self):
        """Makes the next version of the tree; returns how many objects have to be put and deleted."""
        self.round += 1
        generator = random.Random(self.round)
        generator.shuffle(self.paths)
        deleted = [self.paths.pop() for _ in range(self.turnover)]
        for path in deleted:
            os.unlink(path)
        for path in self.paths[: self.edits]:
            size = os.path.getsize(path) + generator.randrange(1, 100)
            with open(path, "wb") as file:
                file.write(generator.randbytes(size))
        for index in range(self.turnover):
            path = os.path.join(self.folder, "d00", f"new-{self.round}-{index}.dat")
            with open(path, "wb") as file:
                file.write(generator.randbytes(8192))
            self.paths.append(path)
        return self.edits + self.turnover, self.turnover


def content_of(folder):
    """(files, bytes) of a tree."""
    files = size = 0
    for base, _, names in os.walk(folder):
        for name in names:
            files += 1
            size += os.path.getsize(os.path.join(base, name))
    return files, size


def trees_equal(left, right):
    """True when both trees hold the same files with the same bytes."""
    names = [sorted(os.path.relpath(os.path.join(b, n), top) for b, _, ns in os.walk(top) for n in ns)
             for top in (left, right)]
    if names[0] != names[1]:
        return False
    for name in names[0]:
        with open(os.path.join(left, name), "rb") as one, open(os.path.join(right, name), "rb") as two:
            while True:
                a, b = one.read(1 << 20), two.read(1 << 20)
                if a != b:
                    return False
                if not a:
                    break
    return True
