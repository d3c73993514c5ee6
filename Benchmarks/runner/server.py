"""The server workloads, S1 to S6: the same signed load against Cairn and its peers, each with a fresh folder."""

import json
import os
import random
import shutil
import socket
import subprocess
import time

import client
import contenders
import measure
import native


def free_port():
    """A port below 50,000: SeaweedFS adds 10,000 to each of its ports for a second one."""
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as probe, socket.socket() as second:
            try:
                probe.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 10_000))
                return port
            except OSError:
                continue
    raise RuntimeError("no free port")


def answers(port, seconds=60):
    """Waits until something listens on the port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def cairn(program, folder, port):
    return [program, "serve", folder, "--listen", f"127.0.0.1:{port}", "-q"]


def rclone(program, folder, port):
    return [program, "serve", "s3", folder, "--addr", f"127.0.0.1:{port}", "--config", "/dev/null", "-q",
            "--auth-key", client.KEYS["AWS_ACCESS_KEY_ID"] + "," + client.KEYS["AWS_SECRET_ACCESS_KEY"]]


def weed(program, folder, port):
    identity = {"name": "bench", "actions": ["Admin", "Read", "Write", "List", "Tagging"], "credentials": [
        {"accessKey": client.KEYS["AWS_ACCESS_KEY_ID"], "secretKey": client.KEYS["AWS_SECRET_ACCESS_KEY"]}]}
    settings = os.path.join(folder, "s3.json")
    with open(settings, "w") as file:
        json.dump({"identities": [identity]}, file)
    ports = [free_port() for _ in range(3)]
    return [program, "server", "-s3", f"-s3.port={port}", f"-s3.config={settings}", f"-dir={folder}", "-ip=127.0.0.1",
            f"-master.port={ports[0]}", f"-volume.port={ports[1]}", f"-filer.port={ports[2]}", "-volume.max=50"]


SERVERS = {"cairn": ("cairn", cairn), "SeaweedFS": ("weed", weed), "rclone serve s3": ("rclone", rclone)}


class Server:
    """A server process on a folder of its own."""

    def __init__(self, name, program, command, scratch):
        self.name = name
        self.folder = os.path.join(scratch, "server-" + name.replace(" ", "-"))
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.port = free_port()
        environment = dict(os.environ, HOME=scratch, CAIRN_ROOT_ACCESS_KEY=client.KEYS["AWS_ACCESS_KEY_ID"],
                           CAIRN_ROOT_SECRET_KEY=client.KEYS["AWS_SECRET_ACCESS_KEY"])
        self.log = open(os.path.join(scratch, "server.log"), "wb")
        self.process = subprocess.Popen(command(program, self.folder, self.port), env=environment, stdout=self.log,
                                        stderr=self.log, stdin=subprocess.DEVNULL)
        if not answers(self.port):
            self.stop()
            raise RuntimeError(f"{name} does not answer")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class ServerBench:
    def __init__(self, load, scale, rounds):
        self.load, self.scale, self.rounds = load, scale, rounds
        self.results, self.failures = {}, []

    def step(self, title, server, operation, **options):
        """One measured load; its cost is the CPU time of the server while it ran."""
        before = measure.process_cpu_seconds(server.process.pid)
        facts = native.run_load(self.load, server.port, operation, bucket="bench", **options)
        cpu = measure.process_cpu_seconds(server.process.pid) - before
        rss, peak = measure.process_memory_mib(server.process.pid)
        if not facts["fine"]:
            self.failures.append(f"{title}: {server.name}: {facts}")
            return
        cost = {"operations": facts["answers"], "seconds": facts["seconds"], "p99ms": facts["p99ms"], "cpu": cpu,
                "mib": facts["bytes"] / 1048576, "rss": rss, "peak": peak}
        self.results.setdefault(title, {}).setdefault(server.name, []).append(cost)
        rate = facts["answers"] / facts["seconds"]
        print(f"  {title:22} {server.name:16} {rate:9.0f}/s  p99 {facts['p99ms']:8.1f} ms  "
              f"{cpu * 1e6 / facts['answers']:9.0f} us/operation  {rss:6.0f} MiB", flush=True)

    def session(self, server):
        many = 20_000 // self.scale
        size = max(1, 64 // self.scale) * (16 << 20)
        native.run_load(self.load, server.port, "bucket", bucket="bench")
        # rclone answers 500 to some of the first PUTs that race to make the folder of a prefix.
        native.run_load(self.load, server.port, "put", bucket="bench")
        time.sleep(1)
        idle, peak = measure.process_memory_mib(server.process.pid)
        self.results.setdefault("S6 idle", {}).setdefault(server.name, []).append(
            {"operations": 1, "seconds": 1, "p99ms": 0, "cpu": 0, "mib": 0, "rss": idle, "peak": peak})
        self.step("S1 PUT 4 KiB", server, "put", count=many, concurrency=32, size=4096)
        self.step("S2 GET 4 KiB", server, "get", count=many, concurrency=32)
        self.step("S2 HEAD", server, "head", count=many, concurrency=32)
        self.step("S5 LIST 1,000 keys", server, "list", count=200 // min(self.scale, 10), concurrency=1)
        self.step("S1 DELETE", server, "delete", count=many, concurrency=32)
        self.step("S3 multipart", server, "upload", size=size, concurrency=4, prefix="large/",
                  part_size=16 << 20)
        self.step("S4 large GET", server, "read", count=2, concurrency=1, prefix="large/")


def run(folders, scratch, scale, rounds, wanted):
    """Every server once a round; returns the results and the failures."""
    os.environ.update(client.KEYS)
    bench = ServerBench(native.build("load", scratch), scale, rounds)
    for _ in range(rounds):
        for name, (program_name, command) in SERVERS.items():
            program = contenders.find(program_name, folders)
            if not program or program_name not in wanted:
                continue
            try:
                server = Server(name, program, command, scratch)
            except RuntimeError as error:
                bench.failures.append(str(error))
                continue
            try:
                bench.session(server)
            except (RuntimeError, OSError) as error:
                bench.failures.append(f"{name}: {error}")
            finally:
                server.stop()
    return bench.results, bench.failures
