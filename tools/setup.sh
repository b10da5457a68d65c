#!/usr/bin/env bash
# Installs what building and testing need on Debian 12, pinned. Safe to run again; does nothing when all is there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
deps=${PEAKEND_DEPS:-$root/.deps}
cd "$root"

apt_packages=$(grep -v '^#' tools/packages.txt | tr '\n' ' ')
missing=()
for p in $apt_packages; do
  dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
done
# Node.js may come from elsewhere than Debian; any 18 or newer with npm will do.
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing: ${missing[*]}"
  sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# npm_pack NAME VERSION SHA512 DIR: unpacks a registry package without running its scripts.
npm_pack() {
  local name=$1 version=$2 sha=$3 dir=$4 tmp tgz
  [ -f "$dir/.version" ] && [ "$(cat "$dir/.version")" = "$version" ] && return
  tmp=$(mktemp -d)
  (cd "$tmp" && npm pack --silent "$name@$version" >/dev/null)
  tgz=$(ls "$tmp"/*.tgz)
  if [ "$(openssl dgst -sha512 -binary "$tgz" | base64 -w0)" != "$sha" ]; then
    echo "setup: checksum of $name@$version differs from the pinned one" >&2; exit 1
  fi
  mkdir -p "$dir"
  tar -xzf "$tgz" -C "$dir" --strip-components=1
  echo "$version" > "$dir/.version"
  rm -rf "$tmp"
}
# One npm for everybody: the 9.2 of Debian 12 cannot read a lock with an aliased override.
npm_pack npm 10.9.4 'OnUG836FwboQIbqtefDNlyR0gTHzIfwRfE3DuiNewBvnMnWEpB0VEXwBlFVgqpNzIgYo/MHh3d2Hel/pszapAA==' "$deps/npm/npm"
mkdir -p "$deps/duckdb/lib" "$deps/duckdb/include"
arch=x64; [ "$(uname -m)" = aarch64 ] && arch=arm64
if [ "$arch" = x64 ]; then
  npm_pack @duckdb/node-bindings-linux-x64 1.5.6-r.1 'IXcrZJE6kEqM0Z4wwdVnGBHX/frOS33VPNAwDXQ/Q+Fs84b058Qe94chrCCIcNJlG8Y3UHIUU4eBeCQxW5mN1Q==' "$deps/npm/duckdb-lib"
else
  echo "setup: no pinned DuckDB library for $(uname -m)" >&2; exit 1
fi
npm_pack duckdb 1.4.4 'hEJJ5hyVF0VLj3dmOLpsWrQR0b3d4Ykqtygm6iUXjHJDDnSqg/USKxcb5qvNrOhFYPgktayU6dXCtgPqcmmpog==' "$deps/npm/duckdb-headers"
cp -u "$deps/npm/duckdb-lib/libduckdb.so" "$deps/duckdb/lib/"
cp -u "$deps/npm/duckdb-headers/src/duckdb/src/include/duckdb.h" "$deps/duckdb/include/"
