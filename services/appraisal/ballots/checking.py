"""Whether what was sealed of a round holds, from its file alone: without the server, its database or its word (A35).

Needs the published keys, and any RSA-PSS. The first thing that does not hold is named with its place.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.appraisal.ballots.blind import BITS, PublicKey
from services.appraisal.ballots.boxes import Acknowledgement, acknowledgement_holds
from services.appraisal.ballots.slip import COMMENTS, Slip, root_of

FORMAT = "jikao-evaluation/1"


@dataclass(frozen=True, slots=True)
class Sealed:
    """One department as it stands in the file: its slips, or their codes alone where they are too few to be shown."""

    department: str
    modulus: str
    takers: int
    root: str = ""
    slips: tuple[tuple[str, str], ...] = ()
    tally: Mapping[str, int] = field(default_factory=dict[str, int])
    withheld: bool = False
    codes: tuple[str, ...] = ()


class Broken(Exception):
    """What does not hold, and where."""

    def __init__(self, place: str, zh: str, en: str) -> None:
        super().__init__(f"{place}: {en}")
        self.place, self.zh, self.en = place, zh, en


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at: nothing of it is broken."""

    round_: str
    fingerprint: str
    slips: int
    withheld: int
    tallies: Mapping[str, Mapping[str, int]]
    codes: frozenset[str]


def written(round_: str, on_roll: int, acknowledges: str, sealed: Iterable[Sealed]) -> str:
    """The file that everybody may have."""
    said = {
        "format": FORMAT,
        "round": round_,
        "on_roll": on_roll,
        "acknowledges": acknowledges,
        "departments": [
            {
                "department": one.department, "modulus": one.modulus, "takers": one.takers, "root": one.root,
                "slips": one.slips, "tally": one.tally, "withheld": one.withheld, "codes": one.codes,
            }
            for one in sealed
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1)


def fingerprint_of(acknowledges: str, keys: Mapping[str, str]) -> str:
    """Of all keys of a round, as it stands on the notice that opens it."""
    lines = [acknowledges, *(f"{name} {modulus}" for name, modulus in sorted(keys.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def check(text: str) -> Checked:
    """Raises `Broken` at the first place that does not hold."""
    round_, on_roll, acknowledges, departments = _read(text)
    if not any(one.slips or one.codes for one in departments):
        raise Broken(
            "departments", "文件中没有任何选票，无从核对。", "There is no slip in the file: nothing was checked."
        )
    codes: list[str] = []
    for one in departments:
        if one.takers > on_roll:
            raise Broken(one.department, "领取人数多于名册人数。", "More people took slips than are on the roll.")
        codes += _withheld(one) if one.withheld else _sealed(one, round_)
        if len(set(codes)) < len(codes):
            raise Broken(one.department, "同一编码出现两次。", "A code stands there twice.")
    return Checked(
        round_,
        fingerprint_of(acknowledges, {one.department: one.modulus for one in departments}),
        sum(len(one.slips) for one in departments),
        sum(one.withheld for one in departments),
        {one.department: one.tally for one in departments if not one.withheld and one.department != COMMENTS},
        frozenset(codes),
    )


def check_receipts(text: str, receipts: Sequence[Mapping[str, str]]) -> None:
    """An acknowledgement that holds, of a slip that is not there, proves that it was left out."""
    round_, _, acknowledges, departments = _read(text)
    digests = {slip.digest for one in departments for slip in _slips(one)}
    withheld = {code for one in departments for code in one.codes}
    for receipt in receipts:
        given = Acknowledgement(receipt["digest"], receipt["signature"])
        if not acknowledgement_holds(acknowledges, round_, given):
            raise Broken(receipt["code"], "回执不是本轮测评签发的。", "The receipt was not signed by this round.")
        if given.digest not in digests and receipt["code"] not in withheld:
            raise Broken(
                receipt["code"],
                "回执有效，而选票不在封存名单中：该票被遗漏。",
                "The receipt holds and its slip is not in the sealed list: it was left out.",
            )


def _sealed(one: Sealed, round_: str) -> list[str]:
    key = _key(one)
    slips = _slips(one)
    for n, slip in enumerate(slips, start=1):
        place = f"{one.department} {n}"
        if not slip.holds(key):
            raise Broken(place, "签名与公布的公钥不符。", "The signature does not hold under the published key.")
        try:
            of, department, _ = slip.parts()
        except ValueError:
            raise Broken(place, "不是选票。", "That is no slip.") from None
        if (of, department) != (round_, one.department):
            raise Broken(place, "选票属于另一轮次或另一部门。", "The slip is of another round or department.")
    if len({slip.digest for slip in slips}) < len(slips):
        raise Broken(one.department, "同一选票出现两次。", "A slip stands there twice.")
    if len(slips) > one.takers:
        raise Broken(one.department, "票数多于领取人数。", "There are more slips than people who took one.")
    if one.department != COMMENTS and Counter(slip.parts()[2] for slip in slips) != Counter(dict(one.tally)):
        raise Broken(one.department, "计票与选票不符。", "The tally does not follow from the slips.")
    if root_of(slips) != one.root:
        raise Broken(one.department, "封存根与选票不符。", "The root does not follow from the slips.")
    return [slip.code for slip in slips]


def _withheld(one: Sealed) -> list[str]:
    """Nothing is told of what they say: that they are no more than people who took one is all there is to check."""
    if len(one.codes) > one.takers:
        raise Broken(one.department, "票数多于领取人数。", "There are more slips than people who took one.")
    return list(one.codes)


def _key(one: Sealed) -> PublicKey:
    try:
        key = PublicKey(int(one.modulus, 16))
    except ValueError:
        key = PublicKey(0)
    if key.n.bit_length() != BITS or not key.n % 2:
        raise Broken(one.department, "公钥不成立。", "That is no public key.")
    return key


def _slips(one: Sealed) -> list[Slip]:
    try:
        return [Slip(bytes.fromhex(message), bytes.fromhex(signature)) for message, signature in one.slips]
    except ValueError:
        raise Broken(one.department, "选票无法读取。", "Its slips cannot be read.") from None


def _read(text: str) -> tuple[str, int, str, list[Sealed]]:
    try:
        said: Mapping[str, Any] = json.loads(text)
        departments = [
            Sealed(**{name: one[name] for name in Sealed.__dataclass_fields__}) for one in said["departments"]
        ]
        if said["format"] != FORMAT:
            raise ValueError(said["format"])
        return str(said["round"]), int(said["on_roll"]), str(said["acknowledges"]), departments
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Broken("file", "不是民主测评的封存文件。", "That is not the file of a sealed evaluation.") from None
