"""The seal finds any change at its own position; checkpoints find what a chain alone cannot."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kernel.log.seal import (
    SHA256,
    SM3,
    START,
    BadNote,
    Checkpoint,
    MerkleTree,
    Notary,
    StoredRow,
    checkpoint_fault,
    first_fault,
    key_id,
    link,
    opened,
    sign,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def chain(states: list[bytes], how: str = SHA256) -> list[StoredRow]:
    rows, seal = [], START
    for position, state in enumerate(states, 1):
        stream, version, topic = f"{position % 3:032x}", position // 3 + 1, "sample.jar-filled.v1"
        seal = link(seal, position, stream, version, topic, state, how)
        rows.append(StoredRow(position, stream, version, topic, state, seal))
    return rows


logs = st.lists(st.binary(max_size=40), min_size=1, max_size=8)


@given(logs, st.sampled_from([SHA256, SM3]))
def test_an_untouched_chain_holds(states: list[bytes], how: str) -> None:
    assert first_fault(chain(states, how), len(states), how) is None


@given(st.data())
@settings(max_examples=300)
def test_every_single_byte_of_every_column_counts(data: st.DataObject) -> None:
    rows = chain(data.draw(logs))
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from([name for name in StoredRow._fields if getattr(rows[at], name) != b""]))
    value: Any = getattr(rows[at], column)
    match value:
        case int():
            changed: Any = value ^ (1 << data.draw(st.integers(0, 20)))
        case str():
            place = data.draw(st.integers(0, len(value) - 1))
            changed = value[:place] + data.draw(st.characters(exclude_characters=value[place])) + value[place + 1 :]
        case _:
            place = data.draw(st.integers(0, len(value) - 1))
            changed = value[:place] + bytes([value[place] ^ data.draw(st.integers(1, 255))]) + value[place + 1 :]
    rows[at] = rows[at]._replace(**{column: changed})
    fault = first_fault(rows, len(rows))
    assert fault is not None
    assert fault.position == at + 1


@given(st.data())
def test_deleting_swapping_and_truncating_are_found_where_they_begin(data: st.DataObject) -> None:
    rows = chain(data.draw(st.lists(st.binary(max_size=9), min_size=3, max_size=9, unique=True)))
    size, at = len(rows), data.draw(st.integers(0, len(rows) - 2))
    gone = first_fault(rows[:at] + rows[at + 1 :], size)
    assert gone is not None
    assert (gone.position, gone.reason) == (at + 1, "missing")
    # contents exchanged, positions kept: what somebody with UPDATE can do
    one, other = rows[at], rows[at + 1]
    swapped = [*rows[:at], other._replace(position=at + 1), one._replace(position=at + 2), *rows[at + 2 :]]
    found = first_fault(swapped, size)
    assert found is not None
    assert found.position == at + 1
    cut = first_fault(rows[: at + 1], size)
    assert cut is not None
    assert (cut.position, cut.reason) == (at + 2, "truncated")


def test_rows_that_are_doubled_or_lie_beyond_the_head_are_found() -> None:
    rows = chain([b"a", b"b", b"c"])
    doubled = first_fault([rows[0], rows[0], *rows[1:]], 3)
    assert doubled is not None
    assert doubled.position == 2
    beyond = first_fault(rows, 2)
    assert beyond is not None
    assert (beyond.position, beyond.reason) == (3, "beyond the head")


def test_bytes_that_became_text_are_a_change() -> None:
    rows = chain([b"a", b"b"])
    rows[1] = rows[1]._replace(state="b")  # type: ignore[arg-type]
    fault = first_fault(rows, 2)
    assert fault is not None
    assert fault.position == 2


def test_a_header_cannot_be_shifted_into_its_neighbour() -> None:
    assert link(START, 1, "a", 12, "t", b"") != link(START, 11, "a", 2, "t", b"")
    row = StoredRow(1, "a", 1, "t", b"x\n", link(START, 1, "a", 1, "t", b"x\n"))
    assert first_fault([row], 1) is None
    for shifted in (row._replace(topic="t\nx", state=b""), row._replace(originator_id="a\n1\nt", topic="x", state=b"")):
        fault = first_fault([shifted], 1)
        assert fault is not None
        assert fault.position == 1


# -- Merkle roots -----------------------------------------------------------------------------------------------------

# Leaves and roots of the reference implementation's test for RFC 6962 (certificate transparency).
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_are_those_of_rfc_6962() -> None:
    tree = MerkleTree()
    assert tree.root().hex() == hashlib.sha256(b"").hexdigest()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.add(bytes.fromhex(leaf))
        assert tree.root().hex() == root


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word: split at the largest power of two below the size."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + by_definition(leaves[:half]) + by_definition(leaves[half:])).digest()


@given(st.lists(st.binary(max_size=5), max_size=70))
def test_a_tree_grown_leaf_by_leaf_is_the_tree_of_the_definition(leaves: list[bytes]) -> None:
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)
    assert tree.root() == by_definition(leaves)


# -- notes ------------------------------------------------------------------------------------------------------------


def signed(size: int = 2, root: bytes = START) -> str:
    return sign(Checkpoint("jikao/organ/sample", size, root, 1_700_000_000), KEY)


def test_a_note_reads_as_c2sp_says() -> None:
    body, signature = signed().split("\n\n")
    origin, size, root, _ = body.split("\n")
    assert (origin, size, base64.b64decode(root)) == ("jikao/organ/sample", "2", START)
    dash, name, encoded = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("—", origin)
    raw = base64.b64decode(encoded)
    KEY.public_key().verify(raw[4:], f"{body}\n".encode())
    public = KEY.public_key().public_bytes_raw()
    assert (
        raw[:4] == key_id(origin, KEY.public_key()) == hashlib.sha256(f"{origin}\n\x01".encode() + public).digest()[:4]
    )


@given(st.data())
def test_a_note_changed_anywhere_is_refused(data: st.DataObject) -> None:
    note = signed()
    place = data.draw(st.integers(0, len(note) - 2))
    other = data.draw(st.characters(codec="utf-8", exclude_characters=note[place]))
    changed = note[:place] + other + note[place + 1 :]
    try:
        checkpoint = opened(changed, KEY.public_key())
    except BadNote:
        return
    assert checkpoint == opened(note, KEY.public_key()), "a note may be written otherwise, never say something else"


def test_a_note_of_another_key_or_another_log_is_refused() -> None:
    notary = Notary("jikao/organ", KEY)
    note = notary.sign("sample", 2, START, 1)
    assert notary.opened("sample", note).size == 2
    with pytest.raises(BadNote):
        notary.opened("finance", note)
    with pytest.raises(BadNote):
        Notary("jikao/organ", Ed25519PrivateKey.generate()).opened("sample", note)


def test_a_notary_is_read_from_its_key_file() -> None:
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert Notary.from_pem("o", pem).sign("s", 1, START, 1) == Notary("o", KEY).sign("s", 1, START, 1)


def test_a_checkpoint_finds_a_log_rewritten_or_cut_short() -> None:
    rows = chain([b"a", b"b", b"c", b"d"])
    tree = MerkleTree()
    for row in rows[:3]:
        tree.add(row.seal)
    checkpoint = Checkpoint("o", 3, tree.root(), 0)
    assert checkpoint_fault(iter(rows), checkpoint) is None
    rewritten = checkpoint_fault(iter(chain([b"a", b"x", b"c", b"d"])), checkpoint)
    assert rewritten is not None
    assert rewritten.reason == "rewritten since the checkpoint"
    cut = checkpoint_fault(iter(rows[:2]), checkpoint)
    assert cut is not None
    assert cut.position == 3
