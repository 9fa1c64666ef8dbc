/** Puts a bundle's files and key in their places, and says whether anything was another than before. */
export const unpack = String.raw`#!/usr/bin/python3
"""Reads a bundle (JSON: key, files) from standard input; writes what differs, removes what was a bundle's and is no more."""
import base64, gzip, json, os, pathlib, sys

MANIFEST = pathlib.Path("/var/lib/meridian/files")


def write(path, mode, content):
    path = pathlib.Path(path)
    if path.exists() and path.read_bytes() == content and (path.stat().st_mode & 0o777) == mode:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    os.chmod(fresh, mode)
    os.replace(fresh, path)
    return True


bundle = json.load(sys.stdin)
files = json.loads(gzip.decompress(base64.b64decode(bundle["files"])))
changed = write("/run/meridian/key", 0o600, (bundle["key"] + "\n").encode())
for file in files:
    changed |= write(file["path"], file["mode"], file["content"].encode())

kept = {file["path"] for file in files}
for path in MANIFEST.read_text().split() if MANIFEST.exists() else []:
    if path not in kept:
        pathlib.Path(path).unlink(missing_ok=True)
        changed = True
write(MANIFEST, 0o644, "".join(path + "\n" for path in sorted(kept)).encode())
print("yes" if changed else "no")
`;
