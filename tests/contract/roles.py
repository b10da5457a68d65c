#!/usr/bin/env python3
"""roles.py [--bin PATH]: every role against every route of the real binary.

The table below says for each route who gets in. A route that GET /v1/routes lists and the table does not is an error, and so is
the other way round. "In" means that the answer is no refusal of the caller (401, 403): what the handler makes of an empty body or
an invented id does not matter here. Each role is a real account that came in by an invitation, each scope a real key."""
import argparse, http.client, json, os, sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from peakend import Server  # noqa: E402

# o owner, a analyst, m manager, g agent, v viewer; I R A keys that send, read, do everything; - nobody signed in.
ALL = "oamgvIRA-"
READ, READ_ALL = "oamgvRA", "oagvRA"        # numbers; the second one only for those who see all touchpoints
PERSONAL, PERSONAL_ALL = "oamgRA", "oagRA"  # customers and their words
SELF, SEND, WRITE, ADMIN, ACT, ACT_ALL = "oamgv", "oIA", "oaA", "oA", "oamgA", "oagA"
TABLE = f"""
GET /healthz {ALL}
GET /readyz {ALL}
GET /metrics {READ_ALL}
GET /v1/status {READ_ALL}
GET /v1/version {ALL}
GET /v1/routes {READ_ALL}
GET /v1/openapi.yaml {ALL}
POST /v1/noop {SEND}
GET /v1/setup {ALL}
POST /v1/setup {ALL}
POST /v1/sessions {ALL}
GET /v1/session {ALL}
PATCH /v1/session {SELF}
DELETE /v1/session {ALL}
GET /v1/keys {ADMIN}
POST /v1/keys {ADMIN}
DELETE /v1/keys/{{id}} {ADMIN}
GET /v1/workspace {READ}
PATCH /v1/workspace {ADMIN}
GET /v1/workspaces {READ}
GET /v1/roles {READ}
GET /v1/members {ACT}
PATCH /v1/members/{{id}} {ADMIN}
DELETE /v1/members/{{id}} {ADMIN}
POST /v1/members/{{id}}/reset {ADMIN}
GET /v1/invitations {ADMIN}
POST /v1/invitations {ADMIN}
DELETE /v1/invitations/{{id}} {ADMIN}
POST /v1/invitations/look {ALL}
POST /v1/invitations/accept {ALL}
POST /v1/password-reset/look {ALL}
POST /v1/password-reset {ALL}
GET /v1/account {SELF}
PATCH /v1/account {SELF}
POST /v1/account/password {SELF}
POST /v1/account/confirm {SELF}
GET /v1/account/sessions {SELF}
DELETE /v1/account/sessions {SELF}
DELETE /v1/account/sessions/{{id}} {SELF}
POST /v1/account/totp {SELF}
POST /v1/account/totp/verify {SELF}
DELETE /v1/account/totp {SELF}
POST /v1/account/recovery-codes {SELF}
GET /v1/audit {ADMIN}
GET /v1/audit/export {ADMIN}
GET /v1/journeys {READ}
POST /v1/journeys {WRITE}
GET /v1/journeys/{{key}} {READ}
PUT /v1/journeys/{{key}} {WRITE}
DELETE /v1/journeys/{{key}} {WRITE}
GET /v1/journeys/{{key}}/versions {READ_ALL}
POST /v1/journeys/{{key}}/rules {WRITE}
POST /v1/journeys/{{key}}/check {WRITE}
POST /v1/journeys/{{key}}/preview {WRITE}
GET /v1/events {READ_ALL}
GET /v1/templates {READ_ALL}
GET /v1/templates/{{key}} {READ_ALL}
GET /v1/journeys/{{key}}/touchpoints/{{stage}}/{{scene}} {READ}
DELETE /v1/comments/{{id}} {ACT}
DELETE /v1/dashboards/{{id}} {ACT}
DELETE /v1/dashboards/{{id}}/digest {ACT}
DELETE /v1/views/{{id}} {ACT}
GET /v1/colleagues {READ}
GET /v1/dashboards {READ}
GET /v1/dashboards/{{id}} {READ}
GET /v1/dashboards/{{id}}/digest {READ}
GET /v1/mentions {READ}
GET /v1/threads {READ}
GET /v1/threads/{{id}} {READ}
GET /v1/views {READ}
GET /v1/views/{{id}} {READ}
PATCH /v1/comments/{{id}} {ACT}
PATCH /v1/threads/{{id}} {ACT}
PATCH /v1/views/{{id}} {ACT}
POST /v1/dashboards {ACT}
POST /v1/dashboards/{{id}}/tiles {ACT}
POST /v1/mentions/seen {ACT}
POST /v1/threads {ACT}
POST /v1/threads/{{id}}/comments {ACT}
POST /v1/views {ACT}
PUT /v1/dashboards/{{id}} {ACT}
PUT /v1/dashboards/{{id}}/digest {ACT}
GET /v1/today {READ}
GET /v1/moved {READ}
GET /v1/answers/{{id}} {READ}
DELETE /v1/answers/{{id}} {READ}
GET /r/{{token}} {ALL}
GET /w.js {ALL}
GET /v1/respond/{{token}} {ALL}
POST /v1/respond/{{token}}/partial {ALL}
POST /v1/respond/{{token}}/submit {ALL}
GET /v1/surveys {READ}
POST /v1/surveys {WRITE}
POST /v1/surveys/check {WRITE}
GET /v1/surveys/{{key}} {READ}
PUT /v1/surveys/{{key}} {WRITE}
DELETE /v1/surveys/{{key}} {WRITE}
POST /v1/surveys/{{key}}/publish {WRITE}
POST /v1/surveys/{{key}}/close {WRITE}
POST /v1/surveys/{{key}}/open {WRITE}
POST /v1/surveys/{{key}}/test {WRITE}
GET /v1/surveys/{{key}}/versions/{{version}} {READ}
GET /v1/surveys/{{key}}/compare {READ}
GET /v1/surveys/{{key}}/links {WRITE}
POST /v1/surveys/{{key}}/links {WRITE}
DELETE /v1/surveys/{{key}}/links/{{id}} {WRITE}
POST /v1/surveys/import {WRITE}
GET /v1/surveys/{{key}}/export {READ}
GET /v1/surveys/{{key}}/responses/export {PERSONAL_ALL}
GET /v1/surveys/{{key}}/links/{{id}}/qr.svg {WRITE}
GET /v1/surveys/{{key}}/links/{{id}}/qr.png {WRITE}
GET /v1/surveys/{{key}}/results {READ_ALL}
GET /v1/surveys/{{key}}/units {READ_ALL}
GET /v1/surveys/{{key}}/responses {PERSONAL_ALL}
GET /v1/surveys/{{key}}/responses/{{response}} {PERSONAL_ALL}
GET /v1/survey-templates {READ}
GET /v1/survey-templates/{{key}} {READ}
GET /v1/dimensions {READ}
GET /v1/journeys/{{key}}/paths {READ_ALL}
GET /v1/journeys/{{key}}/aspects {READ_ALL}
GET /v1/journeys/{{key}}/contrast {READ_ALL}
GET /v1/journeys/{{key}}/drivers {READ_ALL}
GET /v1/journeys/{{key}}/drivers/split {READ_ALL}
GET /v1/journeys/{{key}}/memory {READ_ALL}
GET /v1/journeys/{{key}}/worth {READ_ALL}
GET /v1/journeys/{{key}}/loyalty {READ_ALL}
GET /v1/journeys/{{key}}/brand {READ_ALL}
GET /v1/brand {READ_ALL}
PUT /v1/brand {WRITE}
GET /v1/journeys/{{key}}/loyalty/leavers {PERSONAL_ALL}
GET /v1/journeys/{{key}}/iceberg {READ_ALL}
GET /v1/priors {READ_ALL}
PUT /v1/priors/{{key}} {WRITE}
DELETE /v1/priors/{{key}} {WRITE}
GET /v1/initiatives {READ_ALL}
POST /v1/initiatives {WRITE}
GET /v1/initiatives/{{id}} {READ_ALL}
PATCH /v1/initiatives/{{id}} {WRITE}
DELETE /v1/initiatives/{{id}} {WRITE}
GET /v1/initiatives/{{id}}/proof {READ_ALL}
GET /v1/journeys/{{key}}/silence {READ_ALL}
GET /v1/journeys/{{key}}/silence/customers {PERSONAL_ALL}
GET /v1/journeys/{{key}}/silence/audits {READ_ALL}
POST /v1/journeys/{{key}}/silence/audits {WRITE}
GET /v1/silence-audits/{{id}} {PERSONAL_ALL}
DELETE /v1/silence-audits/{{id}} {WRITE}
PUT /v1/silence-audits/{{id}}/customers/{{place}} {ACT_ALL}
GET /v1/silence-audits/{{id}}/export {PERSONAL_ALL}
GET /v1/journeys/{{key}}/silence/model {READ_ALL}
POST /v1/journeys/{{key}}/silence/model {WRITE}
GET /v1/journeys/{{key}}/coverage {READ}
GET /v1/unmapped {PERSONAL_ALL}
POST /v1/track {SEND}
POST /v1/identify {SEND}
POST /v1/alias {SEND}
POST /v1/page {SEND}
POST /v1/screen {SEND}
POST /v1/ratings {SEND}
POST /v1/feedback {SEND}
POST /v1/batch {SEND}
DELETE /v1/customers/{{id}} {ADMIN}
GET /v1/insights {READ}
GET /v1/insights/{{metric}} {READ}
GET /v1/journeys/{{key}}/matrix {READ}
GET /v1/journeys/{{key}}/laws {READ}
GET /v1/journeys/{{key}}/episodes {PERSONAL_ALL}
GET /v1/promises {PERSONAL_ALL}
GET /v1/customers {PERSONAL_ALL}
GET /v1/customers/{{id}}/timeline {PERSONAL_ALL}
GET /v1/feedback {PERSONAL}
GET /v1/feedback/{{id}} {PERSONAL}
GET /v1/feedback/export {PERSONAL}
GET /v1/feedback/labels {PERSONAL}
POST /v1/feedback/labels {ACT}
POST /v1/feedback/assignments {ACT}
PUT /v1/feedback/{{id}}/change {ACT}
GET /v1/export {PERSONAL}
GET /v1/compute {READ}
POST /v1/compute/{{name}} {READ}
GET /v1/maps {READ_ALL}
GET /v1/maps/{{key}} {READ_ALL}
PUT /v1/maps/{{key}} {WRITE}
DELETE /v1/maps/{{key}} {WRITE}
POST /v1/imports/guess {WRITE}
POST /v1/imports/preview {WRITE}
GET /v1/imports/files {WRITE}
PUT /v1/imports/files/{{name}} {WRITE}
DELETE /v1/imports/files/{{name}} {WRITE}
POST /v1/imports {WRITE}
GET /v1/imports {WRITE}
GET /v1/imports/{{id}} {WRITE}
POST /v1/imports/{{id}}/cancel {WRITE}
GET /v1/imports/{{id}}/rejects {WRITE}
GET /v1/jobs {READ_ALL}
GET /v1/jobs/{{id}} {READ_ALL}
POST /v1/jobs/{{id}}/cancel {WRITE}
POST /v1/backups {ADMIN}
GET /v1/live {READ}
GET /v1/triggers {READ_ALL}
POST /v1/triggers {WRITE}
POST /v1/triggers/check {WRITE}
GET /v1/triggers/{{key}} {READ_ALL}
PUT /v1/triggers/{{key}} {WRITE}
PATCH /v1/triggers/{{key}} {WRITE}
DELETE /v1/triggers/{{key}} {WRITE}
GET /v1/triggers/{{key}}/versions {READ_ALL}
GET /v1/triggers/{{key}}/versions/{{version}} {READ_ALL}
GET /v1/triggers/{{key}}/report {READ_ALL}
POST /v1/triggers/{{key}}/simulate {WRITE}
GET /v1/survey-invitations {PERSONAL_ALL}
GET /v1/survey-invitations/{{id}} {PERSONAL_ALL}
GET /v1/refusals {PERSONAL_ALL}
GET /v1/refusals/counts {READ_ALL}
GET /v1/survey-invitations/funnel {READ_ALL}
GET /v1/customers/{{id}}/contact {PERSONAL_ALL}
PUT /v1/customers/{{id}}/contact {ACT_ALL}
GET /v1/attention {READ_ALL}
PUT /v1/attention {WRITE}
GET /v1/channels {ADMIN}
PUT /v1/channels/{{channel}} {ADMIN}
DELETE /v1/channels/{{channel}} {ADMIN}
POST /v1/channels/{{channel}}/test {ADMIN}
POST /v1/delivery-reports {SEND}
GET /p/{{token}} {ALL}
POST /p/{{token}} {ALL}
"""
ROLES = {"o": "owner", "a": "analyst", "m": "manager", "g": "agent", "v": "viewer"}
PASSWORD = "a long enough phrase"
ENDS_SESSION = {("DELETE", "/v1/session"), ("DELETE", "/v1/account/sessions")}
# Answers that say "wrong secret" rather than "not you": the handler was reached.
REACHED = {"setup_token_wrong", "setup_done", "login_failed", "link_wrong"}


def expected():
    out = {}
    for line in TABLE.strip().split("\n"):
        verb, path, who = line.split()
        out[(verb, path)] = who
    return out


class Caller:
    """One way to come in; signs in again when a route took its session."""

    def __init__(self, server, kind, secret=None):
        self.server, self.kind, self.secret, self.headers = server, kind, secret, {}
        self.enter()

    def enter(self):
        if self.kind in ROLES:
            a = raw(self.server, "POST", "/v1/sessions", {"email": f"{ROLES[self.kind]}@example.com", "password": PASSWORD}, {})
            assert a[0] == 201, a
            self.headers = {"Cookie": a[2]["set-cookie"].split(";")[0], "X-CSRF-Token": json.loads(a[1])["csrf"]}
        elif self.secret:
            self.headers = {"Authorization": "Bearer " + self.secret}

    def ask(self, verb, path):
        return raw(self.server, verb, path, None if verb == "GET" else {}, self.headers)


def raw(server, verb, path, body, headers):
    c = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    data = None if body is None else json.dumps(body).encode()
    c.request(verb, path, data, {**headers, **({"Content-Type": "application/json"} if data else {})})
    r = c.getresponse()
    # A stream never ends: its head is the answer.
    text = b"" if "event-stream" in (r.getheader("Content-Type") or "") else r.read()
    out = (r.status, text, {k.lower(): v for k, v in r.getheaders()})
    c.close()
    return out


def people(server):
    """One account a role, by invitation; the owner exists."""
    owner = {"Cookie": server.cookie, "X-CSRF-Token": server.session["csrf"]}
    for kind, role in ROLES.items():
        if kind == "o":
            continue
        more = {"touchpoints": ["shop:delivery/online-mall"]} if kind == "m" else {}
        made = raw(server, "POST", "/v1/invitations", {"email": f"{role}@example.com", "role": role, **more}, owner)
        assert made[0] == 201, made
        token = json.loads(made[1])["path"].split("#")[1]
        joined = raw(server, "POST", "/v1/invitations/accept", {"token": token, "name": role, "password": PASSWORD}, {})
        assert joined[0] == 201 and json.loads(joined[1])["role"] == role, joined


def refused(answer):
    """401 and 403 by the code of the problem; what only an empty body or an invented secret caused does not count."""
    if answer[0] not in (401, 403):
        return False
    try:
        code = json.loads(answer[1]).get("code", "")
    except ValueError:
        return True
    return code not in REACHED


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "peakend"))
    table = expected()
    errors, asked = [], 0
    with Server(parser.parse_args().bin) as server:
        server.set_up(email="owner@example.com", password=PASSWORD)
        people(server)
        keys = {k: server.call("POST", "/v1/keys", {"name": s, "scope": s}).json["key"] for k, s in (("I", "ingest"), ("R", "read"), ("A", "admin"))}
        routes = {(r["verb"], r["path"]) for r in server.get("/v1/routes")["routes"] if not r["path"].endswith("...}")}
        errors += [f"{v} {p}: a new route has no line in the table" for v, p in sorted(routes - set(table))]
        errors += [f"{v} {p}: in the table, but there is no such route" for v, p in sorted(set(table) - routes)]
        callers = {k: Caller(server, k, keys.get(k)) for k in ALL}
        for verb, path in sorted(routes & set(table)):
            who = table[(verb, path)]
            target = path.replace("{metric}", "nps").replace("{name}", "wilson").replace("{key}", "none").replace("{id}", "none").replace("{stage}", "none").replace("{scene}", "none")
            for kind in ALL:
                answer = callers[kind].ask(verb, target)
                asked += 1
                # Open to everybody, yet it says who is asking: nobody and a key have no session to tell of.
                says_who = (verb, path) == ("GET", "/v1/session") and kind == "-"
                # Within the journeys a limited role may be refused for a single touchpoint; the route itself is open.
                own = kind == "m" and answer[0] == 403 and b"not_for_limited" in answer[1] and path.endswith("/laws")
                inside = not refused(answer) or says_who or own
                if inside != (kind in who):
                    errors.append(f"{verb} {path}: {ROLES.get(kind, kind)} is {'in' if inside else 'out'}: {answer[0]} {answer[1][:120]!r}")
                if answer[0] >= 500 and answer[0] != 503:
                    errors.append(f"{verb} {path}: {ROLES.get(kind, kind)}: {answer[0]}")
                if (verb, path) in ENDS_SESSION and kind in ROLES:
                    callers[kind].enter()
    for e in errors:
        print("FAILED", e)
    print(f"roles: {len(table)} routes, {asked} answers, {len(errors)} wrong")
    return 1 if errors or asked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
