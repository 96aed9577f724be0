"""Ten thousand bundles in which one thing is not as it was: each refused, and each at the place that was touched.

Seeded. A stranger changes bytes, rows, order, files; the maker's own change is signed anew with the office's key, so
that what gives it away is the log and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from deploy.verifier import verify
from services.kernel.procedure.bundles.part import FORMAT, signed_note
from tests.appraisal.office import Desk
from tests.bundles.quarter import NOTARY, Exported, exported, places, worked_and_published
from tests.stores import prepared

OF_STRANGERS, OF_MAKERS = 6_000, 4_000
Members = dict[str, bytes]
ROUND = "appraisal.self-report", "appraisal.leaders", "appraisal.quarter-opened", "appraisal.grades"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder = tmp_path_factory.mktemp("mutated")
    store = prepared(folder / "appraisal.db", Desk)
    yield exported(worked_and_published(store, folder), folder)
    store.close()


# -- what a stranger does: nothing is signed anew ---------------------------------------------------------------------


def byte(dice: random.Random, members: Members) -> str:
    name = dice.choice(sorted(set(members) - {"README.txt"}))
    content = bytearray(members[name])
    at = dice.randrange(len(content))
    content[at] ^= 1 << dice.randrange(8)
    members[name] = bytes(content)
    return name


def row_gone(dice: random.Random, members: Members) -> str:
    name, rows = rows_of(dice, members)
    del rows[dice.randrange(len(rows))]
    return put(members, name, rows)


def row_twice(dice: random.Random, members: Members) -> str:
    name, rows = rows_of(dice, members)
    at = dice.randrange(len(rows))
    rows.insert(dice.randrange(len(rows) + 1), rows[at])
    return put(members, name, rows)


def rows_swapped(dice: random.Random, members: Members) -> str:
    name, rows = rows_of(dice, members, least=2)
    one, other = dice.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return put(members, name, rows)


def cut(dice: random.Random, members: Members) -> str:
    name = dice.choice(sorted(set(members) - {"README.txt"}))
    members[name] = members[name][: dice.randrange(len(members[name]))]
    return name


def file_gone(dice: random.Random, members: Members) -> str:
    name = dice.choice(sorted(set(members) - {"README.txt"}))
    del members[name]
    return name


def file_more(dice: random.Random, members: Members) -> str:
    name = dice.choice(["appraisal/more.json", "../evil.json", "finance/extra.jsonl", "appraisal/a/b.json", "run.sh"])
    members[name] = b"{}\n"
    return name.replace("extra.jsonl", "")


def files_exchanged(dice: random.Random, members: Members) -> str:
    one, other = dice.sample([name for name in sorted(members) if name.endswith("events.jsonl")], 2)
    members[one], members[other] = members[other], members[one]
    return f"{one} {other}"


def field(dice: random.Random, members: Members) -> str:
    """One value of one row, said otherwise in good JSON."""
    name, rows = rows_of(dice, members)
    at = dice.randrange(len(rows))
    said = json.loads(rows[at])
    rows[at] = line(otherwise(dice, said))
    return put(members, name, rows)


STRANGERS = (byte, row_gone, row_twice, rows_swapped, cut, file_gone, file_more, files_exchanged, field)


# -- what the maker does: the lists are signed anew with the office's own key -----------------------------------------


def event_field(dice: random.Random, members: Members) -> str:
    """What an event says of itself, or its stored bytes."""
    name, rows, at, said = event(dice, members)
    what = dice.choice(
        ["type", "subject", "streamversion", "previousseal", "seal", "stored", "position", "time", "data"]
    )
    said[what] = changed(dice, said[what])
    rows[at] = line(said)
    put(members, name, rows)
    return f"{name}:{at + 1}"


def event_gone(dice: random.Random, members: Members) -> str:
    """One that a fact rests on, or of the round itself; with its proof, and the list says one less."""
    name, rows, at, said = event(dice, members)
    facts = [json.loads(one) for one in members["appraisal/facts.jsonl"].splitlines()]
    behind = {(source, position) for source, position, *_ in facts}
    if (said["source"], said["position"]) not in behind and not said["type"].startswith(ROUND):
        raise Unchanged
    del rows[at]
    put(members, name, rows)
    proofs = name.replace("events", "proofs")
    left = [one for one in members[proofs].splitlines() if json.loads(one)["position"] != said["position"]]
    put(members, proofs, left)
    part = name.replace("events.jsonl", "part.json")
    about = json.loads(members[part])
    about["events"] -= 1
    members[part] = json.dumps(about).encode()
    return f"(#{said['position']}) {name} appraisal/quarter.json"


def proof_changed(dice: random.Random, members: Members) -> str:
    name = dice.choice([name for name in sorted(members) if name.endswith("proofs.jsonl")])
    rows = members[name].splitlines()
    at = dice.randrange(len(rows))
    said = json.loads(rows[at])
    if not said["path"]:
        said["path"] = ["00" * 32]
    else:
        step = dice.randrange(len(said["path"]))
        said["path"][step] = changed(dice, said["path"][step])
    rows[at] = line(said)
    put(members, name, rows)
    return f"(#{said['position']}) {name}:{at + 1}"


def note_changed(dice: random.Random, members: Members) -> str:
    name, rows = checkpoint(dice, members)
    at = dice.randrange(len(rows))
    said = json.loads(rows[at])
    said["note"] = changed(dice, said["note"])
    rows[at] = line(said)
    put(members, name, rows)
    return f"{name}:{at + 1}"


def note_forged(dice: random.Random, members: Members) -> str:
    """Another root, signed with the office's own key."""
    name, rows = checkpoint(dice, members)
    at = dice.randrange(len(rows))
    said = json.loads(rows[at])
    service, size = name.split("/")[0], int(said["note"].split("\n")[1])
    said["note"] = NOTARY.sign(service, size, hashlib.sha256(dice.randbytes(8)).digest(), 1_793_000_000)
    rows[at] = line(said)
    put(members, name, rows)
    return f"{name}:{at + 1} {name.replace('checkpoints', 'events')}" if at == len(rows) - 1 else f"{name}:{at + 1}"


def fact_changed(dice: random.Random, members: Members) -> str:
    name, rows = "appraisal/facts.jsonl", members["appraisal/facts.jsonl"].splitlines()
    at = dice.randrange(len(rows))
    said = json.loads(rows[at])
    counted(members, said)
    said[5] += dice.choice([-1, 1]) * dice.choice([1000, 2000, 500, 3000])
    rows[at] = line(said)
    put(members, name, rows)
    return "appraisal/scorecards.jsonl"


def fact_gone(dice: random.Random, members: Members) -> str:
    name, rows = "appraisal/facts.jsonl", members["appraisal/facts.jsonl"].splitlines()
    at = dice.randrange(len(rows))
    counted(members, json.loads(rows[at]))
    del rows[at]
    put(members, name, rows)
    return "appraisal/scorecards.jsonl"


def counted(members: Members, fact: list[Any]) -> None:
    """In a dimension in which nothing was due no card shows what was counted, nor does it follow from it."""
    cards = [json.loads(row) for row in members["appraisal/scorecards.jsonl"].splitlines()]
    (card,) = [one for one in cards if one["department"] == fact[3]]
    shown = [one["kind"] for d in card["dimensions"] for rule in d["rules"] for one in rule["counted"]]
    shown += [one["kind"] for d in card["dimensions"] for one in d["owed"]]
    if fact[4] not in shown or not fact[5]:
        raise Unchanged


def card_changed(dice: random.Random, members: Members) -> str:
    name, rows = "appraisal/scorecards.jsonl", members["appraisal/scorecards.jsonl"].splitlines()
    at = dice.randrange(len(rows))
    rows[at] = json.dumps(
        otherwise(dice, json.loads(rows[at])), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    put(members, name, rows)
    return f"{name}:{at + 1}"


def policy_changed(dice: random.Random, members: Members) -> str:
    """Weights and points that suit, and the digest that goes with them."""
    said = otherwise(dice, json.loads(members["appraisal/policy.json"]))
    members["appraisal/policy.json"] = json.dumps(
        said, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    if dice.random() < 0.5:
        about = json.loads(members["appraisal/quarter.json"])
        about["policy"] = hashlib.sha256(members["appraisal/policy.json"]).hexdigest()
        members["appraisal/quarter.json"] = json.dumps(about).encode()
    return "appraisal/policy.json"


def quarter_changed(dice: random.Random, members: Members) -> str:
    name = "appraisal/quarter.json"
    about = json.loads(members[name])
    what = dice.choice(["quarter", "at", "policy", "publication"])
    about[what] = changed(dice, about[what])
    members[name] = json.dumps(about).encode()
    return f"{name} appraisal/policy.json" if what in ("policy", "quarter") else name


MAKERS = (
    event_field, event_gone, proof_changed, note_changed, note_forged, fact_changed, fact_gone, card_changed,
    policy_changed, quarter_changed,
)  # fmt: skip


# -- how it is done ---------------------------------------------------------------------------------------------------


def rows_of(dice: random.Random, members: Members, least: int = 1) -> tuple[str, list[bytes]]:
    names = [name for name in sorted(members) if name.endswith(".jsonl") and members[name].count(b"\n") >= least]
    name = dice.choice(names)
    return name, members[name].splitlines()


def put(members: Members, name: str, rows: list[bytes]) -> str:
    made = b"".join(row + b"\n" for row in rows)
    if made == members[name]:
        raise Unchanged
    members[name] = made
    return name


class Unchanged(Exception):
    """The dice fell so that nothing is different: they are thrown again."""


def event(dice: random.Random, members: Members) -> tuple[str, list[bytes], int, dict[str, Any]]:
    name = dice.choice([name for name in sorted(members) if name.endswith("events.jsonl")])
    rows = members[name].splitlines()
    at = dice.randrange(len(rows))
    return name, rows, at, json.loads(rows[at])


def checkpoint(dice: random.Random, members: Members) -> tuple[str, list[bytes]]:
    name = dice.choice([name for name in sorted(members) if name.endswith("checkpoints.jsonl")])
    return name, members[name].splitlines()


def line(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def otherwise(dice: random.Random, said: Any) -> Any:
    """One value somewhere in it is another."""
    if isinstance(said, dict) and said:
        name = dice.choice(sorted(said))
        return {**said, name: otherwise(dice, said[name])}
    if isinstance(said, list) and said:
        at = dice.randrange(len(said))
        return [*said[:at], otherwise(dice, said[at]), *said[at + 1 :]]
    return changed(dice, said)


def changed(dice: random.Random, said: Any) -> Any:
    match said:
        case bool():
            return not said
        case int():
            return said + dice.choice([-2, -1, 1, 2])
        case str() if said:
            at = dice.randrange(len(said))
            other = dice.choice([one for one in "0123456789abcdefXY年" if one != said[at]])
            return said[:at] + other + said[at + 1 :]
        case dict():
            return {**said, "more": 1}
        case None:
            return 1
        case _:
            return "x"


def signed_anew(members: Members, before: Members) -> None:
    """With the office's own key, as whoever makes a bundle can: the lists of what is not as it was."""
    for part in [name for name in sorted(members) if name.endswith("/part.json")]:
        service, about = part.split("/")[0], json.loads(members[part])
        if all(before.get(name) == members[name] for name in members if name.startswith(f"{service}/")):
            continue
        about["files"] = {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
            if name.startswith(f"{service}/") and not name.startswith(f"{service}/part.")
        }
        members[part] = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True).encode()
        body = f"{about['origin']}/bundle\n{FORMAT}\nsha256 {hashlib.sha256(members[part]).hexdigest()}\n"
        members[f"{service}/part.note"] = signed_note(NOTARY, f"{about['origin']}/bundle", body).encode()


def mutants(members: Members, kinds: tuple[Callable[..., str], ...], number: int, anew: bool) -> Iterator[Any]:
    for seed in range(number):
        dice = random.Random(seed)
        kind = kinds[seed % len(kinds)]
        while True:
            made = dict(members)
            try:
                place = kind(dice, made)
            except Unchanged:
                continue
            if made != members:
                break
        if anew:
            signed_anew(made, members)
        yield seed, kind.__name__, place, made


def named(place: str, expected: str) -> bool:
    return any(place.startswith(one) or one in place for one in expected.split())


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read of a file that is as it was is not read ten thousand times."""
    read, parse = verify.lines, cache(verify.parsed)

    @cache
    def of(name: str, content: bytes) -> list[Any]:
        return list(read(verify.Members({name: content}), name))

    def lines(bundle: Any, name: str) -> Iterator[Any]:
        try:
            found = of(name, bundle.members[name])
        except verify.Bad:
            found = read(bundle, name)  # up to the line that cannot be read
        yield from found

    monkeypatch.setattr(verify, "lines", lines)
    monkeypatch.setattr(verify, "_regulations", cache(verify._regulations))
    monkeypatch.setattr(verify, "parsed", parse)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.usefixtures("remembering")
@pytest.mark.parametrize(
    ("kinds", "number", "anew"),
    [(STRANGERS, OF_STRANGERS, False), (MAKERS, OF_MAKERS, True)],
    ids=["strangers", "makers"],
)
def test_every_mutant_is_refused_at_its_place(
    bundle: Exported, kinds: tuple[Callable[..., str], ...], number: int, anew: bool
) -> None:
    passed: list[tuple[int, str]] = []
    astray: list[tuple[int, str, str, str]] = []
    seen = 0
    for seed, kind, expected, made in mutants(bundle.members, kinds, number, anew):
        found = places(made, bundle.held)
        seen += 1
        if not found:
            passed.append((seed, kind))
        elif not named(found[0], expected):
            astray.append((seed, kind, expected, found[0]))
    assert seen == number
    assert passed == []
    assert astray == []


def test_the_untouched_bundle_holds_and_the_makers_way_of_signing_is_good(bundle: Exported) -> None:
    assert places(bundle.members, bundle.held) == []
    made = dict(bundle.members)
    signed_anew(made, {})
    assert places(made, bundle.held) == []
