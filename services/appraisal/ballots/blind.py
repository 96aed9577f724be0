"""Blind RSA signatures after RFC 9474 (RSABSSA-SHA384-PSS-Randomized): what is signed is not seen by who signs.

A voter blinds a message, the service signs it unseen, the voter takes the blinding off: the signature verifies with
any RSA-PSS, and nobody who holds both the signing and the message can tell that they belong together. Knows no ballot.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from math import gcd

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

BITS, EXPONENT = 2048, 65_537
SALT, HASH = 48, 48
PREFIX = 32
"""Random bytes before every message, so that a signer cannot choose what is signed."""
_TRAILER = b"\xbc"


class BlindError(ValueError):
    """What was given cannot be signed or does not verify."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    n: int
    e: int = EXPONENT

    @property
    def size(self) -> int:
        """In bytes."""
        return (self.n.bit_length() + 7) // 8

    def verify(self, prepared: bytes, signature: bytes, salt: int = SALT) -> bool:
        """By the stock RSA-PSS of the cryptography library, so that ours is not the only judge."""
        key = rsa.RSAPublicNumbers(self.e, self.n).public_key()
        try:
            key.verify(signature, prepared, padding.PSS(padding.MGF1(SHA384()), salt), SHA384())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    p: int
    q: int
    e: int = EXPONENT

    @classmethod
    def generate(cls) -> PrivateKey:
        numbers = rsa.generate_private_key(EXPONENT, BITS).private_numbers()
        return cls(numbers.p, numbers.q)

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.p * self.q, self.e)

    def sign(self, blinded: bytes) -> bytes:
        """The same for the same message, always. Blinded once more, so that how long it takes says nothing of the key;
        checked before it leaves, so that a fault in the machine gives no factor away (RFC 9474, 4.3)."""
        public = self.public
        message = int.from_bytes(blinded, "big")
        if len(blinded) != public.size or not 0 < message < public.n:
            raise BlindError("not a message of this key")
        r = _unit(public.n)
        base = message * pow(r, self.e, public.n) % public.n
        signed = self._power(base) * pow(r, -1, public.n) % public.n
        if pow(signed, self.e, public.n) != message:
            raise BlindError("the signature does not verify")
        return signed.to_bytes(public.size, "big")

    def _power(self, base: int) -> int:
        """base^d mod n by the Chinese remainder theorem."""
        d = pow(self.e, -1, (self.p - 1) * (self.q - 1))
        at_p, at_q = pow(base, d % (self.p - 1), self.p), pow(base, d % (self.q - 1), self.q)
        return at_q + self.q * ((at_p - at_q) * pow(self.q, -1, self.p) % self.p)


def prepared(message: bytes, prefix: bytes | None = None) -> bytes:
    return (secrets.token_bytes(PREFIX) if prefix is None else prefix) + message


def blind(key: PublicKey, message: bytes, *, salt: bytes | None = None, r: int | None = None) -> tuple[bytes, int]:
    """The blinded message, and what takes the blinding off again. `message` is prepared. Salt and `r` are given by
    tests alone."""
    salted = secrets.token_bytes(SALT) if salt is None else salt
    encoded = int.from_bytes(encode(message, key.n.bit_length() - 1, salted), "big")
    if gcd(encoded, key.n) != 1:
        raise BlindError("the message shares a factor with the key")
    unit = _unit(key.n) if r is None else r
    blinded = encoded * pow(unit, key.e, key.n) % key.n
    return blinded.to_bytes(key.size, "big"), pow(unit, -1, key.n)


def finalize(key: PublicKey, message: bytes, signed: bytes, inverse: int, salt: int = SALT) -> bytes:
    """The signature of the message, verified."""
    if len(signed) != key.size:
        raise BlindError("not a signature of this key")
    signature = (int.from_bytes(signed, "big") * inverse % key.n).to_bytes(key.size, "big")
    if not key.verify(message, signature, salt):
        raise BlindError("the signature does not verify")
    return signature


def encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384."""
    length = (bits + 7) // 8
    hashed = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - HASH - 2) + b"\x01" + salt
    mask = _mask(hashed, length - HASH - 1)
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + hashed + _TRAILER


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384."""
    made = b""
    for counter in range(-(-length // HASH)):
        made += hashlib.sha384(seed + counter.to_bytes(4, "big")).digest()
    return made[:length]


def _unit(n: int) -> int:
    """A random number that has an inverse."""
    while True:
        r = 1 + secrets.randbelow(n - 1)
        if gcd(r, n) == 1:
            return r
