#!/usr/bin/env python3
"""The command line against the real binary and real data: compute with every test vector, import of the example maps,
and the API's answers against independently computed figures. Parts that need the shared data skip with a line."""
import argparse, json, math, os, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
sys.path.insert(0, HERE)
import loyalty, oracles
from peakend import Server

SHARED = os.path.join(os.path.dirname(ROOT), "shared")
passed, failed, skipped = 0, 0, 0


def check(name, ok, detail=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAIL {name}: {detail}", flush=True)


def near(name, got, want, rel=1e-9, absolute=1e-9):
    check(name, got is not None and math.isclose(got, want, rel_tol=rel, abs_tol=absolute), f"got {got}, want {want}")


def shared(*parts):
    path = os.path.join(SHARED, *parts)
    if os.path.exists(path):
        return path
    return skip(f"{'/'.join(parts)} is not beside the project")


def skip(why):
    global skipped
    skipped += 1
    print(f"skipped: {why}")


def run(*args, stdin=None, code=0):
    r = subprocess.run([BIN, *args], input=stdin, capture_output=True, text=True, timeout=300)
    check("exit code of " + " ".join(args[:3]), r.returncode == code, f"{r.returncode}: {r.stdout[-400:]} {r.stderr[-800:]}")
    return r


# ---- compute -------------------------------------------------------------------------------------------------

ITERATIVE = ("memory.decay_fit", "expect.kalman", "equity.bgnbd", "peakend.ridge_to_prior", "silent.voice_rate", "floor.breach_test")


def same(got, want, rel, path=""):
    """First difference, or None. `got` may have more fields than `want`."""
    if isinstance(want, dict):
        if not isinstance(got, dict):
            return f"{path}: not an object"
        for k, v in want.items():
            if k not in got:
                return f"{path}.{k}: missing"
            d = same(got[k], v, rel, f"{path}.{k}")
            if d:
                return d
        return None
    if isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            return f"{path}: {got} instead of {want}"
        return next((d for i, (g, w) in enumerate(zip(got, want)) if (d := same(g, w, rel, f"{path}[{i}]"))), None)
    if isinstance(want, (int, float)) and not isinstance(want, bool):
        ok = isinstance(got, (int, float)) and not isinstance(got, bool) and math.isclose(got, want, rel_tol=rel, abs_tol=1e-12)
        return None if ok else f"{path}: {got} instead of {want}"
    return None if got == want else f"{path}: {got!r} instead of {want!r}"


def compute():
    listed = run("compute", "--list").stdout
    r = run("compute", "wilson", stdin='{"cases":[[42,50]]}')
    near("compute wilson", json.loads(r.stdout)["o"][0][1], 0.7148578393696501)
    run("compute", "no.such", stdin="{}", code=4)
    for bad in ("", "{", "[]", '{"cases":"x"}', '{"cases":[[1]]}'):
        r = subprocess.run([BIN, "compute", "wilson"], input=bad, capture_output=True, text=True, timeout=20)
        check(f"compute refuses {bad!r}", r.returncode in (1, 2) and r.stderr.strip() and not r.stdout.strip(), f"{r.returncode} {r.stderr}")
    path = shared("spec", "vectors.json")
    if not path:
        return
    vectors = {k: v for k, v in json.load(open(path)).items() if not k.startswith("_")}
    for name, v in vectors.items():
        check(f"compute --list has {name}", name in listed)
        r = subprocess.run([BIN, "compute", name], input=json.dumps(v["in"]), capture_output=True, text=True, timeout=20)
        if r.returncode:
            check(f"vector {name}", False, r.stderr[-300:])
            continue
        d = same(json.loads(r.stdout), v["out"], 1e-6 if name in ITERATIVE else 1e-9)
        check(f"vector {name}", d is None, d)
    print(f"compute: {len(vectors)} vectors")


# ---- import and the API's answers ---------------------------------------------------------------------------

def settle(s):
    """Waits until everything accepted is in the answers, episodes included."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        a = s.call("GET", "/v1/status")
        if a.status == 200 and a.json.get("lag", 1) == 0 and a.json.get("episodes_lag", 1) == 0:
            return
        time.sleep(0.1)
    check("projection settles", False, "lag after 60 s")


def imported(s, example, *files, chart="map.json"):
    """Imports through the running server twice: the second time adds nothing."""
    args = ["import", *files, "--map", os.path.join(ROOT, "examples", example, chart), "--server", f"http://127.0.0.1:{s.port}", "--key", s.key]
    first = run(*args)
    again = run(*args)
    check(f"{example}: importing again adds nothing", "accepted 0" in again.stdout.replace(":", "").replace("  ", " ") or '"accepted":0' in again.stdout, again.stdout[-300:])
    settle(s)
    return first


def olist():
    folder, oracle = shared("data", "olist"), shared("oracles", "olist.json")
    if not folder or not oracle:
        return
    want = json.load(open(oracle))
    files = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.startswith("olist_")]
    with Server(BIN) as s:
        s.set_up(zone="UTC")  # the figures were computed on wall clocks; summer time would move five orders by an hour
        imported(s, "olist", *files)
        journey = s.get("/v1/journeys")["journeys"][0]["key"]
        laws = s.get(f"/v1/journeys/{journey}/laws")
        outcome = laws["triangle"]["outcome"]
        near("olist on time", outcome["kept"]["value"], want["on_time"]["mean"], 1e-6)
        check("olist on time n", outcome["kept"]["n"] == want["on_time"]["n"], outcome["kept"])
        near("olist late", outcome["broken"]["value"], want["late"]["mean"], 1e-6)
        check("olist late n", outcome["broken"]["n"] == want["late"]["n"], outcome["broken"])
        scored = outcome["kept"]["n"] + outcome["broken"]["n"]
        near("olist late share by calendar day", outcome["broken"]["n"] / scored, want["late_share"], 1e-9)
        rate = laws["triangle"]["promises"]
        total = s.get("/v1/insights/promise_kept")["total"]
        check("olist promise-kept rate", total["n"] == rate["kept"] + rate["broken"] and math.isclose(total["value"], rate["kept"] / total["n"], rel_tol=1e-9)
              and total["lo"] < total["value"] < total["hi"], total)
        check("olist promises counted", rate["kept"] + rate["broken"] >= want["delivered_and_scored"]["n"], rate)
        bins = next(v for k, v in want.items() if isinstance(v, list) and v and "lo" in v[0] and "mean" in v[0])
        got = {(b["lo"], b["hi"]): b["score"] for b in outcome["bins"]}
        check("olist has eleven bins", len(bins) == 11 and len(got) == 11, sorted(got, key=str))
        for b in bins:
            g = got.get((b["lo"], b["hi"]))
            check(f"olist bin {b['lo']}..{b['hi']}", g and g["n"] == b["n"] and math.isclose(g.get("value", g.get("raw", -1)) or -1, b["mean"], rel_tol=1e-6), f"{g} against {b}")
        rows = {r["key"]["order_status"]: r for r in s.get("/v1/insights/mean_score?by=order_status&where=metric:csat")["rows"]}
        for status, o in want["by_status"].items():
            r = rows.get(status)
            if o["scored"] < 5:
                check(f"olist {status} is not shown", r is None or "insufficient" in r, r)
            elif r and "insufficient" in r:
                check(f"olist {status} hidden only as complement", o["scored"] == min(x["scored"] for x in want["by_status"].values() if x["scored"] >= 5), r)
            else:
                check(f"olist {status}", r and r["n"] == o["scored"] and math.isclose(r["value"], o["mean_score"], rel_tol=1e-6), f"{r} against {o}")
        check("olist episodes", s.get(f"/v1/journeys/{journey}/episodes?limit=1")["total"] == want["orders"])
        print("olist: done")


def telecom():
    folder, oracle = shared("data", "nps_telecom"), shared("oracles", "nps_telecom.json")
    if not folder or not oracle:
        return
    want = json.load(open(oracle))
    with Server(BIN) as s:
        s.set_up(zone="Europe/London")
        imported(s, "telecom-nps", os.path.join(folder, os.listdir(folder)[0]))
        a = s.get("/v1/insights/nps?by=stage")
        t = want["total"]
        near("telecom nps", a["total"]["value"], t["nps"], 1e-9)
        lo, hi = t["adjusted_wald_0.75_of_3"]["ci"]
        near("telecom lo", a["total"]["lo"], lo, 1e-8)
        near("telecom hi", a["total"]["hi"], hi, 1e-8)
        got = sorted((round(r["value"], 6), r["n"], round(r["lo"], 5), round(r["hi"], 5)) for r in a["rows"])
        expected = sorted((round(v["nps"], 6), v["n"], round(max(-100, v["adjusted_wald_0.75_of_3"]["ci"][0]), 5), round(v["adjusted_wald_0.75_of_3"]["ci"][1], 5)) for v in want["by_stage"].values())
        check("telecom stages", got == expected, f"{got} against {expected}")
        print("telecom: done")


def lab():
    """A study of its own beside customers: what it measured is told, typed, and moves no figure of customers."""
    rows = ["study,participant,group,device,stimulus,measure,value,words,at"]
    arousal = {"ad": [1.5, 2.1, .3, 1.2, -.4, .9, 1.8, .6], "package": [-.2, .4, -1.1, .1, .5, -.6, .2, -.3]}
    for stimulus, values in arousal.items():
        rows += [f"s1,p{i},a,GSR,{stimulus},arousal,{v},,2026-03-02T10:{i:02d}:00+08:00" for i, v in enumerate(values)]
    rows += [f's1,p{i},a,ZMET,ad,metaphor,,"a warm house, 像家一样",2026-03-02T11:0{i}:00+08:00' for i in range(3)]
    rows += ["s1,p9,a,GSR,ad,arousal,7,,2026-03-02T10:30:00+08:00", "s1,p8,a,GSR,ad,pulse,80,,2026-03-02T10:31:00+08:00"]
    with Server(BIN) as s, tempfile.TemporaryDirectory() as folder:
        s.set_up()
        path = os.path.join(folder, "lab-s1.csv")
        open(path, "w", encoding="utf-8").write("\n".join(rows) + "\n")
        imported(s, "lab", path)
        rejects = os.path.join(folder, "rejects.csv")
        run("import", path, "--map", os.path.join(ROOT, "examples/lab/map.json"), "--server", f"http://127.0.0.1:{s.port}", "--key", s.key, "--rejects", rejects)
        why = open(rejects, encoding="utf-8").read()
        check("lab: only the value off its scale is refused, with its line and why", why.count("lab-s1.csv") == 1 and "lab-s1.csv,21,value,arousal,out_of_range" in why, why)
        kinds = {r["key"]["kind"]: r["value"] for r in s.get("/v1/insights/volume?by=kind&where=data:lab")["rows"]}
        check("lab: all is typed as a laboratory's", kinds.get("rating") == 16 and kinds.get("feedback") == 3, kinds)
        got = {r["key"]["touchpoint"]: r for r in s.get("/v1/insights/mean_score?by=touchpoint&where=metric:lab_arousal")["rows"]}
        for stimulus, values in arousal.items():
            near(f"lab: mean arousal of {stimulus}", got[f"{stimulus}/lab"]["value"], sum(values) / len(values), 1e-9)
            check(f"lab: with n and interval, {stimulus}", got[f"{stimulus}/lab"]["n"] == 8 and got[f"{stimulus}/lab"]["lo"] < got[f"{stimulus}/lab"]["value"] < got[f"{stimulus}/lab"]["hi"], got)
        said = s.get("/v1/feedback?where=data:lab")
        check("lab: metaphors are words that can be read", len(said["rows"] if "rows" in said else said["items"]) == 3, said)
        print("lab: done")


def xes():
    oracle = shared("oracles", "event_logs.json")
    if not oracle:
        return
    want = json.load(open(oracle))
    for name in ("running-example.xes", "helpdesk.xes.gz", "bpic2012.xes.gz"):
        path = shared("data", "event_logs", name)
        if not path or name not in want:
            continue
        with Server(BIN) as s:
            s.set_up()
            imported(s, "xes", path, chart=name.split(".")[0] + ".map.json")
            journey = s.get("/v1/journeys")["journeys"][0]["key"]
            a = s.get(f"/v1/journeys/{journey}/episodes?limit=1&variants=1")
            check(f"{name} cases", a["total"] == want[name]["cases"], f"{a['total']} against {want[name]['cases']}")
            check(f"{name} variants", a["variant_count"] == want[name]["variants"], f"{a['variant_count']} against {want[name]['variants']}")
            events = s.get("/v1/insights/volume")["total"]["value"]
            check(f"{name} events", events == want[name]["events"], f"{events} against {want[name]['events']}")
            top = [{"n": v["n"], "path": v["path"]} for v in a["variants"][:3]]
            check(f"{name} top variants", top == want[name]["top_variants"][:3], top)
    print("xes: done")


def airline():
    path, oracle = shared("data", "airline_satisfaction", "train.csv.zip"), shared("oracles", "airline_drivers.json")
    if not path or not oracle:
        return
    want = json.load(open(oracle))
    with Server(BIN) as s:
        s.set_up()
        imported(s, "airline-ratings", path)
        scores = {r["key"]["score"]: r["value"] for r in s.get("/v1/insights/volume?by=score&where=metric:rating")["rows"]}
        check("airline: 0 is never a score", sorted(map(float, (k for k in scores if k))) == [1, 2, 3, 4, 5], scores)
        got = sorted((r["n"], round(r["value"], 8)) for r in s.get("/v1/insights/top_box?by=touchpoint&where=metric:rating")["rows"])
        expected = sorted((v["n"], round(v["share"], 8)) for v in want["top2box"].values())
        check("airline: answered and top two boxes of the fourteen items", [n for n, _ in got] == [n for n, _ in expected]
              and all(math.isclose(g, w, abs_tol=1e-8) for (_, g), (_, w) in zip(got, expected)), f"{got} against {expected}")
        wanted = want["listwise_zeros_dropped"]
        drivers = s.get("/v1/journeys/airline-ratings/drivers?complete=1")
        got = sorted(d["share"]["value"] for d in drivers["drivers"])
        expected = sorted(d["lmg"] for d in wanted["per_driver"].values())
        check("airline: answers of those who rated all fourteen", drivers["pooled"]["n"] == wanted["n"], drivers["pooled"])
        check("airline: exact LMG shares of the fourteen items", len(got) == 14 and all(math.isclose(g, w, abs_tol=1e-6) for g, w in zip(got, expected)), f"{got} against {expected}")
        near("airline: R²", drivers["pooled"]["r2"]["value"], wanted["r2"], 1e-6)
        print("airline: done")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build/release/peakend"))
    parser.add_argument("--only")
    o = parser.parse_args()
    BIN = os.path.abspath(o.bin)
    for part in (compute, lab, olist, telecom, airline, xes):
        if not o.only or o.only == part.__name__:
            part()
    for part in (*loyalty.PARTS, *oracles.PARTS):
        if not o.only or o.only == part.__name__:
            part(sys.modules[__name__])
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0)
