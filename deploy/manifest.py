"""The manifest of a data folder: which databases belong into it, by which key its notes are signed, and how far each
log had come when it was last looked at.

It is written before the databases are made, so that a start that was broken off goes on; what was made once is never
made again. It says nothing that a copy of the folder would not say too: a backup restored as a whole holds an older
one, which the notes kept outside and the other services' witnesses contradict.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.kernel.log.identity import Expected, NotOurs, missing, new_birth
from services.kernel.log.troubles import Spoilt as Damaged
from services.kernel.log.troubles import trouble

NAME = "manifest.json"
FORMAT = 1
SQLITE = b"SQLite format 3\0"


class Spoilt(NotOurs):
    """The manifest itself cannot be read, or is gone where databases know of one."""

    code = "deploy.manifest-spoilt"


@dataclass
class Place:
    """One database. `position` and `seal` (hex) are the head that was last seen."""

    birth: str
    made: bool = False
    position: int = 0
    seal: str = ""


@dataclass
class Manifest:
    """Of the folder `data`; `found` says whether there was one."""

    path: Path
    origin: str
    key: str = ""
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    found: bool = False

    @classmethod
    def read(cls, data: Path, origin: str) -> Manifest:
        path = data / NAME
        if not path.exists():
            return cls(path, origin)
        try:
            said: dict[str, Any] = json.loads(path.read_text("utf-8"))
            if said["format"] != FORMAT:
                raise ValueError("format")
            places = {name: Place(**place) for name, place in said["services"].items()}
            made = cls(path, str(said["origin"]), str(said["key"]), places, found=True)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Spoilt(
                f"清单 {path} 已损坏，无法确认数据目录里的数据库。",
                f"The manifest {path} is spoilt: it cannot be told which databases belong here.",
            ) from None
        if made.origin != origin:
            raise NotOurs(
                f"数据目录 {data} 属于机构 {made.origin}，设置（JIKAO_ORIGIN）却是 {origin}。",
                f"{data} belongs to {made.origin}, but JIKAO_ORIGIN says {origin}.",
            )
        return made

    def expect(self, names: Iterable[str]) -> dict[str, Expected]:
        """What is known of each database; whichever is new here is given its birth, before it is made."""
        new = [name for name in names if name not in self.places]
        for name in new:
            self.places[name] = Place(new_birth())
        if new:
            self.write()
        return {name: Expected(place.birth, place.made) for name, place in self.places.items()}

    def made(self, key: str) -> None:
        """All databases are there, and notes are signed by this public key (hex)."""
        if self.key == key and all(place.made for place in self.places.values()):
            return
        self.key = key
        for place in self.places.values():
            place.made = True
        self.write()

    def saw(self, heads: dict[str, tuple[int, str]]) -> None:
        """How far the logs have come."""
        changed = False
        for name, (position, seal) in heads.items():
            place = self.places.get(name)
            if place is not None and (place.position, place.seal) != (position, seal):
                place.position, place.seal, changed = position, seal, True
        if changed:
            self.write()

    def write(self) -> None:
        """Whole or not at all."""
        said = {
            "format": FORMAT,
            "origin": self.origin,
            "key": self.key,
            "services": {name: vars(place) for name, place in sorted(self.places.items())},
        }
        half = self.path.with_suffix(f".{os.getpid()}.half")
        with half.open("w", encoding="utf-8") as file:
            json.dump(said, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        half.chmod(0o600)
        half.replace(self.path)
        self.found = True


def check_files(data: Path, manifest: Manifest, names: Iterable[str]) -> None:
    """Before anything is opened: each file that ought to be there is, and is a database. Makes nothing."""
    for name in names:
        path = data / f"{name}.db"
        place = manifest.places.get(name)
        there = path.exists() and path.stat().st_size > 0
        if place is not None and place.made and not there:
            raise missing(str(path))
        if there:
            _look(path, manifest)


def _look(path: Path, manifest: Manifest) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    # a file format that has not changed since 2004: the page's size and how many there are stand in the first page
    page = int.from_bytes(head[16:18], "big")
    whole = (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    is_one = head.startswith(SQLITE) and path.stat().st_size >= whole
    known = False
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            asked = "SELECT 1 FROM sqlite_master WHERE name = 'identity'"
            known = is_one and connection.execute(asked).fetchone() is not None
    except sqlite3.DatabaseError as error:
        told = trouble(error)
        is_one &= told is not None and not isinstance(told, Damaged)
    if not is_one:
        raise NotOurs(f"{path} 不是数据库文件，或已损坏。", f"{path} is no database, or is spoilt.", place=str(path))
    if known and not manifest.found:
        raise Spoilt(
            f"清单 {manifest.path} 不见了，而数据库 {path} 是有清单之后建立的。",
            f"The manifest {manifest.path} is missing, though {path} was made with one.",
        )
