"""Puts the parts of several services into one bundle. A part says by itself whose events belong to it. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO

from services.kernel.procedure.bundles.part import Bundle

NEEDS = "needs.json"
"""Below a part's folder: by service, the positions of its log that the part speaks of."""


def needs_of(content: bytes) -> Mapping[str, str]:
    """What else belongs into the bundle: spans of positions by service."""
    found: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as part:
        for name in part.namelist():
            if name.endswith(f"/{NEEDS}"):
                found |= json.loads(part.read(name))
    return found


def is_empty(content: bytes) -> bool:
    """Whether a part has no event: a bundle with it would be no proof of anything."""
    with zipfile.ZipFile(io.BytesIO(content)) as part:
        return not any(json.loads(part.read(name))["events"] for name in part.namelist() if name.endswith("/part.json"))


def join(into: IO[bytes], parts: Iterable[bytes], readme: str) -> None:
    """The members of all parts as they are, and the instructions."""
    with Bundle.into(into) as bundle:
        for content in parts:
            with zipfile.ZipFile(io.BytesIO(content)) as part:
                bundle.take(part)
        bundle.add("README.txt", [readme.encode()])
