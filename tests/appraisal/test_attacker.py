"""Who has everything that is kept, and the exact moment at which each took a slip, guesses whose slip is whose (A35).

The worst case: everybody casts at once after taking, in the same order. The attacker tries every order there is in the
box before it is closed and in what is sealed. With the same box choosing the first free slot, they win completely.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

from services.appraisal.ballots.blind import SALT, PrivateKey, prepared
from services.appraisal.ballots.box import SLOT
from services.appraisal.ballots.boxes import FolderBoxes, Terms
from services.appraisal.ballots.slip import CODE, Slip, text_of

pytestmark = pytest.mark.slow

Q = "2026-Q3"
ROUNDS, VOTERS = 30, 60
NOW, UNTIL = datetime(2026, 10, 12, tzinfo=UTC), datetime(2026, 10, 15, tzinfo=UTC)
Orders = dict[str, list[Slip]]


def signed(private: PrivateKey) -> Callable[[], Slip]:
    """What is left when the blinding is off: an RSA-PSS signature like any other; no blinding is needed here."""
    p, q, n = private.p, private.q, private.public.n
    d = pow(private.e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(private.e, n)
    )
    key = numbers.private_key()

    def slip() -> Slip:
        message = prepared(secrets.token_bytes(CODE) + text_of(Q, "law", "good"))
        return Slip(message, key.sign(message, padding.PSS(padding.MGF1(SHA384()), SALT), SHA384()))

    return slip


def one_round(folder: Path) -> tuple[list[Slip], Orders]:
    """The slips in the order in which they were cast, and every order in which the attacker has them."""
    boxes = FolderBoxes(folder)
    published = boxes.open(Q, ["law"], Terms(UNTIL, ("good",), VOTERS * 2))
    slip = signed(boxes._keys(Q)["law"])
    cast = [slip() for _ in range(VOTERS)]
    given = {one.digest: boxes.cast(Q, one, NOW) for one in cast}
    content = (folder / Q / "box").read_bytes()
    place = {one: content.index(one.message) for one in cast}
    rest = {one: content[place[one] + len(one.message) + len(one.signature) :][:16] for one in cast}
    box = boxes._box(Q)
    digests = {one.digest: one for one in cast}
    orders: Orders = {
        "slots": sorted(cast, key=place.__getitem__),
        "slots from the end": sorted(cast, key=place.__getitem__, reverse=True),
        "parity of slots": sorted(cast, key=lambda one: (place[one] // SLOT % 2, place[one])),
        "filling": sorted(cast, key=rest.__getitem__),
        "memory": [digests[digest] for digest in box._held],
        "digests": sorted(cast, key=lambda one: one.digest),
        "codes": sorted(cast, key=lambda one: one.code),
        "signatures": sorted(cast, key=lambda one: one.signature),
        "acknowledgements": sorted(cast, key=lambda one: given[one.digest].signature),
        "sealed": boxes.close(Q, published.acknowledges),
    }
    boxes.destroy(Q)
    return cast, orders


def hits(cast: Sequence[Slip], order: Sequence[Slip]) -> int:
    return sum(mine is guessed for mine, guessed in zip(cast, _same(cast, order), strict=True))


def _same(cast: Sequence[Slip], order: Sequence[Slip]) -> list[Slip]:
    """What was sealed was read anew: the very objects that were cast, in its order."""
    known = {one.digest: one for one in cast}
    return [known[one.digest] for one in order]


def inversions(cast: Sequence[Slip], order: Sequence[Slip]) -> int:
    rank = {one.digest: n for n, one in enumerate(order)}
    ranks = [rank[one.digest] for one in cast]
    return sum(a > b for n, a in enumerate(ranks) for b in ranks[n + 1 :])


def attacked(folder: Path) -> dict[str, tuple[int, float]]:
    """By order: how many links were guessed in all rounds, and how far the order is from chance (z)."""
    rounds = [one_round(folder / str(n)) for n in range(ROUNDS)]
    mean = ROUNDS * VOTERS * (VOTERS - 1) / 4
    deviation = (ROUNDS * VOTERS * (VOTERS - 1) * (2 * VOTERS + 5) / 72) ** 0.5
    return {
        name: (
            sum(hits(cast, orders[name]) for cast, orders in rounds),
            (sum(inversions(cast, orders[name]) for cast, orders in rounds) - mean) / deviation,
        )
        for name in rounds[0][1]
    }


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which keys there are says nothing of an order: the same two in all rounds."""
    made = [PrivateKey.generate(), PrivateKey.generate()]
    taken = [0]

    def generate() -> PrivateKey:
        taken[0] += 1
        return made[taken[0] % 2]

    monkeypatch.setattr(PrivateKey, "generate", generate)


@pytest.mark.usefixtures("quick_keys")
def test_whoever_has_everything_guesses_no_better_than_chance(tmp_path: Path) -> None:
    """By chance one link of a round is right, whatever the order: Poisson, mean 30 over 30 rounds."""
    found = attacked(tmp_path)
    for name, (right, z) in found.items():
        assert abs(right - ROUNDS) < 5 * ROUNDS**0.5, f"{name}: {right} links of {ROUNDS * VOTERS}"
        assert abs(z) < 5, f"{name}: z = {z:.1f}"


@pytest.mark.usefixtures("quick_keys")
def test_the_same_attacker_breaks_a_box_that_takes_the_first_free_slot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.appraisal.ballots.box.secrets.choice", min)
    found = attacked(tmp_path)
    right, z = found["slots"]
    assert right == ROUNDS * VOTERS, "every link"
    assert z < -50
    assert abs(found["sealed"][1]) < 5, "what is sealed is sorted all the same"
