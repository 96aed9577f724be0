"""The second factor: a code that changes every half minute (TOTP, RFC 6238), from a device that its owner has. Each
code counts once; ten recovery codes stand in for a lost device, once each. Secrets are kept encrypted, with a key that
is not in the database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, Engine, select

from gateway.attempts import Attempts
from gateway.refusals import FactorUnreadable, WrongCode
from gateway.tables import factors, writing

STEP = 30
AROUND = (0, -1, 1)
"""Steps that are taken beside the present one: clocks differ."""
RECOVERY_CODES = 10
_TYPED = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Factor:
    """`since` is None while none is in use; `left` are the recovery codes that count still."""

    since: float | None
    left: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A secret to be taken over by a device: typed in, or read as a picture."""

    secret: str
    uri: str

    def svg(self) -> str:
        """The picture, to stand in a page: it asks for nothing elsewhere."""
        made = io.BytesIO()
        segno.make(self.uri, error="m").save(made, kind="svg", scale=5, border=3, xmldecl=False, svgns=True)
        return made.getvalue().decode()


class Factors:
    """Blocking. `wall` is seconds since the epoch. Wrong codes count as wrong passwords do, and make whoever guesses
    wait."""

    def __init__(self, engine: Engine, attempts: Attempts, wall: Callable[[], float]) -> None:
        self._engine, self._attempts, self._wall = engine, attempts, wall
        self._vault: Fernet | None = None

    def unlock(self, key: bytes) -> None:
        """32 bytes that the gateways of an office share and no database holds."""
        self._vault = Fernet(base64.urlsafe_b64encode(key))

    def of(self, login: str) -> Factor:
        with self._engine.connect() as connection:
            row = connection.execute(select(factors).where(factors.c.login == login)).first()
        if row is None or not row.secret:
            return Factor(None, 0)
        return Factor(row.since, len(row.recovery.split()))

    def offer(self, login: str, issuer: str) -> Offered:
        """A secret to set up, the same until it is confirmed."""
        with writing(self._engine) as connection:
            row = connection.execute(select(factors).where(factors.c.login == login).with_for_update()).first()
            if row is not None and row.pending and (known := self._opened(row.pending)):
                return _offered(known, login, issuer)
            secret = pyotp.random_base32()
            self._put(connection, login, row is not None, pending=self._sealed(secret))
        return _offered(secret, login, issuer)

    def confirm(self, login: str, code: str, address: str, *, current: str = "") -> list[str]:
        """The device has taken the secret over: from now on its codes count, and no other's. Returns the recovery
        codes, told once. Where a factor is in use already, `current` is a code of that."""
        if self.of(login).since is not None:
            self.check(login, current, address)
        now = self._wall()
        with self._engine.connect() as connection:
            self._attempts.check(connection, login, address, now)
            row = connection.execute(select(factors).where(factors.c.login == login)).first()
        secret = self._opened(row.pending) if row is not None and row.pending else ""
        step = _step(secret, _TYPED.sub("", code), now, 0) if secret else 0
        if not step:
            self._failed(login, address, now)
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        kept = " ".join(_digest(one) for one in codes)
        with writing(self._engine) as connection:
            taken = {"secret": self._sealed(secret), "pending": "", "since": now, "last_step": step, "recovery": kept}
            connection.execute(factors.update().where(factors.c.login == login), taken)
            self._attempts.forget(connection, login, address)
        return codes

    def check(self, login: str, code: str, address: str) -> bool:
        """Takes a code of the device, or a recovery code in its place: whether it was one of those. Refuses what is
        wrong, and what was used before."""
        now, typed = self._wall(), _TYPED.sub("", code)
        with self._engine.connect() as connection:
            self._attempts.check(connection, login, address, now)
            row = connection.execute(select(factors).where(factors.c.login == login)).first()
        if row is None or not row.secret:
            self._failed(login, address, now)
        secret = self._opened(row.secret)
        if not secret:
            raise FactorUnreadable(
                "动态口令无法核对：密钥已更换。", "The second factor cannot be checked: the office's key was replaced."
            )
        mine = factors.c.login == login
        if step := _step(secret, typed, now, row.last_step):
            with writing(self._engine) as connection:
                won = connection.execute(factors.update().where(mine, factors.c.last_step < step), {"last_step": step})
                if won.rowcount:
                    self._attempts.forget(connection, login, address)
                    return False
        elif _digest(typed.lower()) in row.recovery.split():
            left = " ".join(one for one in row.recovery.split() if one != _digest(typed.lower()))
            with writing(self._engine) as connection:
                used = factors.update().where(mine, factors.c.recovery == row.recovery)
                if connection.execute(used, {"recovery": left}).rowcount:
                    self._attempts.forget(connection, login, address)
                    return True
        return self._failed(login, address, now)

    def forget(self, connection: Connection, login: str) -> None:
        """The device is lost."""
        connection.execute(factors.delete().where(factors.c.login == login))

    def _failed(self, login: str, address: str, now: float) -> NoReturn:
        with writing(self._engine) as connection:
            self._attempts.failed(connection, login, address, now)
        raise WrongCode("动态口令不正确，或已经用过。", "That code is wrong, or was used before.")

    def _put(self, connection: Connection, login: str, there: bool, **values: object) -> None:
        if there:
            connection.execute(factors.update().where(factors.c.login == login), values)
        else:
            empty = {"secret": "", "pending": "", "since": None, "last_step": 0, "recovery": ""}
            connection.execute(factors.insert(), {"login": login, **empty, **values})

    def _sealed(self, secret: str) -> str:
        assert self._vault is not None, "unlocked by whoever serves"
        return self._vault.encrypt(secret.encode()).decode()

    def _opened(self, kept: str) -> str:
        """Empty where it was encrypted with another key."""
        assert self._vault is not None, "unlocked by whoever serves"
        try:
            return self._vault.decrypt(kept.encode()).decode()
        except InvalidToken:
            return ""


def _offered(secret: str, login: str, issuer: str) -> Offered:
    return Offered(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer))


def _step(secret: str, code: str, now: float, after: int) -> int:
    """The step whose code it is, later than the last one that counted; 0 where it is none."""
    made, present = pyotp.TOTP(secret), int(now // STEP)
    for step in (present + around for around in AROUND):
        if step > after and hmac.compare_digest(made.at(step * STEP).encode(), code.encode()):
            return step
    return 0


def _recovery_code() -> str:
    return f"{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def _digest(code: str) -> str:
    """64 bits of chance need no slow hash."""
    return hashlib.sha256(_TYPED.sub("", code).encode()).hexdigest()
