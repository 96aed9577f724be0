"""Who votes in tests: what a browser does, by hand; and the office in which a round is open (A35)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.appraisal.ballots.blind import PublicKey, blind, finalize, prepared
from services.appraisal.ballots.boxes import BOXES, FolderBoxes
from services.appraisal.ballots.operations import BlindedSlip, GetEvaluation, TakeSlips
from services.appraisal.ballots.record import EvaluationRecord
from services.appraisal.ballots.slip import CODE, COMMENTS, Slip, text_of
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import Q, do, on, tick

NOON = on(10, 12)


def with_boxes(desk: Desk, boxes: FolderBoxes, least: int = 2) -> Desk:
    """The quarter is opened, and a round with it: slips until 14 October, cast until the 15th. Few enough slips are
    shown for six people."""
    office = desk.app.office
    rules = office.rules.with_value("ballots.least_slips", str(least), date(2026, 9, 1))
    desk.app.office = replace(office, ports={BOXES: boxes}, rules=rules)
    tick(desk, on(10, 9, 5))
    return desk


def lying(boxes: FolderBoxes, round_: str) -> list[Slip]:
    """What lies in a box, without closing it."""
    return boxes._box(round_).slips()


class Sheet:
    """What a browser keeps of the slips it filled in: their messages, and what takes the blinding off."""

    def __init__(self, round_: str, keys: Mapping[str, PublicKey], said: Mapping[str, str]) -> None:
        self.keys = keys
        self.messages = {
            name: prepared(secrets.token_bytes(CODE) + text_of(round_, name, text)) for name, text in said.items()
        }
        self._blinded = {name: blind(keys[name], message) for name, message in self.messages.items()}

    @property
    def asked(self) -> list[dict[str, str]]:
        return [{"department": name, "blinded": one.hex()} for name, (one, _) in self._blinded.items()]

    def finished(self, signed: Mapping[str, str]) -> list[Slip]:
        return [
            Slip(
                message,
                finalize(self.keys[name], message, bytes.fromhex(signed[name]), self._blinded[name][1]),
            )
            for name, message in self.messages.items()
        ]


@dataclass
class Voter:
    """What a browser does: blinds, takes, takes the blinding off."""

    desk: Desk
    person: str
    at: datetime = NOON
    quarter: str = Q

    def ask(self) -> EvaluationRecord:
        found: EvaluationRecord = self.desk.do(GetEvaluation(quarter=self.quarter), by=self.person, at=self.at)
        return found

    def sheet(self, rating: str, comment: str = "") -> tuple[Sheet, TakeSlips]:
        found = self.ask()
        sheet = Sheet(found.round, keys_of(found), {**dict.fromkeys(found.asked, rating), COMMENTS: comment})
        return sheet, TakeSlips(
            quarter=self.quarter, number=found.number, slips=tuple(BlindedSlip(**one) for one in sheet.asked)
        )

    def slips(self, rating: str, comment: str = "") -> list[Slip]:
        """Signed, not cast yet. Asked for twice, they are the same."""
        sheet, asked = self.sheet(rating, comment)
        signed: Any = do(self.desk, asked, self.person, self.at)
        assert do(self.desk, asked, self.person, self.at).model_dump() == signed.model_dump()
        return sheet.finished(signed.signatures)


def keys_of(found: EvaluationRecord) -> dict[str, PublicKey]:
    return {name: PublicKey(int(key, 16)) for name, key in (line.split(" ") for line in found.keys)}


VOTES = {"p1": "good", "p2": "fair", "p3": "good", "p4": "no-opinion", "p5": "poor", "p6": "good"}


def everybody_votes(
    desk: Desk, boxes: FolderBoxes, ratings: Mapping[str, str] = VOTES, at: datetime = NOON
) -> list[Slip]:
    cast = [slip for person, rating in ratings.items() for slip in Voter(desk, person, at).slips(rating)]
    for slip in cast:
        boxes.cast(slip.parts()[0], slip, at)
    return cast
