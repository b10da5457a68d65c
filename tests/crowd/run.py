#!/usr/bin/env python3
"""run.py [--bin PATH]: one address asks 100 times a second for a survey's page and hands answers in; it is asked to wait, nothing that it
was refused is kept, and a second address beside it is never made to wait."""
import argparse, http.client, json, os, sys, threading, time, uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from peakend import Server  # noqa: E402

PER_SECOND, MOST_SECONDS, REFUSALS = 100, 30, 60
SURVEY = {"format": 1, "key": "crowd", "kind": "touchpoint", "title": {"en": "One question"}, "languages": ["en"],
          "pages": [{"key": "p", "questions": [{"key": "nps", "kind": "nps", "text": {"en": "Would you?"}}]}]}
failures = []


def check(what, ok):
    if not ok:
        failures.append(what)
        print("FAILED", what)


class Visitor(threading.Thread):
    """Looks at the page and hands in, by turns, from an address of its own, at a pace, until told to stop."""

    def __init__(self, server, link, address, per_second):
        super().__init__(daemon=True)
        self.server, self.link, self.address, self.pace = server, link, address, 1 / per_second
        self.stop, self.refused, self.other, self.handed_in, self.sent = threading.Event(), [], [], 0, 0

    def once(self, http_):
        submit = self.sent % 2 == 1
        body = json.dumps({"response": uuid.uuid4().hex, "version": 1, "lang": "en", "answers": {"nps": 9}}) if submit else None
        http_.request("POST" if submit else "GET", f"/v1/respond/{self.link}/submit" if submit else f"/r/{self.link}", body, {"Content-Type": "application/json"} if submit else {})
        r = http_.getresponse()
        text = r.read()
        self.sent += 1
        if r.status == 429:
            self.refused.append((r.getheader("Retry-After"), r.getheader("Content-Type"), text))
        elif r.status != (201 if submit else 200):
            self.other.append((r.status, text[:200]))
        else:
            self.handed_in += submit

    def run(self):
        c = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10, source_address=(self.address, 0))
        due = time.monotonic()
        while not self.stop.is_set():
            self.once(c)
            due = max(due + self.pace, time.monotonic() - 1)  # what a slow machine missed is made up for a second
            time.sleep(max(0.0, due - time.monotonic()))
        c.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "peakend"))
    with Server(parser.parse_args().bin) as server:
        server.set_up()
        for path, body in (("/v1/surveys", {"survey": SURVEY}), ("/v1/surveys/crowd/publish", {})):
            a = server.call("POST", path, body)
            check(f"{path}: {a.status} {a.body[:300]}", a.status < 300)
        link = server.call("POST", "/v1/surveys/crowd/links", {"kind": "public"}).json["token"]
        flood, guest = Visitor(server, link, "127.0.0.1", PER_SECOND), Visitor(server, link, "127.0.0.2", 5)
        end = time.monotonic() + MOST_SECONDS
        flood.start(), guest.start()
        while (len(flood.refused) < REFUSALS or guest.sent < 20) and time.monotonic() < end:
            time.sleep(0.05)
        for v in (flood, guest):
            v.stop.set(), v.join(20)
        check(f"the crowd is asked to wait: {len(flood.refused)} of {flood.sent}", len(flood.refused) >= REFUSALS)
        check(f"and gets nothing else: {flood.other[:2]}", not flood.other)
        for after, kind, text in flood.refused:
            problem = json.loads(text)
            if not (after and int(after) >= 1 and kind.startswith("application/problem+json") and problem["code"] == "rate_limited" and problem["status"] == 429):
                check(f"a refusal says what to do: {after} {kind} {text[:200]}", False)
                break
        check(f"the guest is served each time: {len(guest.refused)} refused, {guest.other[:2]}", guest.sent >= 20 and not guest.refused and not guest.other)
        kept, handed_in = None, flood.handed_in + guest.handed_in
        for _ in range(100):
            kept = server.get("/v1/surveys/crowd")["responses"]["done"]
            if kept == handed_in:
                break
            time.sleep(0.1)
        check(f"kept is what was accepted: {kept} of {handed_in}", kept == handed_in and handed_in > 0)
        print(f"crowd: {flood.sent} requests of one address, {len(flood.refused)} refused; {guest.sent} of another, {len(guest.refused)} refused")
    print(f"crowd: {len(failures)} failed" if failures else "crowd: all as it should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
