#!/usr/bin/env python3
"""Checks what reviews should not have to: include directions (R1-R5), persisted names, file sizes, machine paths.
Exit 1 on an error; sizes are warnings that ask for a reason. --headers also compiles every header alone."""
import os, re, subprocess, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
os.chdir(ROOT)
LEVEL = {"base": 0, "engine": 1, "text": 1, "records": 2, "facts": 2, "table": 2, "message": 2, "channel": 2,
         "adapters": 4, "app": 5, "cli": 5}
FEATURES = {"account", "journey", "survey", "trigger", "collect", "ingest", "insight", "live", "cases", "initiative",
            "delivery", "jobs", "inbox", "board", "demo", "feedback", "survey_files"}
# R4: each third-party I/O header stops at one folder.
IO_HEADERS = {"sqlite3.h": "adapters/sqlite", "duckdb.h": "adapters/duckdb", "libpq-fe.h": "adapters/postgres",
              "boost/beast": "adapters/http_beast", "boost/asio": "adapters/http_beast", "curl/": "adapters/curl",
              "readstat.h": "adapters/spss", "xlsxwriter": "adapters/xlsx", "xgboost/": "adapters/xgboost", "minizip/": "adapters/xlsx"}
JSON_HEADERS = ("boost/json", "simdjson.h")
JSON_OK = re.compile(r"(_json|_api)(_test)?\.cc$|_json\.h$|_test\.(cc|h)$|ingest/|importers/|messages?\.cc$|^src/(cli|app|demo)/|problem\.cc$")
errors, warnings = [], []


def level(folder):
    return 3 if folder in FEATURES else LEVEL.get(folder)


def check_source(path):
    text = open(path, encoding="utf-8").read()
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else "main"
    mine = 6 if folder == "main" else level(folder)
    if mine is None:
        errors.append(f"{path}: folder src/{folder} has no level in tools/check.py")
        return
    test = path.endswith(("_test.cc", "_test.h")) or "/contract/" in path or path.endswith("contract_test.h")
    for n, line in enumerate(text.split("\n"), 1):
        m = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
        if m:
            check_include(path, n, folder, mine, m.group(1), test)
        if not test and re.search(r"std::ranges::(remove|remove_if|unique|partition|stable_partition|rotate|search|equal_range)\(|std::views", line):
            errors.append(f"{path}:{n}: clang 14, which fuzzes, has no subranges")
        if not test and mine is not None and mine <= 3 and re.search(r"system_clock::now|std::random_device|\btime\(nullptr\)|\brand\(\)", line) \
                and path not in ("src/base/time.h",):
            errors.append(f"{path}:{n}: R6: clock and randomness are arguments")
    lines = text.count("\n")
    if lines > 500 and not re.search(r"(generated|catalogue)", path):
        warnings.append(f"{path}: {lines} lines; say why or split")


def check_include(path, n, folder, mine, target, test):
    for header, home in IO_HEADERS.items():
        if target.startswith(header) and home not in path:
            errors.append(f"{path}:{n}: R4: <{target}> belongs to src/{home} only")
    utf8_check = path == "src/base/utf8.cc"  # simdjson also offers the fastest check of UTF-8
    if target.startswith(JSON_HEADERS) and not JSON_OK.search(path) and not utf8_check:
        errors.append(f"{path}:{n}: R5: JSON only in *_json.cc and *_api.cc")
    first = target.split("/")[0]
    theirs = level(first)
    if theirs is None or "/" not in target or not os.path.isdir(f"src/{first}"):
        return
    if test:
        return
    if theirs > mine:
        errors.append(f"{path}:{n}: R1: {folder} (L{mine}) must not include {target} (L{theirs})")
    if first == "adapters" and folder not in ("app", "cli", "adapters", "main"):
        errors.append(f"{path}:{n}: R1: only app names adapters")
    if mine == 4 and theirs == 3:
        errors.append(f"{path}:{n}: R1: adapters never see features ({target})")
    if mine == 4 and first == "adapters" and "/".join(target.split("/")[:2]) not in path:
        errors.append(f"{path}:{n}: R1: adapters never see each other ({target})")
    if mine == 3 and theirs == 3 and first != folder and target != f"{first}/{first}.h":
        errors.append(f"{path}:{n}: R3: of another feature include only {first}/{first}.h, not {target}")


def check_names():
    files = subprocess.run(["git", "ls-files"], capture_output=True, text=True).stdout.split("\n")
    bad = re.compile(r"/(work|root|home/[a-z]+)/[a-z.]|registry\.npmjs|deb\.debian\.org")
    for f in files:
        if not f or not os.path.isfile(f) or f == "tools/check.py" or f.endswith((".png", ".gz", ".zst", ".ico", ".woff2")) or f.startswith("fuzz/corpus/"):
            continue
        try:
            text = open(f, encoding="utf-8").read()
        except UnicodeDecodeError:
            continue
        for n, line in enumerate(text.split("\n"), 1):
            if bad.search(line):
                errors.append(f"{f}:{n}: machine path or registry host: {line.strip()[:80]}")


def check_headers():
    flags = ["-std=c++20", "-fsyntax-only", "-Isrc", "-I" + os.environ.get("PEAKEND_DEPS", ".deps") + "/duckdb/include", "-x", "c++"]
    for base, _, names in os.walk("src"):
        for name in sorted(names):
            if name.endswith(".h"):
                r = subprocess.run(["g++", *flags, os.path.join(base, name)], capture_output=True, text=True)
                if r.returncode:
                    errors.append(f"{base}/{name}: does not compile alone\n{r.stderr[:600]}")


for base, _, names in os.walk("src"):
    for name in names:
        if name.endswith((".cc", ".h")):
            check_source(os.path.join(base, name))
check_names()
if "--headers" in sys.argv:
    check_headers()
for w in warnings:
    print("warning:", w)
for e in errors:
    print("error:", e)
print(f"{len(errors)} errors, {len(warnings)} warnings")
sys.exit(1 if errors else 0)
