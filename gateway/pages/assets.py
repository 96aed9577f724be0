"""Our styles and scripts: named by what they hold, so that a browser keeps them for good, and packed once."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).parent.parent / "static"
FOR_GOOD, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
PACKED = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})


@dataclass(frozen=True, slots=True)
class Asset:
    path: Path
    plain: bytes
    packed: bytes
    """Empty where packing gains nothing."""
    kind: str
    version: str
    stamp: tuple[int, int]


class Assets:
    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder.resolve()
        self._read: dict[str, Asset] = {}

    def address(self, name: str) -> str:
        """Where a page asks for it: another address once it holds something else."""
        found = self._asset(name)
        return f"/static/{name}" + (f"?v={found.version}" if found is not None else "")

    async def send(self, request: Request) -> Response:
        found = self._asset(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        headers = {
            "ETag": f'"{found.version}"',
            "Cache-Control": FOR_GOOD if request.query_params.get("v") == found.version else ASK_AGAIN,
            "Vary": "Accept-Encoding",
        }
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        content = found.plain
        if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = found.packed, "gzip"
        return Response(content, media_type=found.kind, headers=headers)

    def _asset(self, name: str) -> Asset | None:
        known = self._read.get(name)
        path = known.path if known is not None else (self._folder / name).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            return None
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if known is None or known.stamp != stamp:
            plain = path.read_bytes()
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            packed = gzip.compress(plain, 9, mtime=0) if kind in PACKED else b""
            version = hashlib.sha256(plain).hexdigest()[:16]
            known = self._read[name] = Asset(path, plain, packed, kind, version, stamp)
        return known
