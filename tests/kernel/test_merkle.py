"""Proofs by RFC 6962: of every event in every tree, of every tree in every later one, and of nothing else."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.verifier import verify
from services.kernel.log.merkle import ProvingTree, included
from services.kernel.log.seal import MerkleTree

SEALS = [hashlib.sha256(bytes([n])).digest() for n in range(70)]
TREE = ProvingTree(SEALS)


def test_every_root_is_that_of_the_tree_that_grows() -> None:
    growing = MerkleTree()
    for size, seal in enumerate(SEALS, 1):
        growing.add(seal)
        assert TREE.root(size) == growing.root()
        assert ProvingTree(SEALS[:size]).root() == growing.root()


def test_the_known_tree_of_the_rfc() -> None:
    """Of eight leaves whose roots and paths certificate transparency's own tests name."""
    leaves = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
    leaves.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
    tree = ProvingTree(leaves)
    assert tree.root().hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert tree.root(6).hex() == "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"
    assert [one.hex() for one in tree.inclusion(1)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in tree.consistency(6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@settings(max_examples=400)
@given(st.integers(1, 70), st.data())
def test_an_event_is_proven_at_its_own_place_and_at_no_other(size: int, data: st.DataObject) -> None:
    position = data.draw(st.integers(1, size))
    path, root = TREE.inclusion(position, size), TREE.root(size)
    for judge in (included, verify.included):
        assert judge(SEALS[position - 1], position, size, path, root)
        assert not judge(SEALS[position % 70], position, size, path, root)
        other = data.draw(st.integers(1, size))
        assert judge(SEALS[position - 1], other, size, path, root) == (other == position)
        assert not judge(SEALS[position - 1], position, size, [*path, root], root)
        assert not judge(SEALS[position - 1], position, size, path[:-1], root) or not path


@settings(max_examples=400)
@given(st.integers(1, 70), st.data())
def test_a_later_tree_continues_every_earlier_one_and_no_other(later: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, later))
    path = TREE.consistency(earlier, later)
    roots = TREE.root(earlier), TREE.root(later)
    assert verify.continues(earlier, roots[0], later, roots[1], path)
    assert not verify.continues(earlier, bytes(32), later, roots[1], path)
    assert not verify.continues(earlier, roots[0], later, bytes(32), path)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        spoilt = [*path[:at], bytes(32), *path[at + 1 :]]
        assert not verify.continues(earlier, roots[0], later, roots[1], spoilt)


@pytest.mark.parametrize(("position", "size"), [(0, 5), (6, 5), (1, 71), (3, 0)])
def test_there_is_no_proof_of_what_is_not_there(position: int, size: int) -> None:
    with pytest.raises(ValueError, match="no event"):
        TREE.inclusion(position, size)
