#!/usr/bin/env bash
# release.sh BUILD: packs the binary, the libraries that lie beside it, licences and docs.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
version=$("$build/peakend" version | cut -d" " -f2)
name=peakend-$version-linux-$(uname -m)
rm -rf "build/$name"; mkdir -p "build/$name"
cp "$build/peakend" "$build"/lib{duckdb.so,xgboost.so.0,dmlc.so.0,gomp.so.1} LICENSE README.md README.zh-CN.md CHANGELOG.md "build/$name/"
cp -r examples "build/$name/"
python3 tools/notices.py "${PEAKEND_DEPS:-.deps}" "build/$name/licenses"
strip "build/$name/peakend"
tar -C build -czf "build/$name.tar.gz" "$name"
(cd build && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "build/$name.tar.gz"
