#!/usr/bin/env bash
# Every browser test: two files at a time, as they mostly wait; the one that measures page switches runs alone.
set -u
code=0
mapfile -t files < <(ls -- *.test.mjs | grep -v '^manners')
node --test --test-concurrency=2 --test-reporter=spec "${files[@]}" || code=1
node --test --test-reporter=spec manners.test.mjs || code=1
exit "$code"
