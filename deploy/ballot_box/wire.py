"""What the box process and those who reach it agree on: where it may listen, who may ask for what. Knows no socket."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Iterable

CASTING = "cast"
"""All that a gateway may ask for: it holds a secret of its own that opens nothing else."""
VERBS = (CASTING, "open", "check", "sign", "close", "held", "destroy")


class NotPrivate(SystemExit):
    """The box would be reached from outside, or over a wire that others share."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"票箱只能使用本机或内网地址，不能是 {host}。"
            f"The box is reached at a loopback or private address, not at {host}."
        )


def casting_secret(secret: str) -> str:
    """Follows from the box's own, and not the other way round."""
    return hmac.new(secret.encode(), b"jikao-box/1 cast", hashlib.sha256).hexdigest()


def may(secret: str, given: str, verb: str) -> bool:
    """Whether somebody who knows this may ask for that; compared in constant time."""
    known = [secret, casting_secret(secret)] if verb == CASTING else [secret]
    return any(hmac.compare_digest(one.encode(), given.encode("utf-8", "replace")) for one in known)


def private(host: str) -> str:
    """The same host, when every address it has is a loopback or a private one."""
    try:
        addresses = [ipaddress.ip_address(one) for one in _addresses(host)]
    except (OSError, ValueError):
        raise NotPrivate(host) from None
    if not addresses or any(one.is_unspecified or not (one.is_loopback or one.is_private) for one in addresses):
        raise NotPrivate(host)
    return host


def _addresses(host: str) -> Iterable[str]:
    return {str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, None)}
