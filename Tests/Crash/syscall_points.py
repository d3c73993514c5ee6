"""Bar 4: a session of twelve requests, broken at every call that changes the disk: the process is killed before it, or
the call fails with EIO or ENOSPC."""

import hashlib
import os
import random
import shutil

import daemon
import faultpoint
import s3
import workload
from workload import ABSENT, Value, Violation

ACTIONS = ["kill", "EIO", "ENOSPC"]


class Session:
    """The requests and what is known after each."""

    def __init__(self, client, model):
        self.client, self.model = client, model
        self.answers = []

    def note(self, answer):
        self.answers.append(answer)
        return answer

    def write(self, key, value, send, is_document=False):
        """One write of `key`. Whatever fails with 5xx or has no answer may have happened."""
        self.model.begin(key, value, "write")
        try:
            answer = self.note(send())
        except s3.Broken:
            return None
        if answer.is_done and not answer.code:
            self.model.acknowledge(key)
        elif answer.status < 500 and not (answer.status == 200 and answer.code):
            raise Violation(f"{key} is answered {answer}")
        return answer

    def put(self, name, identity, size):
        value = Value(identity, size)
        self.write(name, value, lambda: self.client.put(
            workload.BUCKET, name, workload.content(identity, size), {"x-amz-meta-v": identity}))

    def other(self, *arguments, **options):
        try:
            answer = self.note(self.client.request(*arguments, **options))
        except s3.Broken:
            return None
        return answer

    def run(self):
        self.put(b"small", "small-1", 900)                                                   # 1
        self.put(b"large", "large-1", 100_000)                                               # 2
        self.put(b"small", "small-2", 1000)                                                  # 3
        self.put(b"large", "large-2", 120_000)                                               # 4
        self.multipart()                                                                     # 5, 6, 7
        if self.model.keys[b"large"].pending == [] and self.model.keys[b"large"].current:
            value = self.model.keys[b"large"].current
            self.write(b"copy", value, lambda: self.client.put(                              # 8
                workload.BUCKET, b"copy", b"", {"x-amz-copy-source": f"/{workload.BUCKET}/large"}))
        self.write(b"kept", ABSENT, lambda: self.client.delete(workload.BUCKET, b"kept"))    # 9
        self.other("PUT", workload.BUCKET, b"old", query=[("tagging", "")], body=(           # 10
            b"<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"))
        self.other("PUT", workload.BUCKET, query=[("versioning", "")], body=(                # 11
            b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"))
        self.put(b"large", "large-3", 50_000)                                                # 12

    def multipart(self):
        made = self.other(
            "POST", workload.BUCKET, b"parts", query=[("uploads", "")], headers={"x-amz-meta-v": "parts"})
        upload = made.text("UploadId") if made and made.is_done else None
        if not upload:
            return
        body = workload.content("parts", 70_000)
        part = self.other(
            "PUT", workload.BUCKET, b"parts", query=[("partNumber", "1"), ("uploadId", upload)], body=body)
        if not part or not part.is_done:
            return
        tag = hashlib.md5(hashlib.md5(body).digest()).hexdigest() + "-1"
        document = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>" \
                   f"<ETag>{part.headers['etag']}</ETag></Part></CompleteMultipartUpload>"
        self.write(b"parts", Value("parts", 70_000, tag), lambda: self.client.request(
            "POST", workload.BUCKET, b"parts", query=[("uploadId", upload)], body=document.encode()))


class Points:
    def __init__(self, bed):
        self.bed = bed
        self.library = faultpoint.library(bed)
        self.template = bed.path("template")
        self.store = bed.path("store")

    def make_template(self):
        """A store with two objects, closed in order."""
        server = daemon.Daemon(self.bed.binary, self.template, self.bed.path("log")).start()
        client = server.client()
        client.put(workload.BUCKET, None, b"")
        for name in ("old", "kept"):
            answer = client.put(
                workload.BUCKET, name.encode(), workload.content(name, 60_000), {"x-amz-meta-v": name})
            if not answer.is_done:
                raise Violation(f"the template: {answer}")
        client.close()
        server.terminate()

    def run(self, at, action, is_new):
        """One run; the calls that counted. `is_new`: the fault may also hit the making of the store."""
        shutil.rmtree(self.store, ignore_errors=True)
        if not is_new:
            shutil.copytree(self.template, self.store)
        log = self.bed.path("calls")
        if os.path.exists(log):
            os.remove(log)
        model = workload.Model(workload.Journal(os.devnull))
        for name in () if is_new else ("old", "kept"):
            model.keys[name.encode()] = workload.KeyState()
            model.keys[name.encode()].current = Value(name, 60_000)
        server = daemon.Daemon(
            self.bed.binary, self.store, self.bed.path("log"),
            environment=faultpoint.environment(self.library, self.store, log, at, action))
        status, session = self.serve(server, model, is_new, log)
        calls, fired, _ = faultpoint.read_log(log)
        self.judge(server, session, status, action, fired)
        self.verify(model, is_new)
        return calls

    def serve(self, server, model, is_new, log):
        """The exit status, and the session where it began."""
        try:
            server.start()
        except daemon.Failed:
            return server.process.returncode, None
        session = Session(server.client(timeout=30), model)
        if is_new:
            session.other("PUT", workload.BUCKET)
        else:
            session.run()
        session.client.close()
        _, fired, _ = faultpoint.read_log(log)
        if fired and fired[0] in ("fsync", "fdatasync"):
            # It ends by itself, and says why.
            daemon.until(lambda: not server.is_running, seconds=5)
        return server.terminate(), session

    def judge(self, server, session, status, action, fired):
        """What the fault may lead to: nothing but an end, or answers that say so."""
        if status not in (-9, 0, 14) or (status == -9) != (action == "kill" and fired is not None):
            raise Violation(f"after {action} at {fired} the daemon ends with {status}: {server.tail()}")
        if fired and action == "EIO" and fired[0] in ("fsync", "fdatasync"):
            # SQLite passes over the fsync of its folder at the start; the store's own one follows and counts.
            is_repeated = fired == ("fdatasync", self.store)
            if status != 14 and not is_repeated:
                raise Violation(f"after a failed fsync of {fired[1]} the daemon ends with {status}")
            answers = session.answers if session else []
            failed = next((index for index, answer in enumerate(answers) if answer.status >= 500), len(answers))
            later = [answer for answer in answers[failed:] if answer.is_done and not answer.code]
            if later:
                raise Violation(f"after a failed fsync there are answers {answers}")
        if status == 14 and fired is None:
            raise Violation(f"the daemon ends with 14 without a fault: {server.tail()}")

    def verify(self, model, is_new):
        """The store opens and has what was acknowledged; nothing is left over; a scrub finds nothing."""
        server = daemon.Daemon(self.bed.binary, self.store, self.bed.path("log")).start()
        client = server.client()
        if is_new:
            answer = client.put(workload.BUCKET, None, b"")
            if answer.status not in (200, 409):
                raise Violation(f"the bucket: {answer}")
        model.verify(client)
        client.close()
        leftovers = os.listdir(self.store + "/tmp")
        if leftovers:
            raise Violation(f"left in tmp after a start: {leftovers}")
        server.terminate()
        status, text = daemon.scrub(self.bed.binary, self.store)
        if status != 0:
            raise Violation(f"the scrub says {status}: {text}")


def run(bed):
    points = Points(bed)
    points.make_template()
    runs, kinds, violations = 0, {}, []
    for is_new in (False, True):
        deadline = bed.deadline(ci=12 if is_new else 50)
        calls = points.run(0, "kill", is_new)
        if len(calls) < 20:
            raise Violation(f"only {len(calls)} calls were seen: {calls}")
        work = plan(bed, calls, is_new)
        done = 0
        for at, action in work:
            if deadline.passed and done >= 20:
                break
            try:
                points.run(at, action, is_new)
            except (Violation, daemon.Failed) as violation:
                what = " ".join(calls.get(at, ("beyond the last call", "")))
                violations.append(f"{action} at call {at} ({what}, new store: {is_new}): {violation}")
                if len(violations) == 10:
                    break
            done += 1
        runs += done
        kinds["new store" if is_new else "session"] = (len(calls), done)
    if violations:
        raise Violation("\n".join(violations))
    bed.say(f"{runs} runs; " + ", ".join(f"{name}: {total} calls, {done} faults"
                                         for name, (total, done) in kinds.items()))


def plan(bed, calls, is_new):
    """Which points: all in a full run. A small one takes each kind of call on each kind of file first, then every
    k-th, in an order by the seed, so that runs differ."""
    chance = random.Random(bed.seed)
    everything = [(at, action) for at in sorted(calls) for action in ACTIONS]
    if bed.is_full:
        return everything
    firsts, seen = [], set()
    for at, (call, where) in sorted(calls.items()):
        kind = (call, "blobs" if "/blobs" in where else "tmp" if "/tmp" in where else os.path.basename(where))
        if kind in seen:
            continue
        seen.add(kind)
        firsts += [(at, action) for action in (ACTIONS if not is_new else [chance.choice(ACTIONS)])]
    rest = [point for point in everything if point not in firsts]
    chance.shuffle(rest)
    return firsts + sorted(rest[:20 if is_new else 150])
