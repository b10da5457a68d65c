#!/usr/bin/env python3
"""notices.py DEPS OUT: licences of everything that a release carries, gathered from what it was built with.
OUT/README.txt lists them; OUT/<name>.txt are their texts; OUT/common/ the texts that Debian's refer to. Fails when one is missing."""
import glob, json, os, re, shutil, sys

deps, out = sys.argv[1:3]
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# Name, Debian package, licence. Beside the binary, then in it (headers; Boost asks for no notice in object code).
BESIDE = [("xgboost", "libxgboost0", "Apache-2.0"), ("dmlc-core", "libdmlc0", "Apache-2.0"),
          ("libgomp", "libgomp1", "GPL-3.0 with the GCC Runtime Library Exception")]
INSIDE = [("eigen", "libeigen3-dev", "MPL-2.0; source: https://eigen.tuxfamily.org"), ("fmt", "libfmt-dev", "MIT"), ("spdlog", "libspdlog-dev", "MIT"),
          ("cli11", "libcli11-dev", "BSD-3-Clause"), ("date", "libhowardhinnant-date-dev", "MIT"), ("expected", "libexpected-dev", "CC0-1.0")]
listed, missing = [], []


def text_of(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def add(part, name, licence, text):
    if not text.strip():
        missing.append(name)
        return
    with open(os.path.join(out, name + ".txt"), "w", encoding="utf-8") as f:
        f.write(text)
    listed.append((part, name, licence))


def debian(part, rows):
    for name, package, licence in rows:
        path = f"/usr/share/doc/{package}/copyright"
        text = text_of(path) if os.path.isfile(path) else ""
        for common in re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])", text):
            os.makedirs(os.path.join(out, "common"), exist_ok=True)
            shutil.copyfile(f"/usr/share/common-licenses/{common}", os.path.join(out, "common", common + ".txt"))
        add(part, name, licence, text)


def notices_of(source):
    """The comments near its beginning that speak of copyright or a licence."""
    for comment in re.findall(r"/\*.*?\*/|(?:^[ \t]*//[^\n]*\n)+", source[:8000], re.S | re.M):
        words = "\n".join(re.sub(r"^[\s/*]+", "", line).rstrip(" */") for line in comment.splitlines()).strip()
        if re.search(r"copyright|licen[sc]e", words, re.I):
            yield words


def duckdb():
    library, sources = os.path.join(deps, "npm/duckdb-lib/LICENSE"), os.path.join(deps, "npm/duckdb-headers/src/duckdb/third_party")
    add("beside", "duckdb", "MIT", text_of(library) if os.path.isfile(library) else "")
    notices = {}
    for path in sorted(glob.glob(sources + "/**/*.[ch]*", recursive=True)):
        for notice in notices_of(text_of(path)):
            notices.setdefault(notice, os.path.relpath(path, sources).split("/")[0])
    text = "\n\n".join(f"---- {part} ----\n{notice}" for notice, part in sorted(notices.items(), key=lambda item: item[1]))
    add("beside", "duckdb-third-party", "MIT, BSD, Apache-2.0, Boost, zlib, PostgreSQL (notices of the sources in DuckDB)", text)


def console():
    """What the console's lock file installs apart from tools for development."""
    base = os.path.join(root, "web/console")
    lock = json.loads(text_of(os.path.join(base, "package-lock.json")))["packages"]
    parts = []
    for place, package in sorted(lock.items()):
        if not place or package.get("dev"):
            continue
        here = glob.escape(os.path.join(base, place))
        files = sorted(p for p in glob.glob(here + "/*") + glob.glob(here + "/licen[cs]es/*")
                       if os.path.isfile(p) and re.search(r"/(licen[cs]e|notice|copying)[^/]*$", p, re.I))
        if not os.path.isdir(os.path.join(base, place)):
            missing.append(place)
        said = "\n\n".join(text_of(p).strip() for p in files) or f"Licence: {package.get('license')} (the package holds no text)"
        parts.append(f"---- {place.split('node_modules/')[-1]} {package['version']}, {package.get('license')} ----\n{said}")
    add("inside", "console", "MIT, BSD-3-Clause, Apache-2.0, 0BSD (packages of the web pages)", "\n\n".join(parts))


shutil.rmtree(out, ignore_errors=True)
os.makedirs(out)
duckdb()
debian("beside", BESIDE)
debian("inside", INSIDE)
console()
if missing:
    sys.exit("notices: no licence text found for " + ", ".join(missing))
with open(os.path.join(out, "README.txt"), "w", encoding="utf-8") as f:
    for part, title in (("beside", "Libraries beside the binary"), ("inside", "Compiled into the binary")):
        f.write(title + "\n" + "".join(f"  {name}.txt: {licence}\n" for p, name, licence in listed if p == part) + "\n")
    f.write("Other libraries that peakend needs are those of the system (ldd peakend). peakend itself: Apache-2.0, LICENSE.\n")
