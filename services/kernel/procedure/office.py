"""What a service is given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from services.kernel.clock import Clock, SystemClock
from services.kernel.log.seal import Notary
from services.kernel.procedure.attachments.files import Files
from services.kernel.procedure.attachments.scanner import Scanner
from services.kernel.procedure.identity import Verifier
from services.kernel.procedure.keeping import Elsewhere
from services.kernel.rules.calendar import WorkCalendar
from services.kernel.rules.regulations import Rules


@dataclass(frozen=True)
class Office:
    """What a service is given by the composition root, and the same for every service of an organ."""

    rules: Rules
    calendar: WorkCalendar
    verifier: Verifier
    clock: Clock = SystemClock()
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    new_id: Callable[[], UUID] = uuid4
    origin: str = ""
    """What the organ is called in its databases and checkpoints."""
    notary: Notary | None = None
    """Signs checkpoints; a service without one refuses to make them."""
    elsewhere: Elsewhere | None = None
    """Where checkpoints go beside the log."""
    clock_jump_days: float = 0
    """How far the clock may stand from the last time that is known before somebody has to acknowledge it; 0: any."""
    checkpoint_days: int = 1
    """Every how many days the clock has one made; 0 never."""
    files: Files | None = None
    """Where attachments lie, each service's apart; a service without it takes none."""
    ports: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What one service alone needs of the world, by the name by which it asks for it."""
    scanner: Scanner | None = None
    """Looks at every file that comes in; without one nobody does."""
    fonts: Path | None = None
    """The operator's folder of fonts, before the machine's own."""
    keeps_registers: bool = True
    """Whether this program makes their tables; otherwise they lie there as another one keeps them."""
