#!/usr/bin/env python3
"""run.py [--bin PATH]: the real binary against a real SMTP server and a real gateway: login, refusals, MIME, signatures, private addresses;
and what becomes of an event: an invitation or a reason."""
import argparse, json, os, re, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from gateway_sink import Gateway, signed  # noqa: E402
from peakend import Server  # noqa: E402
from smtp_sink import Sink  # noqa: E402

SECRET = "a secret of sixteen bytes"
failures = []


def check(what, ok):
    if not ok:
        failures.append(what)
        print("FAILED", what)


def email_settings(port, **more):
    return {"host": "127.0.0.1", "port": port, "security": "none", "from": "ask@example.com", "from_name": "小鲸, CX", **more}


def codes(answer):
    return [e["code"] for e in answer.json.get("errors", [])]


def smtp(server):
    with Sink() as sink:
        put = server.call("PUT", "/v1/channels/email", email_settings(sink.port))
        check(f"email is set up: {put.status} {put.body}", put.status == 200)
        sent = server.call("POST", "/v1/channels/email/test", {"to": "you@example.com", "lang": "zh-CN"})
        check(f"test mail: {sent.status} {sent.body}", sent.status == 200 and sent.json == {"sent": True, "unsure": False})
        mails = sink.wait(1)
        check("one mail came", len(mails) == 1)
        if mails:
            m = mails[0].message
            check("subject", m["subject"] == "测试消息")
            check("from", "ask@example.com" in m["from"] and "小鲸, CX" in m["from"])
            check("plain text", "测试" in m.get_body(("plain",)).get_content())
            check("envelope", mails[0].sender == "ask@example.com" and mails[0].to == ["you@example.com"])
        sink.answers["dead@example.com"] = "550 5.1.1 no such user"
        sink.answers["later@example.com"] = "451 4.3.0 later"
        for to, code in (("dead@example.com", "channel_address"), ("later@example.com", "channel_refused"), ("not an address", "email_invalid")):
            a = server.call("POST", "/v1/channels/email/test", {"to": to})
            check(f"{to}: {a.status} {a.body}", a.status == 422 and codes(a) == [code])
        sink.hang_up = True
        a = server.call("POST", "/v1/channels/email/test", {"to": "you@example.com"})
        check(f"lost answer is unsure: {a.body}", a.status == 200 and a.json["unsure"] is True)
    gone = server.call("POST", "/v1/channels/email/test", {"to": "you@example.com"})
    check(f"no server: {gone.body}", codes(gone) == ["channel_connect"])
    with Sink(user="me", password="pass word") as sink:
        server.call("PUT", "/v1/channels/email", email_settings(sink.port, security="starttls", user="me", password="pass word"))
        a = server.call("POST", "/v1/channels/email/test", {"to": "you@example.com"})
        check(f"a password never travels in clear: {a.body}", codes(a) == ["channel_tls"] and not sink.mails)
    clear = server.call("PUT", "/v1/channels/email", email_settings(1, user="me", password="x"))
    check(f"password without TLS is refused: {clear.body}", clear.status == 422 and codes(clear) == ["password_in_clear"])
    shown = server.get("/v1/channels")["channels"][0]
    check(f"secrets are not shown: {shown}", shown["password_set"] is True and "password" not in shown and "pass word" not in json.dumps(shown))


def gateway(server):
    with Gateway() as sink:
        server.call("PUT", "/v1/channels/sms", {"url": sink.url, "secret": SECRET})
        a = server.call("POST", "/v1/channels/sms/test", {"to": "+86 138-0000-0000", "lang": "zh-CN"})
        check(f"gateway took it: {a.status} {a.body}", a.status == 200)
        one = sink.got[-1]
        check("signature", signed(one, SECRET))
        check("body", one["message"]["to"] == "+8613800000000" and one["message"]["id"] == one["headers"]["X-Peakend-Message"])
        for status, code in ((503, "channel_answer"), (429, "channel_too_many"), (410, "channel_address"), (302, "channel_answer")):
            sink.status = status
            a = server.call("POST", "/v1/channels/sms/test", {"to": "+8613800000000"})
            check(f"{status}: {a.body}", codes(a) == [code])


def events(server):
    with Sink() as sink:
        server.call("PUT", "/v1/channels/email", email_settings(sink.port))
        made = server.call("POST", "/v1/triggers", {"key": "after-delivery", "event": "Order Delivered", "survey": "no-such-survey", "channels": ["email"], "enabled": True,
                                                    "quiet": {"from": 0, "to": 0}})
        check(f"trigger: {made.body}", made.status == 201)
        server.call("POST", "/v1/identify", {"messageId": "i1", "userId": "c1", "traits": {"email": "c1@example.com"}})
        for i in range(2):
            server.call("POST", "/v1/track", {"messageId": f"t{i}", "userId": f"c{i}", "event": "Order Delivered", "properties": {"order_id": f"o{i}"}})
        deadline, invitations, refusals = time.monotonic() + 20, [], []
        while time.monotonic() < deadline and not (invitations and invitations[0]["state"] != "queued" and refusals):
            invitations = server.get("/v1/survey-invitations")["invitations"]
            refusals = server.get("/v1/refusals")["refusals"]
            time.sleep(0.1)
        check(f"who has no address gets a reason: {refusals}", [(r["user_id"], r["reason"]) for r in refusals if "invitation" not in r] == [("c0", "no_address")])
        check(f"what was queued and not sent stands there, too: {refusals}", {(r["user_id"], r["reason"]) for r in refusals if "invitation" in r} <= {("c1", "survey_closed")})
        check(f"a survey that is not there is not asked: {invitations}", [(i["user_id"], i["state"], i["reason"]) for i in invitations] == [("c1", "cancelled", "survey_closed")])
        contact = server.get("/v1/customers/c1/contact")
        check(f"why was nothing sent: {contact}", contact["invitations"][0]["reason"] == "survey_closed" and contact["channels"] == ["email"] and contact["may_ask"]["touchpoint"]["ok"])
        check("nothing was sent", not sink.mails)


def invitation(server):
    """Template, publish, event, mail, answer, done; a second event inside the gap sends nothing and says why."""
    with Sink() as sink:
        check("email is set up anew", server.call("PUT", "/v1/channels/email", email_settings(sink.port)).status == 200)
        made = server.call("POST", "/v1/surveys", {"template": "relationship-nps", "key": "how-was-it"})
        check(f"survey: {made.status} {made.body[:300]}", made.status == 201)
        check("published", server.call("POST", "/v1/surveys/how-was-it/publish", {}).status == 200)
        rule = {"key": "real", "event": "Order Unpacked", "survey": "how-was-it", "channels": ["email"], "enabled": True, "quiet": {"from": 0, "to": 0}}
        check("trigger", server.call("POST", "/v1/triggers", rule).status == 201)
        server.call("POST", "/v1/identify", {"messageId": "i9", "userId": "c9", "traits": {"email": "c9@example.com", "lang": "zh-CN", "name": "李雷"}})
        server.call("POST", "/v1/track", {"messageId": "u1", "userId": "c9", "event": "Order Unpacked"})
        mails = sink.wait(1)
        came = len(mails) == 1 and mails[0].to == ["c9@example.com"]
        check("the invitation came" + ("" if came else f": {server.get('/v1/survey-invitations')} {server.get('/v1/refusals')} {server.read_log()[-1500:]}"), came)
        if not came:
            return
        m = mails[0].message
        plain = m.get_body(("plain",)).get_content()
        check("one click to leave", m["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and m["List-Unsubscribe"].startswith("<http") and "/p/" in m["List-Unsubscribe"])
        check("points are links", "answer." in plain and "李雷" in plain)
        token = re.search(r"/r/([^\s?]+)", plain).group(1)
        page = server.call("GET", f"/v1/respond/{token}", headers={"Authorization": ""})
        check(f"the link opens: {page.status} {page.body[:200]}", page.status == 200 and page.json["state"] == "open")

        def state():
            return server.get("/v1/survey-invitations?rule=real")["invitations"][0]["state"]
        check(f"opened: {state()}", eventually(lambda: state() == "opened"))
        questions = [q for p in page.json["survey"]["pages"] for q in p["questions"]]
        answers = {questions[0]["key"]: 9}
        done = server.call("POST", f"/v1/respond/{token}/submit", {"response": "ab" * 16, "version": page.json["survey"]["version"], "answers": answers}, {"Authorization": ""})
        check(f"submitted: {done.status} {done.body[:300]}", done.status == 201)
        check(f"done: {state()}", eventually(lambda: state() == "done"))
        server.call("POST", "/v1/track", {"messageId": "u2", "userId": "c9", "event": "Order Unpacked"})
        check("the second event says why", eventually(lambda: [r["reason"] for r in server.get("/v1/refusals?rule=real")["refusals"]] == ["gap_any"]))
        check("and sends nothing", len(sink.mails) == 1)
        leave = "/p/" + re.search(r"/p/([^>]+)>", m["List-Unsubscribe"]).group(1)
        out = server.call("POST", leave, b"List-Unsubscribe=One-Click", {"Content-Type": "application/x-www-form-urlencoded", "Authorization": ""})
        check(f"one click: {out.status}", out.status == 200 and server.get("/v1/customers/c9/contact")["preference"]["opted_out"] is True)


def certificate(folder, name, host, authority=None):
    """A new key and certificate for `host` (an address), signed by itself or by `authority` (the name of an earlier one)."""
    at = lambda n, end: os.path.join(folder, n + end)
    by = ["-CA", at(authority, ".pem"), "-CAkey", at(authority, ".key")] if authority else []
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName=IP:{host}", "-addext", f"basicConstraints=critical,CA:{'FALSE' if authority else 'TRUE'}",
                    "-keyout", at(name, ".key"), "-out", at(name, ".pem"), *by], check=True, capture_output=True)
    return at(name, ".pem"), at(name, ".key")


def encrypted(binary, folder):
    """STARTTLS and TLS from the first octet, with login; what is wrong is told, and a queued invitation outlives it."""
    authority, _ = certificate(folder, "authority", "127.0.0.9")
    good, other = certificate(folder, "good", "127.0.0.1", "authority"), certificate(folder, "other", "127.0.0.2", "authority")
    stranger = certificate(folder, "stranger", "127.0.0.1")
    with Server(binary, args=["--allow-private-channels", "--channel-ca", authority]) as server:
        server.set_up()

        def tried(sink, **more):
            put = server.call("PUT", "/v1/channels/email", email_settings(sink.port, user="me", password="pass wörd", **more))
            check(f"settings: {put.body}", put.status == 200)
            return server.call("POST", "/v1/channels/email/test", {"to": "you@example.com"})

        for security in ("starttls", "tls"):
            wrapped = {"user": "me", "password": "pass wörd", "implicit": security == "tls"}
            with Sink(tls=good, **wrapped) as sink:
                a = tried(sink, security=security)
                check(f"{security} with login: {a.body}", a.status == 200 and len(sink.wait(1)) == 1)
                a = tried(sink, security=security, **{"from": "other@example.com"})
                check(f"{security}, other sender: {a.body}", a.status == 200 and sink.mails[-1].sender == "other@example.com")
            with Sink(tls=good, user="me", password="changed", implicit=security == "tls") as sink:
                a = tried(sink, security=security)
                check(f"{security}, wrong password: {a.body}", codes(a) == ["channel_login"] and not sink.mails)
            for what, pair in (("for another name", other), ("of a stranger", stranger)):
                with Sink(tls=pair, **wrapped) as sink:
                    a = tried(sink, security=security)
                    check(f"{security}, certificate {what}: {a.body}", codes(a) == ["channel_tls"] and not sink.mails)
        kept_for_later(server, good)


def kept_for_later(server, pair):
    """An invitation that meets a wrong password is sent once, when the password is right."""
    server.call("POST", "/v1/surveys", {"template": "relationship-nps", "key": "how-was-it"})
    check("published", server.call("POST", "/v1/surveys/how-was-it/publish", {}).status == 200)
    server.call("POST", "/v1/triggers", {"key": "real", "event": "Order Unpacked", "survey": "how-was-it", "channels": ["email"], "enabled": True, "quiet": {"from": 0, "to": 0}})
    with Sink(tls=pair, user="me", password="changed") as sink:
        settings = email_settings(sink.port, user="me", security="starttls")
        server.call("PUT", "/v1/channels/email", {**settings, "password": "old"})
        server.call("POST", "/v1/identify", {"messageId": "i1", "userId": "c1", "traits": {"email": "c1@example.com"}})
        server.call("POST", "/v1/track", {"messageId": "u1", "userId": "c1", "event": "Order Unpacked"})
        told = lambda: server.get("/v1/channels")["channels"][0].get("last_message")
        check(f"the channel says what is wrong: {server.get('/v1/channels')}", eventually(told) and told()["code"] == "channel_login" and "user and password" in told()["detail"])
        state = server.get("/v1/survey-invitations")["invitations"][0]["state"]
        check(f"the invitation is kept: {state}", state == "queued" and not sink.mails)
        server.call("PUT", "/v1/channels/email", {**settings, "password": "changed"})
        check(f"sent once the password is right: {server.get('/v1/survey-invitations')}", len(sink.wait(1)) == 1)
        check("and once only", eventually(lambda: server.get("/v1/survey-invitations")["invitations"][0]["state"] == "sent") and len(sink.mails) == 1)


def eventually(what, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "peakend"))
    binary = parser.parse_args().bin
    with Server(binary, args=["--allow-private-channels"]) as server:
        server.set_up()
        smtp(server)
        gateway(server)
        events(server)
        invitation(server)
    with tempfile.TemporaryDirectory() as folder:
        encrypted(binary, folder)
    with Server(binary) as server:  # without the operator's word nothing goes inside
        server.set_up()
        with Sink() as sink:
            server.call("PUT", "/v1/channels/email", email_settings(sink.port))
            a = server.call("POST", "/v1/channels/email/test", {"to": "you@example.com"})
            check(f"private address: {a.body}", codes(a) == ["channel_private_address"] and not sink.mails)
        for url in ("http://127.0.0.1:1/x", "https://localhost/x", "https://[::ffff:127.0.0.1]/x", "https://169.254.169.254/latest"):
            server.call("PUT", "/v1/channels/sms", {"url": url, "secret": SECRET})
            a = server.call("POST", "/v1/channels/sms/test", {"to": "+8613800000000"})
            check(f"{url}: {a.body}", codes(a) == ["channel_private_address"])
    print(f"mail: {len(failures)} failed" if failures else "mail: all as it should be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
