#!/usr/bin/env python3
"""run.py [--bin PATH] [FILE.http ...]: plays scenario files against the real binary; each file gets a server of its own.

A file holds requests, each like this:

    ### title
    POST /v1/keys
    X-Api-Key: {{admin_key}}

    {"name": "shop", "scope": "ingest"}

    # status 201
    # json $.scope == "ingest"
    # header cache-control ~ no-store
    # let shop = $.key

Lines before the first ### are remarks; "# setup none" there starts an empty server (with {{setup_token}}), otherwise
two workspaces "acme" and "other" exist with the keys {{admin_key}} {{ingest_key}} {{read_key}} and {{other_key}}
(admin of "other"), the account {{email}} {{password}}, signed in as {{cookie}} with {{csrf}}.
"# env NAME=VALUE" sets a variable of the server.

In requests: {{name}} is a value, {{repeat:5000000:a}} a long text, {{hex:ff00}} bytes, {{keys:100}} JSON members, {{now}} and {{now-3600}} RFC 3339
times. A first line RAW sends the body's bytes as they are (\\r \\n \\t \\\\ are escapes; one connection).
After requests: "# status N", "# json PATH OP VALUE" (== != ~ > < exists absent length), "# header NAME OP VALUE",
"# body ~ REGEX", "# let NAME = PATH", "# let NAME = header NAME ~ (REGEX)", "# retry SECONDS" (the whole request until
its checks hold), "# wait SECONDS" (before the request). OP !~ negates.
"""
import argparse, datetime, glob, http.client, json, os, re, socket, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from peakend import Server  # noqa: E402

EMAIL, PASSWORD = "owner@example.com", "a long enough phrase"


class Failed(Exception):
    pass


def fill(text, values):
    """Replaces {{...}} and returns bytes."""
    def one(m):
        name = m.group(1).decode()
        if name.startswith("repeat:"):
            _, n, what = name.split(":", 2)
            return what.encode() * int(n)
        if name.startswith("hex:"):
            return bytes.fromhex(name[4:])
        if name.startswith("keys:"):
            return ",".join(f'"k{i}":{i}' for i in range(int(name[5:]))).encode()
        if name.startswith("now"):
            t = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=int(name[3:] or 0))
            return t.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        if name not in values:
            raise Failed("unknown value {{%s}}" % name)
        return str(values[name]).encode()
    return re.sub(rb"\{\{([^{}]+)\}\}", one, text.encode())


class Step:
    def __init__(self, title, lines):
        self.title, self.checks, request = title, [], []
        for line in lines:
            (self.checks if re.match(r"# (status|json|header|body|let|retry|wait)\b", line) else request).append(line)
        while request and not request[0].strip():
            request.pop(0)
        while request and not request[-1].strip():
            request.pop()
        if not request:
            raise SystemExit(f"no request under '### {title}'")
        self.first, rest = request[0].strip(), request[1:]
        blank = next((i for i, l in enumerate(rest) if not l.strip()), len(rest))
        self.headers, self.body = (rest[:blank], rest[blank + 1:]) if self.first != "RAW" else ([], rest)

    def send(self, port, values):
        if self.first == "RAW":
            return raw(port, fill("".join(self.body), values).replace(b"\\r", b"\r").replace(b"\\n", b"\n").replace(b"\\t", b"\t").replace(b"\\\\", b"\\"))
        method, target = self.first.split(" ", 1)
        c = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        body = fill("\n".join(self.body), values)
        c.putrequest(method, fill(target.strip(), values).decode(), skip_accept_encoding=True)
        names = set()
        for line in self.headers:
            name, value = line.split(":", 1)
            names.add(name.strip().lower())
            c.putheader(name.strip(), fill(value.strip(), values))
        if (body or method in ("POST", "PUT", "PATCH")) and "content-length" not in names and "transfer-encoding" not in names:
            c.putheader("Content-Length", str(len(body)))
        try:
            c.endheaders(body or None)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused early: the answer is there already
        r = c.getresponse()
        if "event-stream" in r.getheader("Content-Type", ""):
            out = (r.status, r.getheaders(), b"")
        else:
            out = (r.status, r.getheaders(), r.read())
        c.close()
        return out


def raw(port, data):
    s = socket.create_connection(("127.0.0.1", port), timeout=15)
    try:
        s.sendall(data)
    except OSError:
        pass
    r = http.client.HTTPResponse(s)
    r.begin()
    out = (r.status, r.getheaders(), r.read())
    s.close()
    return out


MISSING = object()


def at(value, path):
    for part in re.findall(r"\.([A-Za-z_][\w-]*)|\[(\d+)\]|\[\"([^\"]+)\"\]", path[1:]):
        name, index, quoted = part
        try:
            value = value[int(index)] if index else value[name or quoted]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return value


def compare(what, got, op, want):
    if op == "exists":
        ok = got is not MISSING
    elif op == "absent":
        ok = got is MISSING
    elif got is MISSING:
        ok = op in ("!=", "!~")
    elif op in ("~", "!~"):
        text = got if isinstance(got, str) else json.dumps(got, ensure_ascii=False)
        ok = (re.search(want, text) is not None) == (op == "~")
    elif op == "length":
        ok = len(got) == int(want)
    else:
        want = json.loads(want) if isinstance(want, str) and not what.startswith("header") else want
        ok = {"==": lambda: got == want, "!=": lambda: got != want, ">": lambda: got > want, "<": lambda: got < want}[op]()
    if not ok:
        raise Failed(f"{what} {op} {want!r}: got {'nothing' if got is MISSING else repr(got)[:200]}")


def check(step, values, answer):
    status, headers, body = answer
    table = {}
    for k, v in headers:
        table[k.lower()] = table[k.lower()] + ", " + v if k.lower() in table else v
    text = body.decode("utf-8", "replace")

    def document():
        try:
            return json.loads(text)
        except ValueError:
            raise Failed(f"not JSON: {text[:200]!r}")
    for line in step.checks:
        words = fill(line[2:], values).decode().split(None, 3)
        kind = words[0]
        if kind == "status" and status != int(words[1]):
            raise Failed(f"status {status} instead of {words[1]}: {text[:300]}")
        elif kind == "json":
            compare(words[1], at(document(), words[1]), words[2], words[3] if len(words) > 3 else None)
        elif kind == "header":
            compare("header " + words[1], table.get(words[1].lower(), MISSING), words[2], words[3] if len(words) > 3 else None)
        elif kind == "body":
            compare("body", text, words[1], " ".join(words[2:]))
        elif kind == "let":
            m = re.match(r"let (\w+) = (?:header (\S+) ~ (.*)|(\$\S*))$", line[2:])
            if not m:
                raise Failed("cannot read: " + line)
            if m.group(2):
                found = re.search(m.group(3), table.get(m.group(2).lower(), ""))
                if not found:
                    raise Failed(f"{line}: no such header text")
                values[m.group(1)] = found.group(1)
            else:
                got = at(document(), m.group(4))
                if got is MISSING:
                    raise Failed(f"{line}: nothing there")
                values[m.group(1)] = got


def play(step, port, values):
    options = {w[0]: float(w[1]) for w in (c[2:].split() for c in step.checks) if w[0] in ("retry", "wait")}
    time.sleep(options.get("wait", 0))
    end = time.monotonic() + options.get("retry", 0)
    while True:
        try:
            return check(step, values, step.send(port, values))
        except Failed:
            if time.monotonic() >= end:
                raise
            time.sleep(0.05)


def command(binary, data, *args):
    r = subprocess.run([binary, "user", *args, "--data", data], capture_output=True, text=True, env={**os.environ, "PEAKEND_PASSWORD": PASSWORD, "LANG": "C"})
    if r.returncode:
        raise SystemExit(f"user {args}: {r.stderr}")
    return r.stdout.strip()


def prepare(binary, data):
    command(binary, data, "create", EMAIL, "--name", "Owner", "--workspace", "acme")
    command(binary, data, "workspace", "create", "other")
    values = {"email": EMAIL, "password": PASSWORD}
    for name, scope, workspace in (("admin_key", "admin", "acme"), ("ingest_key", "ingest", "acme"), ("read_key", "read", "acme"), ("other_key", "admin", "other")):
        values[name] = command(binary, data, "key", "create", "--name", name, "--scope", scope, "--workspace", workspace)
    return values


def run_file(binary, path):
    text = open(path, encoding="utf-8").read()
    head, *parts = re.split(r"^### ?", text, flags=re.M)
    steps = [Step(p.split("\n", 1)[0].strip(), p.split("\n")[1:]) for p in parts]
    empty = re.search(r"^# setup none", head, re.M) is not None
    env = dict(re.findall(r"^# env (\w+)=(.*)$", head, re.M))
    passed, failures = 0, []
    with tempfile.TemporaryDirectory(prefix="peakend-api-") as temp:
        data = os.path.join(temp, "data")
        values = {} if empty else prepare(binary, data)
        with Server(binary, data=data, env=env) as server:
            values["port"] = server.port
            if empty:
                values["setup_token"] = server.setup_token()
            else:
                a = server.call("POST", "/v1/sessions", {"email": EMAIL, "password": PASSWORD})
                values["cookie"], values["csrf"] = a.headers["Set-Cookie"].split(";")[0], a.json["csrf"]
            for step in steps:
                try:
                    play(step, server.port, values)
                    passed += 1
                except Failed as e:
                    failures.append(f"{os.path.basename(path)}: {step.title}: {e}")
                except (OSError, http.client.HTTPException) as e:
                    failures.append(f"{os.path.basename(path)}: {step.title}: {type(e).__name__} {e}")
            if server.process.poll() is not None:
                failures.append(f"{os.path.basename(path)}: the server died: {server.read_log()[-500:]}")
            if server.stop() != 0:
                failures.append(f"{os.path.basename(path)}: the server ended with {server.process.returncode}")
    return passed, failures


def table_faults(files):
    """Codes that docs/bad-input.md promises and no scenario asks for."""
    scenarios = "".join(open(f, encoding="utf-8").read() for f in files)
    codes = set()
    for line in open(os.path.join(ROOT, "docs", "bad-input.md"), encoding="utf-8"):
        if line.startswith("| ") and "†" not in line:
            codes |= set(re.findall(r"`([a-z]+_[a-z0-9_]+)`", line.split("|")[2]))
    return [f"docs/bad-input.md: {c} is in no scenario" for c in sorted(codes) if f'"{c}"' not in scenarios]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "peakend"))
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    files = args.files or sorted(glob.glob(os.path.join(ROOT, "tests", "api", "*.http")))
    passed, failures = 0, []
    for path in files:
        p, f = run_file(os.path.abspath(args.bin), path)
        passed += p
        failures += f
        print(f"{'ok  ' if not f else 'FAIL'} {os.path.basename(path)}: {p} of {p + len(f)}")
    if not args.files:
        failures += table_faults(files)
    for f in failures:
        print("  " + f)
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures or passed == 0 else 0)


if __name__ == "__main__":
    main()
