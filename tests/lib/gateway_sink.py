"""A gateway for text messages that keeps what it was sent."""
import hashlib, hmac, http.server, json, threading, time


class Gateway:
    """with Gateway() as g: g.url; g.wait(1)[0] -> {"headers", "body" (bytes), "message" (JSON)}; g.status is what it answers."""

    def __init__(self):
        self.got, self.status, outer = [], 200, self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append({"headers": dict(self.headers), "body": body, "message": json.loads(body)})
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.web.server_address[1]}/send"

    def wait(self, n, seconds=20):
        deadline = time.monotonic() + seconds
        while len(self.got) < n and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.got

    def __enter__(self):
        threading.Thread(target=self.web.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.web.shutdown()
        self.web.server_close()


def signed(one, secret):
    """Whether the signature is that of the body under the secret."""
    wanted = "v1=" + hmac.new(secret.encode(), one["headers"]["X-Peakend-Timestamp"].encode() + b"." + one["body"], hashlib.sha256).hexdigest()
    return hmac.compare_digest(one["headers"]["X-Peakend-Signature"], wanted)
