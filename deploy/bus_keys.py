"""`jikao rotate-bus-keys`: new keys for what services send each other, with an overlap in which both are believed.

Where processes are told their keys by settings, the same in that order: every `JIKAO_BUS_KEYS` gets the new public key
beside the old one (`NEW OLD@<end in seconds since the epoch>`), then each source its new `JIKAO_BUS_KEY`.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from deploy import claims, roster
from deploy.cluster_database import refuse_another
from deploy.keys import Keys
from deploy.manifest import Manifest
from services.kernel.host.settings import Settings

DAY = 86_400


def rotate(data: Path, days: float) -> int:
    settings = Settings()
    if days <= 0:
        raise SystemExit("旧密钥须仍有效一段时间（--days）。The keys before have to last for a while yet (--days).")
    refuse_another(data)
    with claims.folder(data):
        manifest = Manifest.read(data, settings.origin)
        keys = Keys(data / "keys", settings, known=manifest.key if manifest.found else None)
        until = int(time.time() + days * DAY)
        changed = keys.rotate_bus(roster.roster(settings), until)
    end = datetime.fromtimestamp(until, UTC).isoformat(timespec="minutes")
    sys.stdout.write(f"{changed} 把密钥已更替，旧密钥用到 {end} · keys exchanged, those before end then\n")
    return 0
