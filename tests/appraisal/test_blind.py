"""Blind signatures: the RFC's own vectors in both directions, and whatever is not one is refused (RFC 9474)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.appraisal.ballots.blind import BlindError, PrivateKey, PublicKey, blind, finalize, prepared

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "rfc9474.json").read_text())


def number(vector: dict[str, Any], name: str) -> int:
    return int(vector[name], 16)


def octets(vector: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(str(vector[name] or "").removeprefix("0x"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_the_standards_own_vectors(vector: dict[str, Any]) -> None:
    """The blinded message, the signature upon it and the one that comes of it are the RFC's, byte for byte."""
    key = PrivateKey(number(vector, "p"), number(vector, "q"), number(vector, "e"))
    public, salt = key.public, octets(vector, "salt")
    assert public.n == number(vector, "n")
    message = prepared(octets(vector, "msg"), octets(vector, "msg_prefix"))
    assert message == octets(vector, "input_msg")
    inverse = number(vector, "inv")
    blinded, taken_off = blind(public, message, salt=salt, r=pow(inverse, -1, public.n))
    assert (blinded, taken_off) == (octets(vector, "blinded_msg"), inverse)
    signed = key.sign(blinded)
    assert signed == octets(vector, "blind_sig")
    assert finalize(public, message, signed, inverse, len(salt)) == octets(vector, "sig")


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate()


def test_the_same_request_is_signed_the_same(key: PrivateKey) -> None:
    blinded, _ = blind(key.public, prepared(b"slip"))
    assert key.sign(blinded) == key.sign(blinded)


@pytest.mark.parametrize("spoil", [b"", b"\x00" * 256, b"\xff" * 256, b"x" * 255, b"x" * 257])
def test_what_is_no_message_of_the_key_is_not_signed(key: PrivateKey, spoil: bytes) -> None:
    with pytest.raises(BlindError):
        key.sign(spoil)


def test_another_keys_signature_another_message_and_a_changed_byte_do_not_verify(key: PrivateKey) -> None:
    message = prepared(b"slip")
    blinded, inverse = blind(key.public, message)
    signature = finalize(key.public, message, key.sign(blinded), inverse)
    assert key.public.verify(message, signature)
    assert not key.public.verify(message + b"x", signature)
    assert not key.public.verify(message, bytes([signature[0] ^ 1]) + signature[1:])
    other = PrivateKey.generate()
    assert not other.public.verify(message, signature)
    with pytest.raises(BlindError):
        finalize(key.public, message, other.sign(blind(other.public, message)[0]), inverse)
    assert PublicKey(key.public.n).verify(message, signature)


def test_what_was_signed_tells_nothing_of_the_message(key: PrivateKey) -> None:
    """For every signed request and every slip there is a blinding that leads from the one to the other: whoever has
    all of both cannot tell which belong together."""
    messages = [prepared(b"one"), prepared(b"two")]
    requests = [blind(key.public, message) for message in messages]
    signatures = [
        finalize(key.public, message, key.sign(blinded), inverse)
        for message, (blinded, inverse) in zip(messages, requests, strict=True)
    ]
    n, e = key.public.n, key.public.e
    for blinded, _ in requests:
        for signature in signatures:
            encoded = pow(int.from_bytes(signature, "big"), e, n)
            power = int.from_bytes(blinded, "big") * pow(encoded, -1, n) % n
            r = int.from_bytes(key.sign(power.to_bytes(key.public.size, "big")), "big")
            assert encoded * pow(r, e, n) % n == int.from_bytes(blinded, "big")
