"""The code on a printed proof: of one publication of one grade, or of one tally, alone. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from services.appraisal.ballots.record import SealedLine
from services.appraisal.quarters.events import GradesPublished, ProposedLine
from services.kernel.log import codes as short


def code_of(published: GradesPublished, line: ProposedLine) -> str:
    said = {
        "quarter": published.quarter,
        "number": published.number,
        "department": line.department,
        "grade": line.grade,
        "total": None if line.total is None else str(line.total),
        "card": line.card,
        "digest": published.digest,
        "position": published.position,
        "seal": published.seal,
    }
    return _code(said)


def code_of_tally(round_: str, line: SealedLine) -> str:
    """Its root is over every slip."""
    said = {
        "round": round_,
        "department": line.department,
        "voters": line.voters,
        "tally": {one.rating: one.slips for one in line.tally},
        "cast": line.cast,
        "root": line.root,
    }
    return _code(said)


def _code(said: Mapping[str, Any]) -> str:
    return short.code_of(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def codes(published: GradesPublished) -> Iterator[tuple[str, ProposedLine]]:
    return ((code_of(published, line), line) for line in published.lines)
