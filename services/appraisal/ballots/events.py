"""What is on record of a democratic evaluation (A35): who took slips, never who cast which.

A quarter has one round, or more where one had to be voided: `number` says which. No event is recorded when a slip is
cast.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from services.kernel.domain.events import Event, Part


class OfRound(Event):
    quarter: str
    number: int = 1


class VoterClass(Part):
    """Who rates with keys of their own: `members` by id, their share of a result, the least of their slips that are
    shown."""

    id: str
    weight: Decimal
    least: int
    members: tuple[str, ...]


class EvaluationOpened(OfRound):
    """`keys` are the public moduli in hex by department (and `comments`), `acknowledges` the Ed25519 key that signs
    acknowledgements, `roll` who may take slips, by id. Where there are `classes` of voters, a key is for a department
    and a class: `law@leaders`."""

    SAYS = "启动测评"
    TOPIC = "appraisal.evaluation-opened.v1"
    keys: dict[str, str]
    acknowledges: str
    roll: tuple[str, ...]
    least: int
    taking_until: datetime
    casting_until: datetime
    classes: tuple[VoterClass, ...] = ()


class SlipsSigned(OfRound):
    """`person` took one slip for each of the departments; `digest` is of the blinded request, so that the same request
    gets the same answer and another one none."""

    SAYS = "领取选票"
    TOPIC = "appraisal.slips-signed.v1"
    person: str
    departments: tuple[str, ...]
    digest: str


class SlipsSealed(OfRound):
    """`slips` are the cast ones in hex, message and signature, sorted; `root` is over their digests."""

    SAYS = "封存选票"
    TOPIC = "appraisal.slips-sealed.v1"
    slips: tuple[tuple[str, str], ...]
    root: str


class SlipsWithheld(OfRound):
    """Fewer than the least: what they say is destroyed with the box. `codes` let a voter see that theirs is counted."""

    SAYS = "选票不足，不予公布"
    TOPIC = "appraisal.slips-withheld.v1"
    codes: tuple[str, ...]


class EvaluationClosed(OfRound):
    """Every department is sealed or withheld; the box and the keys may be destroyed."""

    SAYS = "结束测评"
    TOPIC = "appraisal.evaluation-closed.v1"


class EvaluationVoided(OfRound):
    """Nothing of the round counts; it is held again under the next number, with other keys. `box` is how its box stood
    when it was voided, so that nobody can say later that it was lost."""

    SAYS = "作废测评"
    TOPIC = "appraisal.evaluation-voided.v1"
    reason: str
    box: str
