#!/usr/bin/env python3
"""run.py [--bin PATH]: the built-in surveys from the event that asks to the number that is shown: messages go out over a real gateway, pages are
opened and answered as customers do, and the numbers are read back."""
import argparse, datetime, os, re, sys, time, urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from gateway_sink import Gateway, signed  # noqa: E402
from peakend import Server  # noqa: E402
from smtp_sink import Sink  # noqa: E402

SECRET = "a secret of sixteen bytes"
NOBODY = {"Authorization": ""}  # respondents have no account
failures, answered = [], 0


def check(what, ok):
    if not ok:
        failures.append(what)
        print("FAILED", what)
    return ok


def ago(**span):
    return (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def eventually(what, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return False


def made(answer, status=201):
    if answer.status != status:
        raise AssertionError(f"{answer.status} {answer.body[:500]!r}")
    return answer.json


def survey(server, template, key):
    made(server.call("POST", "/v1/surveys", {"template": template, "key": key}))
    made(server.call("POST", f"/v1/surveys/{key}/publish", {}), 200)


def trigger(server, key, event, **more):
    made(server.call("POST", "/v1/triggers", {"key": key, "event": event, "survey": key, "channels": ["sms"], "enabled": True, "quiet": {"from": 0, "to": 0}, **more}))


def answer(server, token, answers, **more):
    """As the page does it."""
    global answered
    answered += 1
    visit = made(server.call("GET", f"/v1/respond/{token}", headers=NOBODY), 200)
    return server.call("POST", f"/v1/respond/{token}/submit", {"response": f"{answered:032x}", "version": visit["survey"]["version"], "answers": answers, **more}, NOBODY)


def sealed(server, key, customer, **more):
    return made(server.call("POST", f"/v1/surveys/{key}/links", {"kind": "signed", "customer": customer, **more}))["token"]


def token_of(message):
    return re.search(r"/r/([^/?#]+)", message["url"]).group(1)


def abandoned_carts(server, gateway):
    """Two carts are left, one customer buys in the meantime: one is asked what kept him, of the other it is said why he was not."""
    survey(server, "abandonment", "left-cart")
    trigger(server, "left-cart", "Cart Abandoned", delay_minutes=60, unless=[{"event": "Order Completed", "when": []}])
    before = len(gateway.got)
    items = [{"type": "identify", "messageId": f"i-{c}", "userId": c, "traits": {"phone": f"+86138000000{n}", "lang": "zh-CN"}} for n, c in ((11, "leaves"), (12, "buys"))]
    items += [{"type": "track", "messageId": f"cart-{c}", "userId": c, "event": "Cart Abandoned", "timestamp": ago(minutes=65), "properties": {"cart_id": f"k-{c}"}} for c in ("leaves", "buys")]
    items.append({"type": "track", "messageId": "bought", "userId": "buys", "event": "Order Completed", "timestamp": ago(minutes=20)})
    check("events are taken", made(server.call("POST", "/v1/batch", {"batch": items}), 200)["accepted"] == 5)
    told = lambda: [(r["user_id"], r["reason"]) for r in server.get("/v1/refusals?rule=left-cart")["refusals"]]
    check(f"who bought is not asked, and that is said: {told()}", eventually(lambda: told() == [("buys", "meanwhile")]))
    gateway.wait(before + 1)
    states = lambda: sorted((i["user_id"], i["state"]) for i in server.get("/v1/survey-invitations?rule=left-cart")["invitations"])
    check(f"one is asked: {states()}", eventually(lambda: states() == [("buys", "cancelled"), ("leaves", "sent")]))
    if not check(f"by one message: {gateway.got[before:]}", [g["message"]["to"] for g in gateway.got[before:]] == ["+8613800000011"]):
        return
    done = answer(server, token_of(gateway.got[before]["message"]), {"why": ["price", "shipping"], "elsewhere": "will"})
    check(f"what kept him: {done.status} {done.body[:200]}", done.status == 201)
    why = server.get("/v1/surveys/left-cart/results")["questions"][0]
    check(f"stands in the results: {why}", why["n"] == 1 and why["key"] == "why")


def appliance_by_sms(server, gateway):
    """Five things of an appliance, asked in Chinese by the company's own gateway."""
    survey(server, "appliance-check", "vacuum")
    trigger(server, "vacuum", "Appliance Used")
    customers, before = [f"v{i}" for i in range(6)], len(gateway.got)
    items = [{"type": "identify", "messageId": f"i-{c}", "userId": c, "traits": {"phone": f"+86138000001{i:02}", "lang": "zh-CN"}} for i, c in enumerate(customers)]
    items += [{"type": "track", "messageId": f"used-{c}", "userId": c, "event": "Appliance Used", "properties": {"model": "X9"}} for c in customers]
    made(server.call("POST", "/v1/batch", {"batch": items}), 200)
    messages = gateway.wait(before + 6)[before:]
    if not check(f"six messages: {len(messages)}", len(messages) == 6):
        return
    for n, one in enumerate(messages):
        m = one["message"]
        check("signed with the secret of the channel", signed(one, SECRET))
        check(f"a Chinese text with the link: {m}", m["channel"] == "sms" and m["lang"] == "zh-CN" and "产品体验检查" in m["text"] and m["url"] in m["text"])
        check("an altered text is not signed", not signed({**one, "body": one["body"] + b" "}, SECRET))
        page = server.call("GET", urllib.parse.urlsplit(m["url"]).path, headers={**NOBODY, "Accept-Language": "zh-CN"})
        words = page.body.decode()
        check(f"the page is Chinese: {page.status}", page.status == 200 and 'lang="zh-CN"' in words and all(w in words for w in ("外观", "操作", "噪音", "除螨", "除尘")))
        done = answer(server, token_of(m), {"items": {"look": 5, "handling": 4, "noise": 2, "mites": 3 + n % 2, "dust": 4}, "overall": {"expected": 4, "got": 4}}, lang="zh-CN")
        check(f"submitted: {done.status} {done.body[:300]}", done.status == 201)
    wanted = {"look": 5, "handling": 4, "noise": 2, "mite_removal": 3.5, "dust_removal": 4}
    def rows():
        return {r["key"]["metric"]: r for r in server.get("/v1/insights/mean_score?by=metric&where=survey:vacuum")["rows"]}
    check(f"five numbers of their own, with n: {rows()}", eventually(lambda: all(rows().get(m, {}).get("n") == 6 and abs(rows()[m]["value"] - v) < 1e-9 for m, v in wanted.items())))
    parts = {p["metric"]: p for p in server.get("/v1/surveys/vacuum/results")["questions"][0]["parts"]}
    check(f"and in the survey's results: {parts.keys()}", all(parts[m]["n"] == 6 and abs(parts[m]["mean"]["value"] - v) < 1e-9 for m, v in wanted.items()))


def mystery_visits(server):
    """A form filled in about a shop moves the numbers of its touchpoint, and business and leisure can be told apart."""
    made(server.call("POST", "/v1/journeys", {"template": "coffee", "key": "cafe"}))
    survey(server, "mystery-visit", "visit")
    story = lambda more="": server.get("/v1/journeys/cafe/touchpoints/order/store" + more)
    check("nothing is known before", story()["camps"]["n"] == 0)
    for i in range(12):
        leisure = i % 2
        token = sealed(server, "visit", f"visitor{i}", journey="cafe", touchpoint="order/store", fields={"store": "s1", "visitor": "leisure" if leisure else "business"})
        scores = {"knowledge": 5, "attitude": 5, "order": 4} if leisure else {"knowledge": 2, "attitude": 1, "order": 4}
        done = answer(server, token, {"day": "2026-03-14", "greeting": "yes", "pressure": "yes", "behaviour": scores, "story": {"text": "greeted by name" if leisure else "left alone"}})
        check(f"report: {done.status} {done.body[:300]}", done.status == 201)
    check(f"the form's 36 scores are the touchpoint's: {story()}", eventually(lambda: story()["camps"]["n"] == 36))
    cut = lambda who: story(f"?where=field.visitor:{who}")["camps"]
    check(f"cut by who came: {cut('business')} {cut('leisure')}", cut("business")["n"] == 18 and cut("leisure")["n"] == 18 and cut("business")["low"] > 0.6 and cut("leisure")["low"] == 0)
    rows = server.get("/v1/insights/mean_score?by=field.visitor&where=metric:attitude&journey=cafe&where=touchpoint:order/store")["rows"]
    by = {r["key"]["field.visitor"]: (r["value"], r["n"]) for r in rows}
    check(f"two groups: {rows}", by == {"business": (1, 6), "leisure": (5, 6)})
    cell = next(c for c in server.get("/v1/journeys/cafe/matrix")["cells"] if (c["stage"], c["scene"]) == ("order", "store"))
    check(f"the map shows it: {cell['experience']}", cell["experience"]["n"] == 36)


def question(key, kind, **more):
    return {"key": key, "kind": kind, "text": {"en": key}, **more}


def own_survey(server, key, *questions):
    made(server.call("POST", "/v1/surveys", {"survey": {"format": 1, "key": key, "kind": "touchpoint", "title": {"en": key}, "languages": ["en"], "pages": [{"key": "p", "questions": list(questions)}]}}))
    made(server.call("POST", f"/v1/surveys/{key}/publish", {}), 200)


def expectation_before(server):
    """What is expected, asked when the order is placed, meets the experience of the same order; what is asked only afterwards is a memory."""
    made(server.call("POST", "/v1/journeys", {"template": "online-shop", "key": "shop"}))
    place = {"journey": "shop", "touchpoint": "delivery/app"}
    own_survey(server, "hopes", question("hope", "pair", expected_only=True, **place))
    own_survey(server, "arrived", question("arrival", "pair", **place))
    for i in range(12):
        order = {"journey": "shop", "episode": f"order{i}"}
        if i < 6:
            token = sealed(server, "hopes", f"e{i}", touchpoint="order/app", **order)
            both = server.call("POST", f"/v1/respond/{token}/submit", {"response": f"{10**9 + i:032x}", "answers": {"hope": {"expected": 5, "got": 5}}}, NOBODY)
            check(f"before it there is nothing to compare: {both.status}", both.status == 422)
            check("what is hoped", answer(server, token, {"hope": {"expected": 5}}).status == 201)
        check("what came", answer(server, sealed(server, "arrived", f"e{i}", touchpoint="delivery/app", **order), {"arrival": {"expected": 3, "got": 3}}).status == 201)
    def ratios():
        rows = server.get("/v1/insights/satisfaction_ratio?by=expectation_asked&where=survey:arrived")["rows"]
        return {r["key"]["expectation_asked"]: (r["n"], round(r.get("value", 0), 3), r["basis"]) for r in rows}
    # Points of a 1-5 scale, counted from its lower end: (3 - 1 + .5) / (5 - 1 + .5) or alike, below 1; recalled it seems just met.
    check(f"hopes were broken, memories say they were not: {ratios()}", eventually(lambda: set(ratios()) == {"before", "after"} and ratios()["before"][0] == 6 and ratios()["before"][1] < 0.8
                                                                                 and ratios()["after"] == (6, 1.0, "measured")))
    facts = server.get("/v1/customers/e0/timeline")["items"]
    check(f"an expectation alone is no experience: {facts}", len([f for f in facts if f["kind"] == "rating"]) == 1)
    own = next(f for f in facts if f["kind"] == "rating")
    check(f"the fact says when it was asked: {own}", own["expectation"] == 5 and own["attributes"]["expectation_asked"] == "before" and own["attributes"]["expectation_recalled"] == "3")
    hopes = server.get("/v1/surveys/hopes/results")["questions"][0]
    check(f"hopes have a number of their own, and no CSAT: {hopes}", hopes["expected_only"] is True and hopes["parts"][0]["mean"]["value"] == 5 and "headline" not in hopes["parts"][0])


def asked_indirectly(server):
    """What people like the customer would say is stored with its latency, shown apart, and counted nowhere as his experience."""
    own_survey(server, "others", question("they", "csat", indirect=True), question("me", "csat"), question("why", "short_text", about="they"))
    for i in range(6):
        token = sealed(server, "others", f"o{i}")
        check("answered", answer(server, token, {"they": 1, "me": 5, "why": "they queue"}, latency={"they": 700 + i, "me": 2000}).status == 201)
    rows = lambda: server.get("/v1/insights/mean_score?by=question&where=survey:others")["rows"]
    check(f"only what he lived through counts: {rows()}", eventually(lambda: [(r["key"]["question"], r.get("value"), r["n"]) for r in rows() if r["key"]["question"] != "why"] == [("me", 5, 6)]))
    they, me, _ = server.get("/v1/surveys/others/results")["questions"]
    check(f"shown apart: {they}", they["indirect"] is True and "indirect" not in me and they["parts"][0]["mean"]["value"] == 1 and they["latency_ms"]["value"] == 702.5)
    check(f"latency is kept: {they['latency_ms']}", they["latency_ms"]["n"] == 6)


def own_page(server, gateway):
    """A customer sees by link what became of his words, and stops a channel: nothing is sent by it any more."""
    own_survey(server, "stay", question("nps", "nps"), question("why", "long_text", about="nps"))
    made(server.call("PUT", "/v1/attention", {**server.get("/v1/attention"), "gap_days": {"any": 0}}), 200)
    with Sink() as mail:
        made(server.call("PUT", "/v1/channels/email", {"host": "127.0.0.1", "port": mail.port, "security": "none", "from": "ask@example.com", "from_name": "Acme"}), 200)
        trigger(server, "stay", "Stayed", channels=["email"], reminder={"count": 0})
        arrives = lambda n: server.call("POST", "/v1/track", {"messageId": f"stay{n}", "userId": "guest", "event": "Stayed"})
        server.call("POST", "/v1/identify", {"messageId": "i-guest", "userId": "guest", "traits": {"email": "guest@example.com", "lang": "zh-CN"}})
        arrives(1)
        mails = mail.wait(1)
        if not check("an invitation comes by e-mail", len(mails) == 1):
            return
        plain = mails[0].message.get_body(("plain",)).get_content()
        own = "/p/" + re.search(r"/p/([^>]+)>", mails[0].message["List-Unsubscribe"]).group(1)
        look = lambda lang="zh-CN": server.call("GET", f"{own}?lang={lang}", headers=NOBODY).body.decode()
        check("nothing was said yet", 'id="told"' not in look())
        answer(server, re.search(r"/r/([^\s?]+)", plain).group(1), {"nps": 3, "why": "<b>房间太吵</b>"})
        check("the own words are there, received", eventually(lambda: "&lt;b&gt;房间太吵&lt;/b&gt;" in look()) and "已收到" in look() and "<b>房间" not in look())
        said = server.get("/v1/feedback?customer=guest")["items"][0]
        change = lambda text, id_=said["id"]: server.call("PUT", f"/v1/feedback/{urllib.parse.quote(id_, safe='')}/change", {"text": text})
        for add, remove, zh, en in (("taken", [], "处理中", "Being worked on"), ("closed", ["taken"], "已结案", "Closed")):
            made(server.call("POST", "/v1/feedback/labels", {"ids": [said["id"]], "add": [add], "remove": remove}), 200)
            check(f"then {en}", zh in look() and en in look("en"))
        noted = change("加装了隔音门 <i>")
        check(f"what changed: {noted.body}", noted.status == 200 and "有何改变： 加装了隔音门 &lt;i&gt;" in look())
        check("colleagues see it, too", server.get("/v1/feedback/" + urllib.parse.quote(said["id"], safe=""))["change"]["text"] == "加装了隔音门 <i>")
        check("a note is short", change("x" * 501).status == 422)
        check("and about something that was said", change("x", "999999.f.none").status == 404)
        other = server.get("/v1/customers/v0/contact")
        check("others see nothing of it", other["invitations"] and "房间太吵" not in server.call("GET", "/p/" + token_like(gateway), headers=NOBODY).body.decode())
        saved = server.call("POST", f"{own}?lang=zh-CN", b"do=save&channel=sms&frequency=normal", {"Content-Type": "application/x-www-form-urlencoded", **NOBODY})
        check(f"e-mail is off: {saved.status}", saved.status == 200)
        arrives(2)
        reasons = lambda: [r["reason"] for r in server.get("/v1/refusals?rule=stay")["refusals"]]
        check(f"the next one is not sent, and that is said: {reasons()}", eventually(lambda: len(reasons()) == 1))
        check(f"no mail went out: {len(mail.mails)}", len(mail.mails) == 1)
        check("the note is taken back", change("").json["change"] == "" and "有何改变" not in look())
        change("erased with him")
        check("erased", server.call("DELETE", "/v1/customers/guest").status in (200, 202))
        check("erased with his words", eventually(lambda: 'id="told"' not in look()))


def token_like(gateway):
    """Of the own page of somebody who got a text message."""
    return re.search(r"/p/(\S+)", gateway.got[-1]["message"]["text"]).group(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "peakend"))
    with Server(parser.parse_args().bin, args=["--allow-private-channels"]) as server, Gateway() as gateway:
        server.set_up()
        made(server.call("PUT", "/v1/channels/sms", {"url": gateway.url, "secret": SECRET}), 200)
        abandoned_carts(server, gateway)
        appliance_by_sms(server, gateway)
        mystery_visits(server)
        expectation_before(server)
        asked_indirectly(server)
        own_page(server, gateway)
    print(f"asked: {len(failures)} failed" if failures else "asked: all as it should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
