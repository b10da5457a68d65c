#!/usr/bin/env python3
"""./dev bench: speed and memory as ratios measured in one run, on this machine. Prints a Markdown table; --write puts it
into both READMEs. --quick uses a tenth of the sizes (for a look, not for quoting)."""
import argparse, datetime, json, os, platform, re, statistics, subprocess, sys, tempfile, threading, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from peakend import Server

ITEM = ('{"messageId":"{id}","userId":"c42","event":"Order Delivered","timestamp":"2026-03-14T09:00:00+08:00",'
        '"properties":{"order_id":"o7","promised_at":"2026-03-12","city":"Shanghai"},"context":{"channel":"app"}}')
rows = []


def row(what, value, against, ratio, target, ok):
    rows.append((what, value, against, ratio, target, ok))
    print(f"  {what}: {value} ({against}) {ratio} target {target} {'ok' if ok else 'MISSED'}", file=sys.stderr, flush=True)


def load(s, path, connections, seconds, body=ITEM, page=""):
    r = subprocess.run([f"{BUILD}/bench_load", str(s.port), path, s.key, str(connections), str(seconds), body, page], capture_output=True, text=True, check=True)
    out = json.loads(r.stdout)
    bad = {k: v for k, v in out["statuses"].items() if k not in ("200", "201", "204")}
    if bad:
        raise SystemExit(f"{path}: answers {bad}")
    return out


def singles():
    with Server(f"{BUILD}/peakend") as s:
        s.set_up()
        s.call("POST", "/v1/journeys", {"template": "online-shop"})
        for connections, rate, target_p99 in ((256, 15000, 80), (64, 10000, None)):
            noop, track = [], []
            for _ in range(3):  # in turn, so that a drifting machine meets both
                noop.append(load(s, "/v1/noop", connections, SECONDS))
                track.append(load(s, "/v1/track", connections, SECONDS))
            n, t = (sorted(x, key=lambda o: o["rps"])[1] for x in (noop, track))
            ratio = t["rps"] / n["rps"]
            row(f"single events, durable before 201, {connections} connections", f"{t['rps']:,.0f}/s, p50 {t['p50']:.1f} ms, p99 {t['p99']:.1f} ms",
                f"same server's no-op route {n['rps']:,.0f}/s", f"{ratio:.2f}", f"≥ {rate:,}/s" + (f", p99 < {target_p99} ms" if target_p99 else "") + ", ≥ 0.6",
                t["rps"] >= rate and ratio >= .6 and (not target_p99 or t["p99"] < target_p99))
        row("memory after the single-event runs", f"{s.rss_mb():.0f} MB resident", f"peak {s.peak_rss_mb():.0f} MB", "", "bounded", s.peak_rss_mb() < 600)


def page():
    """The page that asks NPS and a comment beside SurveyJS's, in one browser, by turns, each time with an empty profile."""
    if not os.path.exists(os.environ.get("CHROMIUM", "/usr/bin/chromium")):
        return print("  survey page beside SurveyJS: skipped, there is no Chromium", file=sys.stderr)
    with Server(f"{BUILD}/peakend", args=["--anonymous-rate", "0"]) as s:
        s.set_up()
        s.call("POST", "/v1/surveys", {"template": "relationship-nps"})
        s.call("POST", "/v1/surveys/relationship-nps/publish", {})
        token = s.call("POST", "/v1/surveys/relationship-nps/links", {"kind": "public"}).json["token"]
        r = subprocess.run(["node", f"{ROOT}/bench/page/run.mjs", f"http://127.0.0.1:{s.port}/r/{token}", "5" if QUICK else "21"], capture_output=True, text=True)
        if r.returncode != 0:
            raise SystemExit("page: " + r.stderr[-2000:])
        ours, theirs = (json.loads(r.stdout)[k] for k in ("ours", "theirs"))
        row("survey page until its scale is seen under the pointer (a click then works), empty cache", f"{ours['ms']:.0f} ms, p95 {ours['p95']:.0f} ms; {ours['requests']} request, {ours['bytes'] / 1024:.1f} KB",
            f"SurveyJS 2.5 in the same browser {theirs['ms']:.0f} ms; {theirs['requests']} requests, {theirs['bytes'] / 1024:.0f} KB", f"{theirs['ms'] / ours['ms']:.1f}x", "< 150 ms, 1 request, < 20 KB",
            ours["ms"] < 150 and ours["requests"] == 1 and ours["bytes"] < 20480)


def visits():
    """A respondent's visit: the page with the survey inside, then the answers, durable before 201."""
    with Server(f"{BUILD}/peakend", args=["--anonymous-rate", "0", "--request-rate", "0"]) as s:
        s.set_up()
        s.call("POST", "/v1/surveys", {"template": "relationship-nps"})
        s.call("POST", "/v1/surveys/relationship-nps/publish", {})
        token = s.call("POST", "/v1/surveys/relationship-nps/links", {"kind": "public"}).json["token"]
        page = f"/r/{token}" if s.call("GET", f"/r/{token}").status == 200 else f"/v1/respond/{token}"
        body = '{"response":"0123456789abcdef{id}","version":1,"lang":"en","answers":{"nps":9,"reason":"Fast and friendly."},"latency":{"nps":1840}}'
        out = load(s, f"/v1/respond/{token}/submit", 8, SECONDS, body, page)
        noop = load(s, "/v1/noop", 8, SECONDS)
        row("survey visits (page + answers), 8 clients", f"{out['rps']:,.0f}/s, p50 {out['p50']:.1f} ms, p99 {out['p99']:.1f} ms",
            f"same server's no-op route {noop['rps']:,.0f}/s", f"{out['rps'] / noop['rps']:.2f}", "≥ 5,000/s", out["rps"] >= 5000)


def ndjson(raw_per_s):
    count = 100_000 if QUICK else 1_000_000
    lines = "\n".join(json.dumps({"type": "track", "messageId": f"n{i}", "userId": f"c{i % 50000}", "event": "Order Delivered",
                                  "timestamp": f"2026-03-{1 + i % 28:02d}T09:00:00+08:00",
                                  "properties": {"order_id": f"o{i // 4}", "promised_at": f"2026-03-{1 + i % 27:02d}", "city": "Shanghai"},
                                  "context": {"channel": "app"}}, separators=(",", ":")) for i in range(count)).encode()
    with Server(f"{BUILD}/peakend") as s:
        s.set_up()
        s.call("POST", "/v1/journeys", {"template": "online-shop"})
        begin = time.monotonic()
        a = s.call("POST", "/v1/batch", lines, {"Content-Type": "application/x-ndjson"}, timeout=600)
        acknowledged = time.monotonic() - begin
        if a.status not in (200, 201) or a.json.get("accepted") != count:
            raise SystemExit(f"batch: {a.status} {a.body[:300]}")
        while s.get("/v1/insights/volume")["total"].get("value", 0) < count:
            time.sleep(0.02)
        visible = time.monotonic() - begin
        row(f"NDJSON, {count:,} events of {len(lines) // count} bytes", f"{count / acknowledged:,.0f}/s acknowledged, {count / visible:,.0f}/s until in the answers",
            f"DuckDB's bare appender, rows only: {raw_per_s:,.0f}/s", f"{count / visible / raw_per_s:.2f}", "≥ 150,000/s, in the answers ≤ 2 s later",
            count / visible >= 150_000 and visible - acknowledged <= 2)
        row("memory after the batch", f"{s.rss_mb():.0f} MB resident", f"peak {s.peak_rss_mb():.0f} MB", "", "bounded", s.peak_rss_mb() < 600)


def tile():
    small, large = (100_000, 2_000_000) if QUICK else (1_000_000, 20_000_000)
    with tempfile.TemporaryDirectory(prefix="peakend-bench-") as d:
        r = subprocess.run([f"{BUILD}/bench_tile", d, str(small), str(large)], capture_output=True, text=True)
    if r.returncode:
        raise SystemExit(r.stderr)
    t = json.loads(r.stdout)
    gain, growth = t["sql_large_ms"] / t["tile_large_ms"], t["tile_large_ms"] / t["tile_small_ms"]
    row(f"tile, NPS by touchpoint and day, {large:,} facts, {t['cells']:,} cells", f"{t['tile_large_ms']:.1f} ms",
        f"plain SQL on the same DuckDB file, same numbers: {t['sql_large_ms']:.0f} ms", f"{gain:.0f}×", "≥ 20×", gain >= 20)
    row(f"the tile's growth from {small:,} to {large:,} facts", f"{t['tile_small_ms']:.1f} → {t['tile_large_ms']:.1f} ms",
        f"SQL {t['sql_small_ms']:.0f} → {t['sql_large_ms']:.0f} ms", f"{growth:.2f}×", "< 1.5×", growth < 1.5)
    row("facts appended with roll-ups", f"{t['append_per_s']:,.0f}/s", f"bare appender {t['raw_append_per_s']:,.0f}/s", f"{t['append_per_s'] / t['raw_append_per_s']:.2f}", "", True)
    return t["raw_append_per_s"]


def median_ms(s, path, runs=15):
    ms = []
    for _ in range(runs):
        t = time.monotonic()
        s.get(path)
        ms.append((time.monotonic() - t) * 1000)
    return statistics.median(ms), max(ms)


def demo():
    with tempfile.TemporaryDirectory(prefix="peakend-bench-") as d:
        data = os.path.join(d, "data")
        s = Server(f"{BUILD}/peakend", data=data, command="demo", args=["--no-live"])
        begin = time.monotonic()
        s.start(timeout=300)
        while not re.search(r"peakend is ready|已就绪", s.read_log()):
            time.sleep(0.05)
        loaded = time.monotonic() - begin
        email, password = re.search(r"(\S+@\S+)\s+/\s+(\S+)", s.read_log()).groups()
        sign_in = s.call("POST", "/v1/sessions", {"email": email, "password": password})
        cookie = sign_in.headers["Set-Cookie"].split(";")[0]
        k = s.call("POST", "/v1/keys", {"name": "bench", "scope": "admin"}, {"Cookie": cookie, "X-CSRF-Token": sign_in.json["csrf"]})
        s.key = k.json["key"]
        facts = s.get("/v1/insights/volume")["total"]["value"]
        row("demo company generated, sent through the inbox, folded", f"{loaded:.1f} s for {facts:,.0f} facts", "", "", "", True)
        time.sleep(3)  # what the load took goes back to the system within seconds
        row("memory 3 s after the demo load", f"{s.rss_mb():.0f} MB resident", f"peak {s.peak_rss_mb():.0f} MB", "", "< 300 MB", s.rss_mb() < 300)
        customer = s.get("/v1/customers?sort=most&limit=1")["customers"][0]["id"]
        matrix, matrix_max = median_ms(s, "/v1/journeys/appliance/matrix?from=90d")
        all_year, _ = median_ms(s, "/v1/journeys/appliance/matrix")
        timeline, timeline_max = median_ms(s, f"/v1/customers/{customer}/timeline")
        version, _ = median_ms(s, "/v1/version")
        row("journey matrix, last 90 days", f"{matrix:.1f} ms, slowest {matrix_max:.0f} ms", f"whole year {all_year:.1f} ms; the smallest answer, /v1/version, {version:.1f} ms", "", "< 100 ms", matrix < 100)
        row("customer timeline", f"{timeline:.1f} ms, slowest {timeline_max:.0f} ms", "", "", "< 100 ms", timeline < 100)
        s.stop()
        starts = []
        for _ in range(3):
            again = Server(f"{BUILD}/peakend", data=data)
            again.start()
            starts.append(again.start_seconds)
            again.stop()
        row("cold start on the demo company, until ready", f"{statistics.median(starts):.2f} s", "", "", "< 1 s", statistics.median(starts) < 1)


def peak_end():
    with tempfile.TemporaryDirectory(prefix="peakend-bench-") as d:
        r = subprocess.run([f"{BUILD}/bench_peak_end", d, str(50_000 if QUICK else 500_000)], capture_output=True, text=True)
    if r.returncode:
        raise SystemExit(r.stderr)
    t = json.loads(r.stdout)
    sql = t["sql_ms"] / 1000
    what = f"{t['experiences']:,} experiences in {t['episodes']:,} episodes"
    row(f"peak-end and memory share of {what}, from the sums kept as they arrive", f"{t['kept_ms']:.1f} ms",
        f"SQL with window functions on the same DuckDB file, same numbers: {sql:.1f} s", f"{sql * 1000 / t['kept_ms']:,.0f}×", "≥ 5×", t["sql_ms"] >= 5 * t["kept_ms"])
    row("the same folded anew from the stored facts (only a rebuild does that)", f"{t['fold_s']:.1f} s", f"the same SQL: {sql:.1f} s", f"{sql / t['fold_s']:.1f}×", "", True)


def drivers():
    t = json.loads(subprocess.run([f"{BUILD}/bench_drivers"], capture_output=True, text=True, check=True).stdout)
    row("drivers: exact LMG of 100,000 answers × 14 touchpoints, 500 bootstrap replicates", f"{t['seconds']:.2f} s of one core",
        f"each replicate drawn and summed from the rows: {t['plain_seconds']:.1f} s", f"{t['plain_seconds'] / t['seconds']:.0f}×", "< 2 s", t["seconds"] < 2)


def silence():
    t = json.loads(subprocess.run([f"{BUILD}/bench_silence"], capture_output=True, text=True, check=True).stdout)
    row(f"silence model: {t['customers']:,} customers × {t['columns']} columns, trained, calibrated, judged, scored", f"{t['seconds']:.1f} s of one core, rows included",
        f"one logistic regression on the same rows by Newton: {t['newton_seconds']:.1f} s", f"{t['seconds'] / t['newton_seconds']:.1f}× its time", "< 30 s", t["seconds"] < 30 and t["accepted"])


def triggers():
    t = json.loads(subprocess.run([f"{BUILD}/bench_trigger"], capture_output=True, text=True, check=True).stdout)
    row("events evaluated against 100 triggers", f"{t['events_per_s']:,.0f}/s of one core", f"each rule asked in turn: {t['plain_events_per_s']:,.0f}/s",
        f"{t['ratio']:.1f}×", "≥ 100,000/s", t["events_per_s"] >= 100_000)


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    memory = int(re.search(r"MemTotal:\s+(\d+)", open("/proc/meminfo").read()).group(1)) / 1048576
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GB, {platform.system()} {platform.release().split('-')[0]}; load generator on the same cores; {datetime.date.today()}"


def table(zh):
    head = "| 内容 | 结果 | 对照（同次运行） | 比值 | 目标 |" if zh else "| what | result | against, in the same run | ratio | target |"
    lines = [head, "|---|---|---|---|---|"] + [f"| {a} | {b} | {c} | {d} | {t}{'' if ok else ' (missed)'} |" for a, b, c, d, t, ok in rows]
    return "\n".join(lines) + f"\n\n{'机器' if zh else 'Machine'}: {machine()}.\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release"))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", help="singles, visits, page, tile, ndjson, demo, peak_end, drivers or silence")
    parser.add_argument("--write", action="store_true")
    o = parser.parse_args()
    BUILD, QUICK, SECONDS = os.path.abspath(o.build), o.quick, 2 if o.quick else 6
    want = lambda name: not o.only or o.only == name
    if want("singles"):
        singles()
    if want("visits"):
        visits()
    if want("page"):
        page()
    raw = tile() if want("tile") or want("ndjson") else 1
    if want("ndjson"):
        ndjson(raw)
    if want("demo"):
        demo()
    if want("peak_end"):
        peak_end()
    if want("drivers"):
        drivers()
        triggers()
    if want("silence"):
        silence()
    print(table(False))
    if o.write:
        for name, zh in (("README.md", False), ("README.zh-CN.md", True)):
            path = os.path.join(ROOT, name)
            text = open(path).read()
            text = re.sub(r"<!-- bench:begin -->.*?<!-- bench:end -->", lambda _: f"<!-- bench:begin -->\n{table(zh)}<!-- bench:end -->", text, flags=re.S)
            open(path, "w").write(text)
    sys.exit(0)
