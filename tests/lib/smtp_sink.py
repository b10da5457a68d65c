"""A small SMTP server for tests: takes everything but what it is told to refuse, and keeps what it took.

with Sink() as sink: ... sink.port, sink.wait(2) -> [Mail(sender, to, message)]     message: email.message.EmailMessage
sink.answers["dead@example.com"] = "550 5.1.1 no such user" refuses a recipient; Sink(user="u", password="p") asks for AUTH PLAIN or LOGIN.
Sink(tls=(certificate, key)) offers STARTTLS, and then takes mail only behind it; with implicit=True it speaks TLS from the first octet.
"""
import base64, collections, email, email.policy, socket, socketserver, ssl, threading, time

Mail = collections.namedtuple("Mail", "sender to message raw")


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write((text + "\r\n").encode())
        self.wfile.flush()

    def line(self):
        return self.rfile.readline(10_000).decode("utf-8", "replace").rstrip("\r\n")

    def handle(self):
        sink = self.server.sink
        self.known, self.secret = not sink.user, not sink.tls or sink.implicit
        if sink.implicit and not self.wrapped(sink):
            return
        try:
            self.talk(sink)
        except OSError:  # the client hung up: it did not like something
            return

    def talk(self, sink):
        sender, to = None, []
        self.say("220 sink ESMTP")
        while True:
            line = self.line()
            if not line:
                return
            verb = line.split(" ")[0].upper()
            if verb in ("EHLO", "HELO"):
                offers = (["STARTTLS"] if sink.tls and not self.secret else []) + (["AUTH PLAIN LOGIN"] if sink.user and self.secret else []) + ["8BITMIME", "SIZE 10000000"]
                for i, o in enumerate(offers):
                    self.say(f"250{' ' if i + 1 == len(offers) else '-'}{o}")
            elif verb == "STARTTLS" and sink.tls:
                self.say("220 go")
                self.secret = self.wrapped(sink)
                if not self.secret:
                    return
            elif verb == "AUTH":
                self.auth(line, sink)
            elif verb == "MAIL":
                if not self.known or not self.secret:
                    self.say("530 5.7.0 not like this")
                    continue
                sender, to = line[line.index("<") + 1:line.index(">")], []
                self.say("250 ok")
            elif verb == "RCPT":
                address = line[line.index("<") + 1:line.index(">")]
                answer = sink.answers.get(address, "250 ok")
                if answer.startswith("250"):
                    to.append(address)
                self.say(answer)
            elif verb == "DATA":
                self.say("354 go on")
                raw = b""
                while not raw.endswith(b"\r\n.\r\n"):
                    part = self.rfile.readline(100_000)
                    if not part:
                        return
                    raw += part
                raw = raw[:-3].replace(b"\r\n..", b"\r\n.")
                if sink.hang_up:
                    return
                sink.keep(Mail(sender, to, email.message_from_bytes(raw, policy=email.policy.default), raw))
                self.say("250 queued")
            elif verb == "RSET" or verb == "NOOP":
                self.say("250 ok")
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("502 no")

    def wrapped(self, sink):
        try:
            self.request = sink.context.wrap_socket(self.request, server_side=True)
        except OSError:  # the client did not like the certificate
            return False
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
        return True

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass

    def auth(self, line, sink):
        parts = line.split(" ")
        if parts[1].upper() == "PLAIN":
            given = base64.b64decode(parts[2] if len(parts) > 2 else (self.say("334 ") or self.line())).decode().split("\0")[1:]
        else:
            self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.line()).decode()
            self.say("334 UGFzc3dvcmQ6")
            given = [user, base64.b64decode(self.line()).decode()]
        self.known = given == [sink.user, sink.password]
        self.say("235 ok" if self.known else "535 5.7.8 no")


class Sink:
    def __init__(self, user="", password="", tls=None, implicit=False):
        self.user, self.password, self.tls, self.implicit = user, password, tls, implicit
        self.answers, self.mails, self.hang_up = {}, [], False
        self.news = threading.Condition()
        if tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*tls)
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.sink = self
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def keep(self, mail):
        with self.news:
            self.mails.append(mail)
            self.news.notify_all()

    def wait(self, n, timeout=20):
        with self.news:
            self.news.wait_for(lambda: len(self.mails) >= n, timeout)
            return list(self.mails)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
