#!/usr/bin/env python3
"""Crash suite: kills the real server and proves that every acknowledged item is there once and none is there twice.

  run.py --bin build/release/peakend [--quick] [--kills N] [--seed N] [--only PART] [--point NAME]     PART: failpoints | kills | restores | disk

quick (./dev test): every failpoint, 10 random kills, backups and restores, a full disk; under a minute on an idle machine.
full  (./dev crash): 100 random kills, and the failpoint that needs half a million keys.

A client thread counts an item as acknowledged when its answer arrived; what was sent without an answer is sent again
after the restart, with the same id, as a careful sender would. What is there is read from the server's own CSV export.
"""
import argparse, collections, csv, http.client, io, json, os, random, re, shutil, signal, subprocess, sys, tempfile, threading, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from peakend import Server  # noqa: E402

KEPT = ("accepted", "duplicate")
# Reached by something else than items that arrive while the server runs.
BY_COMMAND = {"records.backup", "facts.backup", "backup.before_manifest"}
NEEDS_MANY_KEYS = {"inbox.index_slice"}


def failpoints():
    with open(os.path.join(ROOT, "src/base/failpoint.h"), encoding="utf-8") as f:
        names = re.findall(r'string_view\{"([a-z_.]+)"\}', f.read())
    assert len(names) > 10, "the list in base/failpoint.h was not found"
    # Need a trigger and a channel: CrashListening of the unit tests.
    return [n for n in names if not n.startswith(("trigger.", "outbox."))]


class Book:
    """What was sent and what was acknowledged."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sent, self.acked, self.count = {}, set(), 0

    def new_id(self):
        with self.lock:
            self.count += 1
            return f"i{self.count}"

    def sending(self, items):
        with self.lock:
            for i in items:
                self.sent[i["messageId"]] = i

    def kept(self, ids):
        with self.lock:
            self.acked.update(ids)

    def open(self):
        with self.lock:
            return [i for k, i in self.sent.items() if k not in self.acked]


class Client(threading.Thread):
    """Sends until told to stop or the server is gone: singles, small batches, now and then an old item again."""

    def __init__(self, server, book, seed, heavy=False, limit=None):
        super().__init__(daemon=True)
        self.server, self.book, self.random, self.heavy, self.left = server, book, random.Random(seed), heavy, limit
        self.halt = threading.Event()
        self.answers = collections.Counter()
        self.gone = False

    def item(self):
        if self.book.acked and self.random.random() < 0.05:
            return self.book.sent[self.random.choice(tuple(self.book.acked))] if len(self.book.acked) < 2000 else self.fresh()
        return self.fresh()

    def fresh(self):
        i = {"type": "track", "messageId": self.book.new_id(), "userId": f"c{self.random.randrange(500)}", "event": "Order Delivered",
             "timestamp": f"2026-0{self.random.randrange(1, 7)}-1{self.random.randrange(10)}T09:00:00Z", "properties": {"n": self.random.randrange(1000)}}
        if self.heavy:  # does not compress, so the log fills quickly
            i["properties"]["noise"] = [("%0400x" % self.random.getrandbits(1600)) for _ in range(20)]
        return i

    def run(self):
        c = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"Authorization": "Bearer " + self.server.key, "Content-Type": "application/json"}
        try:
            while not self.halt.is_set() and (self.left is None or self.left > 0):
                items = [self.item() for _ in range(self.random.choice((1, 1, 1, 5, 60)) if not self.heavy else 30)]
                items = list({i["messageId"]: i for i in items}.values())
                if self.left is not None:
                    self.left -= len(items)
                self.book.sending(items)
                self.post(c, headers, items)
        except (OSError, http.client.HTTPException):
            self.gone = True
        finally:
            c.close()

    def post(self, c, headers, items):
        if len(items) == 1:
            c.request("POST", "/v1/track", json.dumps(items[0]), headers)
        else:
            c.request("POST", "/v1/batch", json.dumps({"batch": items}), headers)
        r = c.getresponse()
        body = r.read()
        self.answers[r.status] += 1
        if r.status in (200, 201, 207):
            if len(items) == 1:
                self.book.kept([items[0]["messageId"]])
            else:
                results = json.loads(body)["results"]
                self.book.kept([i["messageId"] for i, r in zip(items, results) if (r.get("status") or r.get("state")) in KEPT])
        elif r.status == 503:
            self.halt.wait(0.02)
        else:
            raise AssertionError(f"unexpected answer {r.status}: {body[:300]!r}")


class Suite:
    def __init__(self, args):
        self.args, self.book, self.failed, self.notes = args, Book(), [], []
        self.points = self.kills = self.checked = 0
        self.temp = tempfile.mkdtemp(prefix="peakend-crash-")
        self.data = os.path.join(self.temp, "data")
        self.key = None

    def server(self, data=None, failpoint=""):
        s = Server(self.args.bin, data=data or self.data, env={"PEAKEND_FAILPOINT": failpoint})
        s.key = self.key
        return s

    def set_up(self, data):
        """A fresh data directory with an owner, a key (returned) and nothing else."""
        s = self.server(data)
        s.key = None
        try:
            s.start()
            s.set_up()
        finally:
            s.stop()
        return s.key

    def load(self, s, heavy=False, limit=None, threads=4):
        clients = [Client(s, self.book, self.args.seed + n + self.book.count, heavy, limit) for n in range(threads)]
        for c in clients:
            c.start()
        return clients

    def retry(self, s, book=None):
        """Sends again what was never answered; all of it must be kept now."""
        book = book or self.book
        for at in range(0, len(open_items := book.open()), 200):
            items = open_items[at:at + 200]
            a = s.call("POST", "/v1/batch", {"batch": items})
            assert a.status in (200, 201, 207), f"retry: {a.status} {a.body[:300]!r}"
            kept = [i["messageId"] for i, r in zip(items, a.json["results"]) if (r.get("status") or r.get("state")) in KEPT]
            assert len(kept) == len(items), f"retry not kept: {a.body[:300]!r}"
            book.kept(kept)

    def export(self, s):
        a = s.call("GET", "/v1/export?format=csv")
        assert a.status == 200, f"export: {a.status} {a.body[:300]!r}"
        rows = csv.reader(io.StringIO(a.body.decode("utf-8-sig")))
        column = next(rows).index("message_id")
        return collections.Counter(r[column] for r in rows)

    def caught_up(self, s, what):
        """Waits until every row of the inbox is in facts; how long that takes is the benchmarks' business."""
        deadline = time.monotonic() + 120
        while (status := s.get("/v1/status"))["lag"] > 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.check(f"{what}: facts do not catch up, {status}", status["lag"] == 0)

    def judge(self, s, what, book=None):
        book = book or self.book
        self.caught_up(s, what)
        there = self.export(s)
        missing = [i for i in book.acked if i not in there]
        twice = [i for i, n in there.items() if n > 1]
        strange = [i for i in there if i not in book.sent]
        self.check(f"{what}: {len(missing)} of {len(book.acked)} acknowledged items lost", not missing, missing[:5])
        self.check(f"{what}: {len(twice)} items twice", not twice, twice[:5])
        self.check(f"{what}: {len(strange)} items that nobody sent", not strange, strange[:5])
        self.checked += len(book.acked)

    def check(self, text, ok, detail=""):
        if not ok:
            self.failed.append(text)
            print(f"  FAILED {text} {detail}", flush=True)

    def restart_and_judge(self, what, data=None, book=None):
        s = self.server(data)
        try:
            s.start()
            self.judge(s, what + ", before the retry", book)
            self.retry(s, book)
            self.judge(s, what, book)
        finally:
            s.stop()

    # ---- failpoints ------------------------------------------------------------------------------------------

    def all_failpoints(self):
        for name in failpoints():
            if self.args.point and name != self.args.point:
                continue
            if name in NEEDS_MANY_KEYS and self.args.quick:
                self.notes.append(f"{name}: only in the full suite (here: CrashStores of the unit tests)")
                continue
            try:
                if name in NEEDS_MANY_KEYS:  # on its own, or every later export would be half a million lines
                    self.apart("many", lambda: self.one_failpoint(name))
                else:
                    self.one_failpoint(name)
                self.points += 1
            except Exception as e:  # the others are still worth knowing
                self.check(f"{name}: {type(e).__name__}: {e}", False)

    def apart(self, folder, run):
        """With a data directory and a book of its own."""
        outer = self.data, self.book, self.key
        self.data, self.book = os.path.join(self.temp, folder), Book()
        try:
            self.key = self.set_up(self.data)
            run()
        finally:
            shutil.rmtree(self.data, ignore_errors=True)
            self.data, self.book, self.key = outer

    def one_failpoint(self, name):
        started = time.monotonic()
        if name == "records.migrate":
            data = os.path.join(self.temp, "first")
            s = self.server(data, name + ":abort")
            try:
                s.start()
                self.check(f"{name} was never reached", False)
            except RuntimeError:
                pass
            finally:
                s.stop()
            self.set_up(data)
            shutil.rmtree(data)
        elif name in BY_COMMAND:
            to = os.path.join(self.temp, "copy")
            run = [self.args.bin, "backup", to, "--data", self.data]
            r = subprocess.run(run, env={**os.environ, "PEAKEND_FAILPOINT": name + ":abort"}, capture_output=True)
            self.check(f"{name} was never reached: {r.returncode} {r.stderr[-300:]}", r.returncode == -signal.SIGKILL)
            self.check(f"{name}: half a backup bears the name of a whole one", not os.path.exists(to))
            r = subprocess.run(run, capture_output=True)
            self.check(f"{name}: backup afterwards: {r.stderr[-300:]}", r.returncode == 0)
            shutil.rmtree(to, ignore_errors=True)
        else:
            self.kill_at(name)
        self.restart_and_judge(name)
        print(f"  {name}  {time.monotonic() - started:.1f} s, {len(self.book.acked)} acknowledged", flush=True)

    def kill_at(self, name):
        """Load (or what else leads there) until the failpoint ends the server."""
        hit = 1 if name in ("facts.checkpoint", "records.checkpoint", "jobs.before_finish") else 3
        s = self.server(failpoint=f"{name}:abort@{hit}")
        try:
            s.start()
        except RuntimeError:
            return  # the first start after a crash may pass the point already: killed, which is what we want
        clients = self.load(s, heavy=name == "records.checkpoint")
        if name == "jobs.before_finish":
            s.call("POST", "/v1/track", {"messageId": "erase-1", "userId": "erase-me", "event": "Gone"})
            self.book.sent["erase-1"] = {"messageId": "erase-1"}
            self.book.acked.discard("erase-1")
            time.sleep(0.5)
            try:
                s.call("DELETE", "/v1/customers/erase-me")
            except (OSError, http.client.HTTPException):
                pass
            self.book.sent.pop("erase-1")
        if name in NEEDS_MANY_KEYS:
            self.many_keys(s)
        if name == "facts.checkpoint":
            time.sleep(1)
            for c in clients:
                c.halt.set()
        try:
            s.process.wait(30)
        except subprocess.TimeoutExpired:
            self.check(f"{name} was never reached", False)
            s.stop(signal.SIGKILL)
        self.check(f"{name}: ended with {s.process.returncode}", s.process.returncode == -signal.SIGKILL)
        for c in clients:
            c.halt.set()
            c.join(25)

    def many_keys(self, s):
        for part in range(60):
            items = [{"type": "track", "messageId": self.book.new_id(), "userId": "c1", "event": "Bulk"} for _ in range(10_000)]
            self.book.sending(items)
            try:
                a = s.call("POST", "/v1/batch", "\n".join(map(json.dumps, items)), {"Content-Type": "application/x-ndjson"})
            except (OSError, http.client.HTTPException):
                return
            if a.status in (200, 201, 207):
                self.book.kept([i["messageId"] for i in items])

    # ---- random moments --------------------------------------------------------------------------------------

    def random_kills(self, n):
        rnd = random.Random(self.args.seed)
        for i in range(n):
            if i % 24 == 0 and i > 0:  # a young data directory now and then, or reading it takes all the time
                self.data = os.path.join(self.temp, f"data{i}")
                self.book, self.key = Book(), self.set_up(self.data)
            s = self.server()
            s.start()
            clients = self.load(s, heavy=i % 5 == 4)
            time.sleep(rnd.random() * (0.6 if self.args.quick else 1.5))
            s.process.send_signal(signal.SIGKILL)
            s.process.wait()
            for c in clients:
                c.join(25)
            self.kills += 1
            # Not every time, so that recoveries of recoveries are met as well.
            if i % 3 == 2 or i == n - 1:
                self.restart_and_judge(f"random kill {i}")
        print(f"  {n} random kills, {len(self.book.acked)} acknowledged", flush=True)

    # ---- what operators do -----------------------------------------------------------------------------------

    def command(self, *args, code=0):
        r = subprocess.run([self.args.bin, *args], capture_output=True, text=True)
        self.check(f"{' '.join(args[:1])}: exit {r.returncode} instead of {code}: {r.stdout[-200:]} {r.stderr[-300:]}", r.returncode == code)

    def restores(self):
        """Backups restored elsewhere, facts lost, an older inbox put under newer facts."""
        outer, key = self.book, self.key
        self.book, data = Book(), os.path.join(self.temp, "origin")
        try:
            self.key = self.set_up(data)
            self.some_load(data)
            for name in ("copy.tar", "copy"):
                to, target = os.path.join(self.temp, name), os.path.join(self.temp, "from-" + name)
                self.command("backup", to, "--data", data)
                self.command("restore", to, "--verify")
                self.command("restore", to, "--data", target)
                self.restart_and_judge(f"restored from {name}", target)
                self.command("restore", to, "--data", target, code=1)
            old = os.path.join(self.temp, "copy", "records.db")
            kept, acked = dict(self.book.sent), set(self.book.acked)
            os.remove(os.path.join(data, "facts.duckdb"))
            self.restart_and_judge("facts.duckdb removed", data)
            self.some_load(data)
            shutil.copy(old, os.path.join(data, "records.db"))
            self.book.sent, self.book.acked = kept, acked
            self.command("serve", "--data", data, "--port", "0", code=1)
            self.command("doctor", "--data", data, code=1)
            self.command("rebuild", "--data", data)
            self.command("doctor", "--data", data)
            self.restart_and_judge("older records under newer facts, rebuilt", data)
            print(f"  backups, lost facts, older records: {len(self.book.acked)} acknowledged", flush=True)
        except Exception as e:
            self.check(f"restores: {type(e).__name__}: {e}", False)
        finally:
            self.book, self.key = outer, key

    def some_load(self, data):
        s = self.server(data)
        try:
            s.start()
            for c in self.load(s, limit=300):
                c.join(25)
            self.judge(s, "load", self.book)
        finally:
            s.stop()

    # ---- a full disk -----------------------------------------------------------------------------------------

    def full_disk(self):
        mount = os.path.join(self.temp, "small")
        os.makedirs(mount)
        r = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", mount], capture_output=True)
        if r.returncode != 0:
            self.notes.append("full disk: skipped, mounting a small file system is not permitted here")
            return
        try:
            self.full_disk_on(os.path.join(mount, "data"), os.path.join(mount, "ballast"))
        finally:
            subprocess.run(["umount", "-l", mount], check=False)

    def full_disk_on(self, data, ballast):
        key, outer = self.key, self.book
        book = self.book = Book()
        try:
            self.key = self.set_up(data)
            s = self.server(data)
            s.start()
            free = shutil.disk_usage(os.path.dirname(data)).free
            with open(ballast, "wb") as f:
                f.write(b"\0" * max(0, free - (6 << 20)))
            clients = self.load(s, heavy=True)
            deadline = time.monotonic() + 20
            while sum(c.answers[503] for c in clients) < 20 and time.monotonic() < deadline:
                time.sleep(0.05)
            refused = sum(c.answers[503] for c in clients)
            self.check(f"full disk: answered 503 only {refused} times", refused >= 20, [dict(c.answers) for c in clients])
            self.check("full disk: the server ended", s.process.poll() is None)
            os.remove(ballast)
            before = sum(c.answers[201] + c.answers[200] for c in clients)
            deadline = time.monotonic() + 20
            while sum(c.answers[201] + c.answers[200] for c in clients) < before + 5 and time.monotonic() < deadline:
                time.sleep(0.05)
            self.check("full disk: accepts again when there is space", sum(c.answers[201] + c.answers[200] for c in clients) >= before + 5)
            for c in clients:
                c.halt.set()
            for c in clients:
                c.join(25)
            self.judge(s, "full disk, same process after space returned", book)
            # And once more, killed while full.
            free = shutil.disk_usage(os.path.dirname(data)).free
            with open(ballast, "wb") as f:
                f.write(b"\0" * max(0, free - (3 << 20)))
            clients = self.load(s, heavy=True)
            time.sleep(1)
            s.process.send_signal(signal.SIGKILL)
            s.process.wait()
            for c in clients:
                c.join(25)
            os.remove(ballast)
            self.restart_and_judge("killed while the disk was full", data, book)
            print(f"  full disk: {refused} refusals, {len(book.acked)} acknowledged", flush=True)
        except Exception as e:
            self.check(f"full disk: {type(e).__name__}: {e}", False)
        finally:
            if s.process.poll() is None:
                s.stop(signal.SIGKILL)
            self.key, self.book = key, outer

    def run(self):
        started = time.monotonic()
        only = self.args.only
        try:
            self.key = self.set_up(self.data)
            if only in (None, "failpoints"):
                self.all_failpoints()
            if only in (None, "kills"):
                self.random_kills(self.args.kills)
            if only in (None, "restores"):
                self.restores()
            if only in (None, "disk"):
                self.full_disk()
        finally:
            shutil.rmtree(self.temp, ignore_errors=True)
        for n in self.notes:
            print("  note: " + n)
        print(f"crash: {self.points} failpoints, {self.kills} random kills, {self.checked} acknowledged items checked, "
              f"{len(self.failed)} failures, {time.monotonic() - started:.0f} s, seed {self.args.seed}")
        return 1 if self.failed else 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bin", default=os.path.join(ROOT, "build/release/peakend"))
    p.add_argument("--quick", action="store_true")
    p.add_argument("--kills", type=int)
    p.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    p.add_argument("--only", choices=("failpoints", "kills", "restores", "disk"))
    p.add_argument("--point", help="only this failpoint")
    args = p.parse_args()
    args.only = "failpoints" if args.point else args.only
    args.bin = os.path.abspath(args.bin)
    if args.kills is None:
        args.kills = 10 if args.quick else 100
    sys.exit(Suite(args).run())


if __name__ == "__main__":
    main()
