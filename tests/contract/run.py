#!/usr/bin/env python3
"""run.py [--bin PATH]: answers of the real binary against the schemas of api/openapi.yaml.

Starts a server, sends a small journey's worth of items, asks every GET route that has a JSON schema (and some that fail)
and checks the answers. Also: whatever a problem's code is, it must be a problem."""
import argparse, datetime, json, os, sys, time, urllib.parse

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from peakend import Server  # noqa: E402

SPEC = yaml.safe_load(open(os.path.join(ROOT, "api", "openapi.yaml"), encoding="utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def resolve(schema):
    while "$ref" in schema:
        node = SPEC
        for part in schema["$ref"][2:].split("/"):
            node = node[part]
        schema = node
    return schema


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check(value, schema, path, strict=True):
    """Errors of a value. `strict` also finds fields that the schema does not know."""
    schema = resolve(schema)
    out = []
    if "oneOf" in schema:
        tries = [check(value, s, path, strict) for s in schema["oneOf"]]
        return [] if any(not t for t in tries) else min(tries, key=len)
    for part in schema.get("allOf", []):
        out += check(value, part, path, strict=False)
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{path}: {value!r} is none of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        out.append(f"{path}: {value!r} is not {schema['const']!r}")
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, n) for n in names):
        return out + [f"{path}: {type(value).__name__}, not {' or '.join(names)}"]
    if isinstance(value, dict):
        known = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            known.update(resolve(part).get("properties", {}))
        out += [f"{path}.{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            more = schema.get("additionalProperties")
            if name in known:
                out += check(member, known[name], f"{path}.{name}", strict)
            elif isinstance(more, dict):
                out += check(member, more, f"{path}.{name}", strict)
            elif more is not True and strict and known:
                out.append(f"{path}.{name} is not described")
    if isinstance(value, list):
        for i, member in enumerate(value):
            out += check(member, schema.get("items", {}), f"{path}[{i}]", strict)
    if schema.get("format") == "date-time" and isinstance(value, str):
        try:
            datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            out.append(f"{path}: {value!r} is no instant")
    return out


def schema_of(operation, status):
    found = operation["responses"].get(str(status)) or operation["responses"].get("default")
    content = resolve(found).get("content", {}) if found else {}
    for kind in ("application/json", "application/problem+json"):
        if kind in content:
            return content[kind]["schema"]
    return None


def operation_of(method, target):
    path = urllib.parse.urlsplit(target).path
    parts = path.split("/")
    best = None
    for pattern, verbs in SPEC["paths"].items():
        wanted = pattern.split("/")
        if len(wanted) == len(parts) and all(w == p or w.startswith("{") for w, p in zip(wanted, parts)) and method.lower() in verbs:
            if best is None or pattern.count("{") < best[0].count("{"):
                best = (pattern, verbs[method.lower()])
    return best


def fill(server):
    """Forty customers buy, wait, unpack; some are kept waiting."""
    server.call("POST", "/v1/journeys", {"template": "online-shop", "key": "shop"})
    journey = server.get("/v1/journeys/shop")
    touchpoints = [t["key"] for t in journey["touchpoints"] if t.get("applicable", True)]
    items, start = [], datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=60)
    for i in range(40):
        at = start + datetime.timedelta(hours=i)
        for k, touchpoint in enumerate(touchpoints[:4]):
            items.append({"type": "rating", "id": f"r{i}-{k}", "customer": f"c{i}", "touchpoint": touchpoint, "journey": "shop", "metric": "nps",
                          "value": (i * 7 + k * 3) % 11, "expectation": 7, "comment": "很好 fine" if i % 3 == 0 else "", "episode": f"o{i}",
                          "at": (at + datetime.timedelta(days=k)).isoformat(), "attributes": {"city": ["上海", "London"][i % 2]}})
        items.append({"type": "track", "messageId": f"t{i}", "userId": f"c{i}", "event": "Parcel Seen From Space", "timestamp": at.isoformat(), "properties": {"n": i}})
    items.append({"type": "feedback", "id": "f1", "customer": "c1", "text": "送货太慢", "touchpoint": touchpoints[0], "journey": "shop"})
    items.append({"type": "identify", "messageId": "i1", "userId": "c1", "traits": {"tier": "gold"}})
    answer = server.call("POST", "/v1/batch", {"batch": items})
    assert answer.status == 200 and answer.json["rejected"] == 0, answer.body[:800]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        s = server.get("/v1/status")
        if s["lag"] == 0 and s["episodes_lag"] == 0 and s["facts"] > 0:
            return touchpoints
        time.sleep(0.05)
    raise AssertionError("facts did not come")


def targets(touchpoints):
    city = urllib.parse.quote("city:上海")
    yield from ("/v1/version", "/v1/setup", "/v1/session", "/v1/workspace", "/v1/workspaces", "/v1/keys", "/v1/roles", "/v1/members", "/v1/invitations", "/v1/audit", "/v1/status", "/v1/jobs", "/v1/templates",
                "/v1/journeys", "/v1/journeys/shop", "/v1/journeys/shop/versions", "/v1/unmapped", "/v1/insights", "/v1/compute", "/v1/maps",
                "/v1/imports", "/v1/imports/files")
    for metric in ("nps", "csat", "ces", "mean_experience", "satisfaction_ratio", "expectation_gap", "promise_kept", "net_valence", "consistency",
                   "floor_breach", "top_box", "bottom_box", "volume"):
        yield f"/v1/insights/{metric}"
        yield f"/v1/insights/{metric}?journey=shop&by=touchpoint,week&from=90d&where={city}"
    yield from ("/v1/insights/nps?by=city,day,score", "/v1/insights/mean_score?where=metric:nps&by=stage,month", "/v1/journeys/shop/matrix",
                "/v1/journeys/shop/matrix?from=30d&where=" + city, "/v1/journeys/shop/laws", f"/v1/journeys/shop/laws?touchpoint={touchpoints[0]}&from=2026-01-01",
                "/v1/journeys/shop/episodes?variants=1&limit=3", "/v1/customers?sort=worst", "/v1/customers/c1/timeline", "/v1/feedback?q=%E5%A4%AA%E6%85%A2",
                "/v1/feedback?customer=c3", "/v1/promises", "/v1/promises?state=overdue",
                "/v1/today", "/v1/today?journey=shop&period=8w&by=city", "/v1/today?period=90d&where=" + city, "/v1/moved", "/v1/moved?journey=shop&from=8w&baseline=year&metric=nps", "/v1/dimensions", "/v1/dimensions?journey=shop",
                "/v1/journeys/shop/memory", "/v1/journeys/shop/memory?from=90d&where=" + city, "/v1/journeys/shop/paths", "/v1/journeys/shop/paths?steps=3&limit=2&where=" + city, "/v1/journeys/shop/coverage?from=90d", "/v1/journeys/shop/contrast", "/v1/journeys/shop/aspects", "/v1/journeys/shop/aspects?from=90d&where=" + city, "/v1/journeys/shop/drivers", "/v1/journeys/shop/drivers?of=aspects", "/v1/journeys/shop/drivers?target=0.5&complete=1", "/v1/journeys/shop/drivers/split?by=quarter", "/v1/journeys/shop/drivers/split?by=city&from=90d", "/v1/journeys/shop/worth", "/v1/journeys/shop/worth?margin=0.3&discount=0.08&where=" + city, "/v1/brand", "/v1/journeys/shop/brand", "/v1/journeys/shop/brand?from=90d", "/v1/journeys/shop/loyalty", "/v1/journeys/shop/loyalty?window=30&where=" + city, "/v1/journeys/shop/loyalty/leavers", "/v1/journeys/shop/loyalty/leavers?kind=silent&window=30", "/v1/journeys/shop/silence", "/v1/journeys/shop/silence?where=" + city, "/v1/journeys/shop/silence/customers", "/v1/journeys/shop/silence/customers?draw=3&seed=a", "/v1/journeys/shop/silence/model", "/v1/journeys/shop/silence/audits", "/v1/views", "/v1/dashboards", "/v1/journeys/shop/iceberg", "/v1/journeys/shop/iceberg?complaints=24&clv=300&where=" + city, "/v1/priors",
                "/v1/dashboards/cx-lead", "/v1/dashboards/analyst", "/v1/dashboards/touchpoint-owner", "/v1/threads", "/v1/threads?page=/journey/shop&state=open",
                "/v1/mentions?unread=1", "/v1/colleagues", "/v1/triggers", "/v1/triggers/parcel", "/v1/triggers/parcel/versions", "/v1/triggers/parcel/versions/1",
                "/v1/triggers/parcel/report?from=90d", "/v1/survey-invitations", "/v1/refusals", "/v1/customers/c1/contact", "/v1/attention", "/v1/channels")
    # these must be problems
    yield from ("/v1/insights/npss", "/v1/insights/nps?by=a,b,c,d", "/v1/insights/nps?from=soon", "/v1/journeys/none/matrix", "/v1/journeys/none/paths", "/v1/journeys/none/memory", "/v1/journeys/none/contrast", "/v1/journeys/none/aspects", "/v1/journeys/none/drivers", "/v1/journeys/shop/drivers?of=people", "/v1/journeys/shop/drivers?target=2", "/v1/journeys/none/drivers/split?by=month", "/v1/journeys/shop/drivers/split", "/v1/journeys/none/worth", "/v1/journeys/shop/worth?margin=2", "/v1/journeys/none/brand", "/v1/journeys/none/loyalty", "/v1/journeys/shop/loyalty?window=3", "/v1/journeys/shop/loyalty/leavers?kind=sad", "/v1/journeys/none/silence", "/v1/journeys/shop/silence/customers?draw=3", "/v1/journeys/shop/silence/customers?churn=2", "/v1/journeys/none/silence/model", "/v1/journeys/none/silence/audits", "/v1/silence-audits/none", "/v1/silence-audits/none/export", "/v1/today?period=x", "/v1/today?by=day", "/v1/moved?metric=x", "/v1/answers/ans_0", "/v1/moved?from=900d", "/v1/customers/nobody/timeline", "/v1/journeys/none/iceberg", "/v1/journeys/shop/iceberg?complaints=-1",
                "/v1/views/view_0", "/v1/dashboards/none", "/v1/threads?state=odd", "/v1/threads/thr_0", "/v1/feedback?limit=9999", "/v1/export?format=xml", "/v1/jobs/none", "/v1/maps/none",
                "/v1/triggers/none", "/v1/triggers/parcel/versions/9", "/v1/survey-invitations?state=odd", "/v1/survey-invitations/ivt_0", "/v1/refusals?reason=odd")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "peakend"))
    binary = parser.parse_args().bin
    failed = asked = 0
    with Server(binary) as server:
        server.set_up()
        touchpoints = fill(server)
        trigger = {"key": "parcel", "event": "Parcel Seen From Space", "survey": "s1", "channels": ["email"], "enabled": True, "sampling": {"mode": "cells", "by": ["city"]}}
        assert server.call("POST", "/v1/triggers", trigger).status == 201
        day = lambda n: (datetime.date.today() + datetime.timedelta(days=n)).isoformat()
        plan = {"name": "Call first", "hypothesis": "Who is called is happier", "journey": "shop", "metric": "nps", "treated": ["city:London"], "start": day(-40), "end": day(20), "smallest": 5, "n_min": 30, "worth": 100}
        made = [server.call("POST", "/v1/initiatives", {**plan, **more}).json["id"] for more in ({}, {"treated": [], "against": "before"}, {})]
        for one in made[:2]:
            assert server.call("PATCH", f"/v1/initiatives/{one}", {"state": "running"}).status == 200
        posts = [("GET", f"/v1/initiatives/{one}{more}", None) for one in made + ["none"] for more in ("", "/proof")]
        posts += [("GET", "/v1/initiatives", None), ("POST", "/v1/initiatives", plan), ("POST", "/v1/initiatives", {"smallest": -1}), ("PATCH", f"/v1/initiatives/{made[0]}", {"name": "x"}),
                  ("PATCH", f"/v1/initiatives/{made[0]}", {"state": "stopped", "stop_reason": "no"})]
        posts += [("POST", "/v1/triggers", trigger), ("POST", "/v1/triggers", {}), ("POST", "/v1/triggers/check", {"key": "x"}), ("POST", "/v1/triggers/parcel/simulate", {"from": "90d"}),
                 ("PUT", "/v1/attention", {"gap_days": {"any": 10}, "topics": [{"key": "a", "name": {"zh": "甲", "en": "A"}}], "version": 0}), ("PUT", "/v1/attention", {"version": 0}),
                 ("PUT", "/v1/channels/sms", {"url": "https://gateway.example.com/x", "secret": "sixteen bytes and more"}), ("PUT", "/v1/channels/pigeon", {}), ("GET", "/v1/channels", None),
                 ("PUT", "/v1/customers/c1/contact", {"opted_out": True}), ("PATCH", "/v1/triggers/parcel", {"enabled": False}),
                 ("POST", "/v1/compute/wilson", {"cases": [[42, 50]]}), ("POST", "/v1/compute/none", {}), ("POST", "/v1/ratings", {"value": "abc"}),
                 ("POST", "/v1/track", {"messageId": "x", "userId": "c1", "event": "E"}), ("POST", "/v1/keys", {"name": "k", "scope": "read"}),
                 ("POST", "/v1/views", {"name": "NPS", "question": {"metric": "nps", "by": ["week"]}}), ("POST", "/v1/views", {"name": "", "question": {}}),
                 ("POST", "/v1/dashboards", {"name": "Monday", "from": "analyst"}), ("GET", "/v1/views", None), ("GET", "/v1/dashboards", None),
                 ("POST", "/v1/surveys", {"template": "after-delivery", "key": "arrived"}), ("POST", "/v1/surveys/arrived/publish", {"note": "first"}),
                 ("POST", "/v1/surveys/arrived/links", {"kind": "public", "name": "Lobby"}), ("GET", "/v1/surveys/arrived/links", None),
                 ("POST", "/v1/surveys/arrived/test", {"answers": {"nps": 3}}), ("GET", "/v1/surveys", None), ("GET", "/v1/surveys/arrived", None),
                 ("GET", "/v1/surveys/arrived/results", None), ("GET", "/v1/surveys/arrived/units", None), ("POST", "/v1/surveys", {"template": "employee-pulse", "key": "pulse"}), ("POST", "/v1/surveys/pulse/publish", {}), ("GET", "/v1/surveys/pulse/units", None), ("GET", "/v1/surveys/arrived/responses", None), ("GET", "/v1/surveys/arrived/versions/1", None),
                 ("GET", "/v1/surveys/arrived/compare?from=1", None), ("GET", "/v1/survey-templates", None), ("GET", "/v1/survey-templates/recall-probe", None),
                 ("POST", "/v1/surveys/import?key=moved&dry_run=1", {"title": "Moved", "pages": [{"elements": [{"type": "rating", "name": "stars"}, {"type": "file", "name": "f"}]}]}),
                 ("POST", "/v1/surveys/import?key=moved", {"title": "Moved", "pages": [{"elements": [{"type": "rating", "name": "stars"}]}]}), ("POST", "/v1/surveys/import", {"a": 1}),
                 ("GET", "/v1/surveys/moved/export?format=surveyjs", None), ("GET", "/v1/surveys/moved/export?format=qsf&report=1", None), ("GET", "/v1/surveys/moved/export?format=word", None),
                 ("GET", "/v1/surveys/none", None), ("GET", "/v1/respond/nothing", None),
                 ("POST", "/v1/threads", {"page": "/journey/shop", "link": "/journey/shop", "title": "Map", "text": "words"})]
        for method, target, body in [("GET", t, None) for t in targets(touchpoints)] + posts:
            answer = server.call(method, target, body)
            asked += 1
            found = operation_of(method, target)
            errors = []
            if found is None:
                errors = ["not described"]
            else:
                schema = schema_of(found[1], answer.status)
                kind = {k.lower(): v for k, v in answer.headers.items()}.get("content-type", "")
                if answer.status >= 400 and "problem+json" not in kind:
                    errors.append(f"status {answer.status} without a problem")
                elif schema is None:
                    errors.append(f"status {answer.status} is not described")
                else:
                    errors = check(answer.json, schema, "$")
            if errors:
                failed += 1
                print(f"FAILED {method} {target} -> {answer.status}")
                for e in errors[:8]:
                    print("   ", e)
    print(f"contract: {asked} answers, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
