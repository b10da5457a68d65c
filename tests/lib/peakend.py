"""Starts the real binary for tests and benchmarks: a free port, a data directory of its own, the first-start set-up."""
import http.client, json, os, re, signal, socket, subprocess, tempfile, time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class Server:
    """with Server(binary) as s: s.call("GET", "/v1/insights").json"""

    def __init__(self, binary, data=None, env=None, args=(), command="serve"):
        self.binary, self.port = binary, free_port()
        self.temp = None if data else tempfile.TemporaryDirectory(prefix="peakend-test-")
        self.data = data or os.path.join(self.temp.name, "data")
        self.env, self.args, self.command = {**os.environ, **(env or {})}, list(args), command
        self.key, self.process, self.output = None, None, ""

    def start(self, timeout=30):
        self.log = open(os.path.join(os.path.dirname(self.data), f"server-{self.port}.log"), "w+")
        self.started = time.monotonic()
        self.process = subprocess.Popen([self.binary, self.command, "--data", self.data, "--port", str(self.port), *self.args],
                                        stdout=self.log, stderr=subprocess.STDOUT, env=self.env)
        while time.monotonic() - self.started < timeout:
            if self.process.poll() is not None:
                raise RuntimeError(f"server ended with {self.process.returncode}:\n{self.read_log()}")
            try:
                if self.call("GET", "/readyz").status == 200:
                    self.start_seconds = time.monotonic() - self.started
                    return self
            except OSError:
                pass
            time.sleep(0.01)
        raise RuntimeError("server did not become ready:\n" + self.read_log())

    def read_log(self):
        self.log.flush()
        with open(self.log.name) as f:
            return f.read()[-6000:]

    def call(self, method, path, body=None, headers=None, timeout=60):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        h = dict(headers or {})
        if self.key and "Authorization" not in h:
            h["Authorization"] = "Bearer " + self.key
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            h.setdefault("Content-Type", "application/json")
        c.request(method, path, body, h)
        r = c.getresponse()
        out = Answer(r.status, dict(r.getheaders()), r.read())
        c.close()
        return out

    def get(self, path):
        a = self.call("GET", path)
        if a.status != 200:
            raise AssertionError(f"GET {path}: {a.status} {a.body[:500]!r}")
        return a.json

    def setup_token(self):
        """Of the one-time link; it is printed a moment after the server is ready."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if m := re.search(r"setup\?token=([A-Za-z0-9_\-]+)", self.read_log()):
                return m.group(1)
            time.sleep(0.02)
        raise RuntimeError("no link was printed:\n" + self.read_log())

    def set_up(self, email="owner@example.com", password="a long enough phrase", workspace="Test", zone="UTC", lang="en"):
        """Redeems the one-time link that the server printed, makes an admin key and uses it from now on."""
        token = self.setup_token()
        a = self.call("POST", "/v1/setup", {"token": token, "email": email, "password": password, "name": "Owner", "workspace": workspace, "zone": zone, "lang": lang})
        if a.status != 201:
            raise AssertionError(f"setup: {a.status} {a.body!r}")
        self.cookie = a.headers["Set-Cookie"].split(";")[0]
        self.session = a.json
        k = self.call("POST", "/v1/keys", {"name": "test", "scope": "admin"}, {"Cookie": self.cookie, "X-CSRF-Token": self.session["csrf"]})
        if k.status != 201:
            raise AssertionError(f"key: {k.status} {k.body!r}")
        self.key = k.json["key"]
        return self

    def rss_mb(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024

    def peak_rss_mb(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode if self.process else None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        if self.temp:
            self.temp.cleanup()
