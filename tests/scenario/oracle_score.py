"""From counted columns to a department's scorecard, by the policy's own words (A33–A35). Part of the oracle.

Works in fractions and rounds where the policy says so: each rule, each dimension, the whole; halves up, away from zero.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """The net sum of a kind: what was written and taken back is as if it had not been."""

    quantity: Fraction = Fraction(0)


@dataclass(frozen=True)
class Term:
    """How long the department was there in the quarter, and with how many people, counted in days of one person."""

    person_days: int
    open_days: int
    days: int

    @property
    def heads(self) -> Fraction:
        return Fraction(self.person_days, self.days)

    @property
    def people(self) -> str:
        return shown(self.heads) if self.heads.denominator == 1 else f"({self.person_days} ÷ {self.days})"


def rounded(number: Fraction, places: int) -> Fraction:
    size = abs(number) * 10**places
    whole = int(size + Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole, 10**places)


def fixed(number: Fraction, places: int) -> str:
    """`-2` with two places is `-2.00`; nothing is `0.00`, without a sign."""
    shifted = number * 10**places
    assert shifted.denominator == 1
    digits = str(abs(shifted.numerator)).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
    return f"-{text}" if shifted < 0 else text


def plain(number: Fraction) -> str:
    """The shortest way to write a decimal number."""
    text = fixed(number, 6).rstrip("0").rstrip(".")
    return text or "0"


def shown(number: Fraction) -> str:
    return plain(number).replace("-", "−")


def exactly(value: Any) -> Fraction:
    return Fraction(str(value)) if isinstance(value, Decimal | int) else Fraction(value)


def scorecard(
    policy: Json, quarter: str, department: str, title: Mapping[str, str], term: Term, ledger: Mapping[str, Column]
) -> Json:
    """The weights of dimensions in which nothing was due are spread over the others (A34)."""
    places = policy["places"]
    due = [d for d in policy["dimensions"] if _is_due(d, term, ledger)]
    whole = sum((exactly(d["weight"]) for d in due), Fraction(0))
    dimensions = [_dimension(d, d in due, whole, term, ledger, places) for d in policy["dimensions"]]
    weighted = sum(
        (Fraction(made["score"]) * Fraction(made["weight"]) for made in dimensions if made["due"]), Fraction(0)
    )
    return {
        "quarter": quarter,
        "department": department,
        "zh": title["zh"],
        "en": title["en"],
        "heads": fixed(rounded(term.heads, 2), 2),
        "person_days": term.person_days,
        "open_days": term.open_days,
        "days": term.days,
        "policy": digest(policy),
        "score": fixed(rounded(weighted / whole, places), places) if whole else None,
        "dimensions": dimensions,
    }


def _is_due(dimension: Json, term: Term, ledger: Mapping[str, Column]) -> bool:
    """What the office always owes; else a debt that is still there when all is added up, or a target to reach."""
    return dimension["due"] == "always" or any(Fraction(line["exact"]) > 0 for line in _owed(dimension, term, ledger))


def _owed(dimension: Json, term: Term, ledger: Mapping[str, Column]) -> list[Json]:
    if dimension["due"] == "always":
        return []
    kinds = dict.fromkeys(rule["denominator"] for rule in dimension["rules"] if rule["kind"] == "ratio")
    debts = [(kind, "debt", ledger.get(kind, Column()).quantity) for kind in kinds]
    targets = [
        (rule["fact"], "target", _wanted(rule, term)[0])
        for rule in dimension["rules"]
        if rule["kind"] == "quota" and rule["target"]
    ]
    return [{"kind": kind, "by": by, "exact": str(amount)} for kind, by, amount in debts + targets]


def _printed(owed: Json) -> Json:
    """A debt as it is counted, a target to two places."""
    amount = Fraction(owed["exact"])
    text = plain(amount) if owed["by"] == "debt" else fixed(rounded(amount, 2), 2)
    return {"kind": owed["kind"], "by": owed["by"], "quantity": text}


def _dimension(d: Json, due: bool, whole: Fraction, term: Term, ledger: Mapping[str, Column], places: int) -> Json:
    rules = [_rule(rule, term, ledger, places) for rule in d["rules"]] if due else []
    total = exactly(d["base"]) + sum((Fraction(rule["points"]) for rule in rules), Fraction(0))
    held = min(max(total, exactly(d["floor"])), exactly(d["cap"]))
    spread = rounded(exactly(d["weight"]) * 100 / whole, places) if due else Fraction(0)
    return {
        "dimension": d["id"],
        "zh": d["zh"],
        "en": d["en"],
        "due": due,
        "always": d["due"] == "always",
        "owed": [_printed(line) for line in _owed(d, term, ledger)],
        "weight": plain(exactly(d["weight"])),
        "spread_weight": fixed(spread, places),
        "base": plain(exactly(d["base"])),
        "floor": plain(exactly(d["floor"])),
        "cap": plain(exactly(d["cap"])),
        "sum": fixed(rounded(total, places), places) if due else None,
        "score": fixed(rounded(held, places), places) if due else None,
        "rules": rules,
        "cites": list(d["cites"]),
    }


def _reads(rule: Json) -> tuple[str, ...]:
    return (rule["numerator"], rule["denominator"]) if rule["kind"] == "ratio" else (rule["fact"],)


def _rule(rule: Json, term: Term, ledger: Mapping[str, Column], places: int) -> Json:
    columns = [ledger.get(kind, Column()) for kind in _reads(rule)]
    amounts = [column.quantity for column in columns]
    found, working = _RULES[rule["kind"]](rule, amounts, term)
    points = rounded(found, places)
    limit = exactly(rule["limit"]) if rule.get("limit") is not None else None
    limited = limit is not None and abs(points) > limit
    if limit is not None and limited:
        points = rounded(limit if points > 0 else -limit, places)
        working += f" → ±{shown(limit)}"
    return {
        "rule": rule["id"],
        "kind": rule["kind"],
        "zh": rule["zh"],
        "en": rule["en"],
        "counted": [
            {"kind": kind, "quantity": plain(column.quantity)}
            for kind, column in zip(_reads(rule), columns, strict=True)
        ],
        "working": working,
        "limited": limited,
        "points": fixed(points, places),
        "cites": list(rule["cites"]),
    }


def _each(rule: Json, amounts: list[Fraction], term: Term) -> tuple[Fraction, str]:
    """`points`: for each occurrence above what is free."""
    points, free = exactly(rule["points"]), exactly(rule.get("free", 0))
    by_head = rule.get("free_per") == "head"
    allowance = f"{shown(free)} × {term.people}" if by_head else shown(free)
    beyond = max(Fraction(0), amounts[0] - (free * term.heads if by_head else free))
    return points * beyond, f"{shown(points)} × max(0, {shown(amounts[0])} − {allowance})"


def _per_head(rule: Json, amounts: list[Fraction], term: Term) -> tuple[Fraction, str]:
    """`per-head`: for the mean of the department, so that small and large ones are equal."""
    if not term.person_days:
        return Fraction(0), f"{shown(amounts[0])} ÷ 0 = –"
    points, free = exactly(rule["points"]), exactly(rule.get("free", 0))
    beyond = max(Fraction(0), amounts[0] / term.heads - free)
    return points * beyond, f"{shown(points)} × max(0, {shown(amounts[0])} ÷ {term.people} − {shown(free)})"


def _share(rule: Json, amounts: list[Fraction], term: Term) -> tuple[Fraction, str]:
    """`ratio`: the share of the way from nothing to everything."""
    part, whole = amounts
    if whole <= 0:
        return Fraction(0), f"{shown(part)} ÷ {shown(whole)} = –"
    points, zero, full = (exactly(rule[name]) for name in ("points", "zero_at", "full_at"))
    way = min(Fraction(1), max(Fraction(0), (part / whole - zero) / (full - zero)))
    ratio = f"{shown(part)} ÷ {shown(whole)} − {shown(zero)}"
    return points * way, f"{shown(points)} × min(1, max(0, ({ratio}) ÷ ({shown(full)} − {shown(zero)})))"


def _wanted(rule: Json, term: Term) -> tuple[Fraction, str]:
    """The quarter's target; by head, or for the days on which there was a department."""
    target = exactly(rule["target"])
    if rule.get("per") == "head":
        return target * term.heads, f"{shown(target)} × {term.people}"
    if term.open_days == term.days:
        return target, shown(target)
    return target * Fraction(term.open_days, term.days), f"{shown(target)} × {term.open_days} ÷ {term.days}"


def _target(rule: Json, amounts: list[Fraction], term: Term) -> tuple[Fraction, str]:
    """`quota`: so much of its points as there is of the target, and something for what goes beyond."""
    points, bonus = exactly(rule["points"]), exactly(rule.get("bonus", 0))
    (target, wanted), (done,) = _wanted(rule, term), amounts
    over = f"{shown(bonus)} × ({shown(done)} − {wanted})"
    if done < target:
        by = f"({wanted})" if "×" in wanted else wanted
        return points * max(Fraction(0), done) / target, f"{shown(points)} × max(0, {shown(done)}) ÷ {by}"
    if target:
        return points + bonus * (done - target), f"{shown(points)} + {over}"
    return bonus * (done - target), over


_RULES = {"points": _each, "per-head": _per_head, "ratio": _share, "quota": _target}

# What a policy file may leave out, and what is meant then (the head of `policy.toml`).
_UNSAID: Mapping[str, Json] = {
    "points": {"free": 0, "free_per": "department"},
    "per-head": {"free": 0},
    "ratio": {},
    "quota": {"per": "department", "bonus": 0},
}


def digest(policy: Json) -> str:
    """SHA-256 of the policy's content: sorted, unsaid things said, numbers as their shortest texts."""
    content = {name: value for name, value in policy.items() if name not in ("kind", "version")}
    content["effective_from"] = policy["effective_from"].isoformat() if policy.get("effective_from") else None
    content["grades"] = [{"at_most_share": None, **grade} for grade in policy.get("grades", ())]
    content["dimensions"] = [
        {**d, "rules": [{"limit": None, **_UNSAID[rule["kind"]], **rule} for rule in d.get("rules", ())]}
        for d in policy["dimensions"]
    ]
    text = json.dumps(_texts(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_COUNTED = frozenset({"places", "at_most_share"})
"""These are whole numbers of things; every other number is a decimal, and decimals are written as texts."""


def _texts(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _texts(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, bool) or name in _COUNTED or not isinstance(value, int | Decimal):
        return value
    return plain(exactly(value))
