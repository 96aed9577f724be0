"""`jikao rotate-personal-key`: another master for the keys of people's own words, which are wrapped anew."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from deploy import claims, roster
from deploy.keys import Keys
from services.kernel.host.settings import Settings
from services.kernel.log.keyring import Keyring, Masters


def rotate(data: Path) -> int:
    """Refuses a folder in which something runs: a process that holds the old master would wrap by it."""
    settings = Settings()
    with contextlib.ExitStack() as until_the_end:
        until_the_end.enter_context(claims.folder(data))
        if (data / "keys" / "logins.json").exists():
            changed = _on_the_cluster(data, settings, until_the_end)
        elif (data / "keyring").is_dir():
            keys = Keys(data / "keys", settings)
            changed = keys.rotate_masters(_in_the_folder(data, settings, keys.both_masters()))
        else:
            raise SystemExit(f"没有密钥环 {data / 'keyring'}。There is no keyring {data / 'keyring'}.")
    Console().print(f"已更换主密钥，重新保护 {changed} 个密钥 / another master, {changed} keys wrapped anew")
    return 0


def _in_the_folder(data: Path, settings: Settings, masters: Masters) -> Iterator[Keyring]:
    for name in roster.roster(settings):
        if (data / "keyring" / f"{name}.db").exists():
            yield Keyring.in_folder(data, name, masters)


def _on_the_cluster(data: Path, settings: Settings, until_the_end: contextlib.ExitStack) -> int:
    """Its servers are started for it where they are its own; no process of it is."""
    from deploy.cluster import Cluster

    cluster = until_the_end.enter_context(contextlib.closing(Cluster(data, settings)))
    masters = cluster.keys.both_masters()
    stores = [cluster.places[name].service.store(masters) for name in roster.roster(settings)]
    rings = [store.mapper.keys for store in stores]
    return cluster.keys.rotate_masters(ring for ring in rings if ring is not None)
