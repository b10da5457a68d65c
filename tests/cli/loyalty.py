"""Repurchase, churn and tiers of the API against SQL over the same orders and deliveries (SQLite)."""
import datetime as dt, math, random, sqlite3

JOURNEY = {"key": "parcels", "name": {"zh": "包裹", "en": "Parcels"}, "stages": [{"key": "deliver", "name": {"zh": "物流", "en": "Delivery"}}],
           "scenes": [{"key": "web", "name": {"zh": "网站", "en": "Web"}}], "touchpoints": [{"key": "deliver/web"}],
           "rules": [{"id": "r1", "event": "Delivered", "touchpoint": "deliver/web", "episode": "order_id",
                      "promise": {"expected": "promised", "actual": "took", "kind": "quantity", "polarity": "less", "unit": "day"}}]}
DAY = 86_400_000

SQL = {
    "repurchase": """with i as (select customer, min(at) at from orders where at >= :start and at < :cut group by 1)
        select count(*), sum(exists (select 1 from orders o where o.customer = i.customer and o.at > i.at and o.at <= i.at + :window)) from i""",
    "churn": """with a as (select distinct customer from orders where at >= :start and at < :cut)
        select count(*), sum(not exists (select 1 from orders o where o.customer = a.customer and o.at >= :cut and o.at < :now)) from a""",
    "ratios": """with d as (select customer, at, promised / took ratio, row_number() over (partition by customer order by at) k
            from deliveries where at >= :start and at < :cut),
          i as (select * from d where k = 1 and exists (select 1 from orders o where o.customer = d.customer and o.at <= d.at))
        select case when ratio < .6 then 0 when ratio < .8 then .6 when ratio < .9 then .8 when ratio < 1 then .9 when ratio < 1.1 then 1 when ratio < 1.25 then 1.1
            when ratio < 1.5 then 1.25 when ratio < 2 then 1.5 when ratio < 3 then 2 when ratio < 5 then 3 else 5 end band, count(*),
          sum(exists (select 1 from orders o where o.customer = i.customer and o.at > i.at and o.at <= i.at + :window)),
          sum((select coalesce(sum(amount), 0) from orders o where o.customer = i.customer and o.at > i.at and o.at <= i.at + :window))
        from i group by 1""",
    "top": """with s as (select customer, sum(amount) spent from orders group by 1), r as (select *, row_number() over (order by spent desc) k, count(*) over () n from s)
        select count(*), min(spent), sum(spent) / (select sum(spent) from s) from s where spent >= (select spent from r where k = cast(ceil(n * .05) as int))""",
}


def made(now):
    """400 customers: the better the first delivery, the more often they come back."""
    rng = random.Random(20260524)
    items, orders, deliveries = [], [], []
    stamp = lambda at: dt.datetime.fromtimestamp(at / 1000, dt.timezone.utc).isoformat(timespec="milliseconds")

    def order(c, at):
        amount, n = rng.randrange(2000, 90000) / 100, len(orders)
        orders.append((c, at, amount))
        items.append({"type": "track", "messageId": f"o{n}", "userId": c, "event": "Order Placed", "timestamp": stamp(at), "properties": {"order_id": f"o{n}", "amount": amount}})
        return f"o{n}"

    for i in range(400):
        c, at = f"c{i}", now - rng.randrange(32 * DAY, 100 * DAY)
        key, took = order(c, at), rng.choice([1, 2, 3, 4, 5, 6])
        done = at + 6 * 3_600_000
        deliveries.append((c, done, 3, took))
        items.append({"type": "track", "messageId": f"d{i}", "userId": c, "event": "Delivered", "timestamp": stamp(done), "properties": {"order_id": key, "promised": 3, "took": took}})
        while rng.random() < (.75 if took <= 3 else .35):
            at += rng.randrange(DAY, 40 * DAY)
            if at < now - DAY:
                order(c, at)
    return items, orders, deliveries


def loyalty(t):
    with t.Server(t.BIN) as s:
        s.set_up()
        t.check("loyalty: journey", s.call("POST", "/v1/journeys", JOURNEY).status == 201)
        items, orders, deliveries = made(int(dt.datetime.now(dt.timezone.utc).timestamp() * 1000))
        for i in range(0, len(items), 500):
            t.check("loyalty: sent", s.call("POST", "/v1/batch", {"batch": items[i:i + 500]}).status == 200)
        t.settle(s)
        a = s.get("/v1/journeys/parcels/loyalty?window=30")
        now = int(dt.datetime.fromisoformat(a["as_of"].replace("Z", "+00:00")).timestamp() * 1000)
        db = sqlite3.connect(":memory:")
        db.create_function("ceil", 1, math.ceil)
        db.execute("create table orders (customer text, at integer, amount real)")
        db.execute("create table deliveries (customer text, at integer, promised real, took real)")
        db.executemany("insert into orders values (?, ?, ?)", orders)
        db.executemany("insert into deliveries values (?, ?, ?, ?)", deliveries)
        of = {"now": now, "cut": now - 30 * DAY, "start": now - 60 * DAY, "window": 30 * DAY}
        ask = lambda name: db.execute(SQL[name], {k: v for k, v in of.items() if f":{k}" in SQL[name]}).fetchall()
        for name in ("repurchase", "churn"):
            (n, k), = ask(name)
            t.check(f"loyalty: {name} is of enough to tell", n >= 100 and 0 < k < n, f"{k} of {n}")
            t.check(f"loyalty: {name} n", a[name]["n"] == n, f"{a[name]} against {n}")
            t.near(f"loyalty: {name} equals SQL", a[name]["value"], k / n, 1e-12)
        bands = {band: (n, k, spent) for band, n, k, spent in ask("ratios")}
        t.check("loyalty: several bands", len(bands) >= 4, bands)
        for row in a["ratios"]:
            n, k, spent = bands.get(row.get("from", 0), (0, 0, 0))
            t.check("loyalty: customers of a band equal SQL", row["customers"] == n, f"{row} against {n}")
            if "value" in row["again"]:
                t.near("loyalty: repurchase of a band equals SQL", row["again"]["value"], k / n, 1e-12)
                t.near("loyalty: spend of a band equals SQL", row["spend"]["value"], spent / n, 1e-9)
            else:
                t.check("loyalty: only few are refused", n < 50 and row["again"]["insufficient"]["have"] == n, row)
        (n, least, part), = ask("top")
        best = a["tiers"][0]
        t.check("loyalty: the best 5 % equal SQL", best["customers"] == n and math.isclose(best["from"], least, rel_tol=1e-9), f"{best} against {n} {least}")
        t.near("loyalty: what they spent equals SQL", best["share"]["value"], part, 1e-9)
        print("loyalty: done")


PARTS = (loyalty,)
