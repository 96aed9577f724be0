"""The sample organ where somebody stands in for another, also as the directory would refuse it today."""

from __future__ import annotations

from datetime import date

from services.directory.events import DelegationGiven
from services.directory.names import stream
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode, public_bytes
from tests.attendance.desk import organ
from tests.given import noon


def standing_in(post: str, holder: str, deputy: str, start: date, until: date) -> list[Message]:
    """What the directory published, and that `deputy` stands in for the post's holder."""
    told = list(organ())
    stands, last = stream("post", post), told[-1]
    version = 1 + sum(one.aggregate == stands.hex for one in told)
    event = DelegationGiven(
        originator_id=stands, originator_version=version, timestamp=noon(start), day=start, of_post=post, number=1,
        holder=holder, deputy=deputy, until=until,
    )  # fmt: skip
    data = public_bytes(event.TOPIC, encode(event))
    return [*told, Message("directory", last.position + 1, last.position, event.TOPIC, stands.hex, data)]
