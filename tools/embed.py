#!/usr/bin/env python3
"""embed.py ROOT LIST OUT: writes assets.S (.incbin) and assets_table.cc for src/base/assets.h."""
import gzip, hashlib, os, sys

root, listing, out = sys.argv[1:4]
os.makedirs(out, exist_ok=True)
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".svg": "image/svg+xml", ".json": "application/json", ".yaml": "application/yaml", ".png": "image/png",
         ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json"}
asm, rows = ['  .section .rodata, "a"\n'], []
for i, path in enumerate(sorted(p for p in open(listing).read().split("\n") if p and os.path.isfile(p))):
    rel = os.path.relpath(path, root)
    for prefix, name in (("web/console/dist/", "console/"), ("web/respond/dist/", "respond/"), ("src/journey/templates/", "templates/"), ("src/demo/", "demo/"),
                         ("examples/surveys/", "surveys/"), ("web/respond/dist/", "respond/")):
        if rel.startswith(prefix):
            rel = name + rel[len(prefix):]
    data = open(path, "rb").read()
    packed = gzip.compress(data, 9, mtime=0)
    use = len(packed) < len(data)
    gz = os.path.join(out, f"a{i}.gz")
    with open(gz, "wb") as f:
        f.write(packed if use else b"")
    for tag, src in (("r", path), ("g", gz)):
        asm.append(f'  .balign 16\n  .global pk_asset_{i}{tag}\n  .global pk_asset_{i}{tag}_end\npk_asset_{i}{tag}:\n  .incbin "{src}"\npk_asset_{i}{tag}_end:\n  .byte 0\n')
    kind = TYPES.get(os.path.splitext(rel)[1], "application/octet-stream")
    rows.append((rel, kind, hashlib.sha256(data).hexdigest()[:16], i))
asm.append('  .section .note.GNU-stack,"",%progbits\n')
open(os.path.join(out, "assets.S"), "w").write("".join(asm))
rows.sort()
with open(os.path.join(out, "assets_table.cc"), "w") as f:
    f.write('#include "base/assets.h"\nextern "C" {\n')
    for _, _, _, i in rows:
        for tag in "rg":
            f.write(f"extern const char pk_asset_{i}{tag}[], pk_asset_{i}{tag}_end[];\n")
    f.write("}\nnamespace peakend::assets {\nstd::vector<Asset> all() {\n  return {\n")
    for rel, kind, tag, i in rows:
        f.write(f'    {{"{rel}", "{kind}", "\\"{tag}\\"", {{pk_asset_{i}r, static_cast<std::size_t>(pk_asset_{i}r_end - pk_asset_{i}r)}}, '
                f"{{pk_asset_{i}g, static_cast<std::size_t>(pk_asset_{i}g_end - pk_asset_{i}g)}}}},\n")
    f.write("  };\n}\n}\n")
