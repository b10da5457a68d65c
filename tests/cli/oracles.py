"""Figures that R computed on real data, against `peakend compute` and the API: one function an oracle file. Each is given the tools of
run.py (`t`): run, check, near, shared, settle, imported, Server, BIN, ROOT."""
import collections, csv, io, json, math, os, re, shutil, subprocess, zipfile


def compute(t, name, value):
    return json.loads(t.run("compute", name, stdin=json.dumps(value)).stdout)


def share(t, name, k, n, want, level=1e-8):
    got = compute(t, "wilson", {"cases": [[k, n]]})["o"][0]
    t.check(f"{name}: k and n", n == want["n"] and k == want.get("k", k), f"{k} of {n} against {want}")
    for g, w in zip(got, [want["share"], *want.get("wilson", [])]):
        t.near(name, g, w, level, level)


def table(t, *parts):
    """Rows of a CSV file, packed or not, as dictionaries; None with a line when it cannot be read here."""
    path = t.shared(*parts)
    if not path:
        return None
    if path.endswith(".zip"):
        z = zipfile.ZipFile(path)
        text = z.read(z.namelist()[0]).decode("utf-8")
    elif path.endswith(".zst"):
        if not shutil.which("zstd"):
            return t.skip(f"{parts[-1]}: no zstd command here")
        text = subprocess.run(["zstd", "-dcq", path], capture_output=True, check=True).stdout.decode("utf-8")
    else:
        text = open(path, encoding="utf-8").read()
    return list(csv.DictReader(io.StringIO(text)))


def own_units(beta, columns, y):
    """Unstandardised weights and the intercept from standardised ones."""
    n = len(y)
    mean = lambda xs: math.fsum(xs) / n
    sd = lambda xs, m: math.sqrt(math.fsum((x - m) ** 2 for x in xs) / n)
    b = [w * sd(y, mean(y)) / sd(x, mean(x)) for w, x in zip(beta, columns)]
    return b, mean(y) - math.fsum(w * mean(x) for w, x in zip(b, columns))


def airline_rows(t):
    return table(t, "data", "airline_satisfaction", "train.csv.zip")


def airline_peak_end(t):
    oracle, rows = t.shared("oracles", "airline_peak_end.json"), airline_rows(t)
    if not oracle or not rows:
        return
    want = json.load(open(oracle))
    kept, y = [], []
    for r in rows:
        v = [int(r[c]) for c in want["journey_order"] if int(r[c]) > 0]
        if v:
            kept.append(v), y.append(int(r["satisfaction"] == "satisfied"))
    columns = {k: [] for k in ("mean", "max", "min", "start", "end", "peak")}
    for v in kept:
        far = max(abs(x - 3) for x in v)
        ends = [x for x in (max(v), min(v)) if abs(x - 3) == far]
        for key, x in (("mean", math.fsum(v) / len(v)), ("max", max(v)), ("min", min(v)), ("start", v[0]), ("end", v[-1]), ("peak", sum(ends) / len(ends))):
            columns[key].append(x)
    for model in ("mean_only", "peak_end", "max_min_end", "mean_max_min_start_end"):
        names = [k for k in want[model]["coef"] if k != "(Intercept)"]
        xs = [columns[k] for k in names]
        got = compute(t, "drivers.fit", {"X": list(zip(*xs)), "y": y})
        t.check(f"airline {model}: n", got["n"] == want[model]["n"], got["n"])
        t.near(f"airline {model}: R²", got["r2"], want[model]["r2"], 1e-8)
        b, intercept = own_units(got["beta"], xs, y)
        for name, g in zip(["(Intercept)", *names], [intercept, *b]):
            t.near(f"airline {model}: {name}", g, want[model]["coef"][name]["b"], 1e-7, 1e-9)
    # The product's own contest says the same: here the plain mean wins.
    rows = [[a, p, e, m, math.log(len(v))] for a, p, e, m, v in zip(y, columns["peak"], columns["end"], columns["mean"], kept)]
    contest = compute(t, "peakend.contest", {"rows": rows})
    t.check("airline contest: the mean wins", contest["winner"] == "mean", contest)
    for key, model in (("mean_r2", "mean_only"), ("peak_end_r2", "peak_end")):
        t.near(f"airline contest: {key} out of sample", contest[key], want[model]["r2"], 2e-3, 0)
    for key, of in (("min", min), ("max", max), ("number_of_pains_le_2", lambda v: sum(x <= 2 for x in v))):
        n, k = collections.Counter(map(of, kept)), collections.Counter(of(v) for v, s in zip(kept, y) if s)
        for value, w in want[f"satisfied_share_by_{key}"].items():
            share(t, f"airline satisfied by {key} {value}", k[int(value)], n[int(value)], w)
    print("airline_peak_end: done")


def airline_drivers(t):
    oracle, rows = t.shared("oracles", "airline_drivers.json"), airline_rows(t)
    if not oracle or not rows:
        return
    want = json.load(open(oracle))
    names = list(want["zeros_per_item"])
    data = [([int(r[c]) for c in names], int(r["satisfaction"] == "satisfied"), r) for r in rows]
    share(t, "airline satisfied", sum(y for _, y, _ in data), len(data), want["satisfied_share"])
    complete = [d for d in data if all(d[0])]
    for key, of in (("as_is_zeros_kept", data), ("listwise_zeros_dropped", complete)):
        o = want[key]
        got = compute(t, "drivers.fit", {"X": [x for x, _, _ in of], "y": [y for _, y, _ in of]})
        t.check(f"airline {key}: n", got["n"] == o["n"], got["n"])
        t.near(f"airline {key}: R²", got["r2"], o["r2"], 1e-8)
        for i, name in enumerate(names):
            for field, g in (("lmg", got["lmg"][i]), ("johnson", got["johnson"][i]), ("pearson_r", got["r"][i]), ("std_beta", got["beta"][i])):
                t.near(f"airline {key}: {field} of {name}", g, o["per_driver"][name][field], 1e-6, 1e-9)
        for field in ("lmg", "johnson"):
            order = [name for _, name in sorted(zip(got[field], names), reverse=True)]
            t.check(f"airline {key}: ranking by {field}", order == o[f"ranking_by_{field}"], order)
    for segment, o in want["segments_listwise"].items():
        column, value = segment.split("=")
        of = [d for d in complete if d[2][column] == value]
        got = compute(t, "drivers.fit", {"X": [x for x, _, _ in of], "y": [y for _, y, _ in of]})
        top = [name for _, name in sorted(zip(got["johnson"], names), reverse=True)][:5]
        t.check(f"airline {segment}: top five", got["n"] == o["n"] and top == o["top5_by_johnson"], top)
    print("airline_drivers: done")


def raking_airline(t):
    oracle, rows = t.shared("oracles", "raking_airline.json"), airline_rows(t)
    if not oracle or not rows:
        return
    want = json.load(open(oracle))
    sample = [r for i, r in enumerate(rows[:2000], 1) if i % 2 or r["Class"] != "Eco"]
    t.check("raking: sample", len(sample) == want["n"], len(sample))
    cells = [[r["Gender"], r["Class"], r["Customer Type"], r["Type of Travel"]] for r in sample]
    for key, value in (("sat", lambda r: int(r["satisfaction"] == "satisfied")), ("ob", lambda r: int(r["Online boarding"]))):
        got = compute(t, "weight.rake", {"rows": cells, "margins": list(want["margins"].values()), "base": [want["population"] / want["n"]] * want["n"], "y": [value(r) for r in sample]})
        t.near(f"raking: mean {key}", got["mean"], want["raked"]["mean"][key], 1e-9)
        t.near(f"raking: linearised error {key}", got["se"], want["raked"]["se_linearised_after_raking"][key], 1e-5)
        as_given = compute(t, "nps.weighted", {"x": [value(r) for r in sample], "w": got["weights"]})["se"] / 100
        n = want["n"]
        t.near(f"raking: error of weights as given {key}", as_given * math.sqrt(n / (n - 1)), want["raked"]["se_weights_as_given"][key], 1e-8)
    t.near("raking: deff", got["deff"], want["kish_deff"], 1e-9)
    t.near("raking: effective n", got["n_eff"], want["effective_n"], 1e-9)
    t.near("raking: least weight", got["min"], want["min_w"], 1e-9)
    t.near("raking: sum", math.fsum(got["weights"]), want["sum_w"], 1e-9)
    print("raking_airline: done")


def skytrax(t):
    for kind in ("airline", "airport"):
        oracle, rows = t.shared("oracles", f"skytrax_{kind}.json"), table(t, "data", "skytrax", f"{kind}_sample.csv.zst")
        if not oracle or not rows:
            continue
        want = json.load(open(oracle))
        overall = [(float(r["overall_rating"]), r) for r in rows if r["overall_rating"] not in ("", "NA")]
        t.check(f"skytrax {kind}: rows", len(rows) == want["rows"] and len(overall) == want["overall_present"], len(rows))
        share(t, f"skytrax {kind}: recommended", sum(r["recommended"] == "1" for r in rows), len(rows), want["recommended"])
        score = want["nps_like_on_1_10"]
        nps = compute(t, "nps.basic", {"promoters": sum(v >= 9 for v, _ in overall), "detractors": sum(v <= 6 for v, _ in overall), "n": len(overall)})
        for key, w in (("nps", score["nps"]), ("se", score["se"]), ("adj_center", score["adjusted_wald_0.75_of_3"]["centre"]), ("adj_se", score["adjusted_wald_0.75_of_3"]["se"])):
            t.near(f"skytrax {kind}: {key}", nps[key], w, 1e-8)
        for g, w in zip(nps["adj"], score["adjusted_wald_0.75_of_3"]["ci"]):
            t.near(f"skytrax {kind}: interval", g, w, 1e-8)
        n, k = collections.Counter(v for v, _ in overall), collections.Counter(v for v, r in overall if r["recommended"] == "1")
        for value, w in want["recommended_by_overall"].items():
            share(t, f"skytrax {kind}: recommended at {value}", k[float(value)], n[float(value)], w)
        for outcome, column in (("drivers_of_overall", "overall_rating"), ("drivers_of_recommended", "recommended")):
            o = want[outcome]
            names = list(want["present"])
            complete = [r for r in rows if all(r[c] not in ("", "NA") for c in [*names, "overall_rating", "recommended"])]
            got = compute(t, "drivers.fit", {"X": [[float(r[c]) for c in names] for r in complete], "y": [float(r[column]) for r in complete]})
            t.check(f"skytrax {kind} {outcome}: n", got["n"] == o["n"], got["n"])
            t.near(f"skytrax {kind} {outcome}: R²", got["r2"], o["r2"], 1e-8)
            for i, name in enumerate(names):
                w = o["per_driver"][name]
                for key, g in (("lmg", got["lmg"][i]), ("johnson", got["johnson"][i]), ("pearson_r", got["r"][i]), ("std_beta", got["beta"][i]), ("first", got["r"][i] ** 2)):
                    t.near(f"skytrax {kind} {outcome}: {key} of {name}", g, w[key], 1e-6, 1e-9)
            for key, ranking in (("lmg", "ranking_by_lmg"), ("johnson", "ranking_by_johnson")):
                order = [name for _, name in sorted(zip(got[key], names), reverse=True)]
                t.check(f"skytrax {kind} {outcome}: {ranking}", order == o[ranking], order)
        with t.Server(t.BIN) as s:
            s.set_up(zone="UTC")
            t.imported(s, f"skytrax-{kind}", t.shared("data", "skytrax", f"{kind}_sample.csv.zst"))
            total = s.get("/v1/insights/mean_score?where=metric:overall")["total"]
            t.check(f"skytrax {kind}: overall through the API", total["n"] == want["overall_present"] and math.isclose(total["value"], want["mean_overall"], rel_tol=1e-8), total)
            total = s.get("/v1/insights/top_box?where=metric:recommended")["total"]
            t.check(f"skytrax {kind}: recommended through the API", total["n"] == want["recommended"]["n"] and math.isclose(total["value"], want["recommended"]["share"], rel_tol=1e-8), total)
    print("skytrax: done")


def airline_tweets(t):
    oracle, rows = t.shared("oracles", "airline_tweets.json"), table(t, "data", "airline_tweets", "Tweets.csv.zst")
    if not oracle or not rows:
        return
    want = json.load(open(oracle))
    tone = collections.Counter(r["airline_sentiment"] for r in rows)
    t.check("tweets: sentiment", len(rows) == want["rows"] and tone == want["sentiment"], tone)
    reasons = collections.Counter(r["negativereason"] for r in rows if r["negativereason"])
    for name, w in want["negative_reason"].items():
        t.check(f"tweets: {name}", reasons[name] == w["n"], reasons[name])
        t.near(f"tweets: share of {name}", compute(t, "wilson", {"cases": [[w["n"], tone["negative"]]]})["o"][0][0], w["share_of_negative"], 1e-8)
    for airline, w in want["by_airline"].items():
        of = [r for r in rows if r["airline"] == airline]
        by = collections.Counter(r["airline_sentiment"] for r in of)
        share(t, f"tweets: {airline} negative", by["negative"], len(of), w["negative_share"])
        net = compute(t, "nps.basic", {"promoters": by["positive"], "detractors": by["negative"], "n": len(of)})["nps"]
        t.near(f"tweets: {airline} net sentiment", net, w["net_sentiment_pos_minus_neg"], 1e-8)
    words = {"negative": collections.Counter(), "positive": collections.Counter(), "neutral": collections.Counter()}
    for r in rows:
        words[r["airline_sentiment"]].update(re.findall(r"[a-z]{3,}", re.sub(r"https?://\S+|@\w+", " ", r["text"].lower())))
    everything = sum(words.values(), collections.Counter())
    names = sorted(everything)
    got = compute(t, "brand.log_odds", {"a": [words["negative"][w] for w in names], "b": [words["positive"][w] for w in names], "prior": [everything[w] for w in names]})
    ranked = sorted(zip(got["z"], got["delta"], names))
    for key, order in (("top_a", ranked[::-1]), ("top_b", ranked)):
        o = want["log_odds_negative_vs_positive"][key]
        t.check(f"tweets: {key}", [x["word"] for x in o] == [name for _, _, name in order[:len(o)]], order[:5])
        for x, (z, delta, name) in zip(o, order):
            t.near(f"tweets: z of {name}", z, x["z"], 1e-7)
            t.near(f"tweets: log odds of {name}", delta, x["log_odds"], 1e-7)
    print("airline_tweets: done")


PARTS = (airline_peak_end, airline_drivers, raking_airline, skytrax, airline_tweets)
