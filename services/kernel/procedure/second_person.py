"""What takes a second person: one proposes it and says why, another approves or declines it, whoever proposed it may
withdraw it. Who these are, and what an approval does, its procedure says; all else is the same for all and stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from pydantic import Field, create_model

from services.kernel.domain.aggregate import Becomes
from services.kernel.domain.proposal import Facts, Proposal
from services.kernel.domain.who import SELF, Subject, Who
from services.kernel.domain.words import Status
from services.kernel.log.registers import Register
from services.kernel.procedure.commands import Commands, SubjectOf
from services.kernel.procedure.context import Context
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command, Query
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.record import Record
from services.kernel.procedure.registry import Views, exporting, listing, showing

P = TypeVar("P", bound=Proposal)


def kept(
    record: type[Record], facts: Facts, becomes: Becomes, *decided: str, answer: str = "reason", **opened: Any
) -> Register:
    """Its register: `decided` are the columns that the approval fills, `answer` the one that takes the words with
    which it was declined or withdrawn, `opened` as in `Register.opens`."""
    register = Register(record.TABLE.name, record)
    said, by = {fact: {"status": becomes[fact]} for fact in facts}, {"decided_by": "actor", "decided_on": "day"}
    first = {"proposed_by": "actor", "proposed_on": "day"}
    register.opens(record, facts.proposed, **first, **said[facts.proposed], **opened)
    register.changes(record, facts.approved, *decided, **by, **said[facts.approved])
    register.changes(record, facts.declined, **{answer: "reason"}, **by, **said[facts.declined])
    register.changes(record, facts.withdrawn, **{answer: "reason"}, **said[facts.withdrawn])
    return register


class Decisions(NamedTuple):
    """What can be asked of it once it is proposed."""

    approve: type[Command]
    decline: type[Command]
    withdraw: type[Command]
    get: Any
    """The query of one, by its id."""
    list: type[Query]
    export: type[Query]


def decisions(
    name: str,
    record: type[Record],
    *,
    at: str,
    zh: str,
    en: str,
    word: str = "核准",
    approves: str,
    second: tuple[Who, ...],
    readers: tuple[Who, ...],
    withdrawing: tuple[Who, ...] = (SELF,),
    waits: Status,
    until: tuple[Status, ...] = (),
    module: str = "",
) -> Decisions:
    """`decisions("Erasure", ErasureRecord, at="/directory/erasures/{erasure}", zh="删除个人信息", en="an erasure", …)`.

    `waits` is the status in which it is decided, `until` those in which it can be withdrawn, where these are more;
    `approves` says what the approval does, in the words of the description.
    """
    whole, _, key = at.rpartition("/")
    module = module or f"{record.__module__.rpartition('.')[0]}.operations"
    which: Any = {key.strip("{}"): (UUID, Field(title=" / ".join(record.ONE)))}
    why: Any = {"reason": (Reason, ...)}

    def command(
        verb: str, does: str, who: tuple[Who, ...], title: str, when: Any, doc: str = "", **fields: Any
    ) -> type[Command]:
        said = {"path": f"POST {at}/{does}", "who": who, "zh": title, "en": f"{verb} {en}", "when": when}
        said |= {"returns": record}
        base: Any = {"__base__": Command, "__module__": module, "__doc__": doc or None, "__cls_kwargs__": said}
        made: type[Command] = create_model(f"{verb}{name}", **base, **fields)
        return made

    return Decisions(
        command("Approve", "approval", second, f"{word}{zh}", waits, approves, **which),
        command("Decline", "refusal", second, f"不予{word}{zh}", waits, **which, **why),
        command("Withdraw", "withdrawal", withdrawing, f"撤回{zh}提请", until or waits, **which, **why),
        showing(
            f"Get{name}",
            record,
            path=f"GET {at}",
            who=readers,
            zh=f"查看{record.ONE[0]}",
            en=f"See {en}",
            module=module,
        ),
        listing(f"List{name}s", record, path=f"GET {whole}", who=readers, module=module),
        exporting(f"Export{name}s", record, path=f"GET {whole}-export", who=readers, module=module),
    )


def settles(
    procedure: Procedure,
    aggregate: type[P],
    record: type[Record],
    ops: Decisions,
    facts: Facts,
    *,
    workbook: str = "",
    title: str = "reason",
    whose: Callable[[Any], str] = lambda one: one.proposed_by,
    parties: Callable[[P, Context], tuple[str, ...]] = lambda found, ctx: (),
    views: Views | None = None,
) -> tuple[Commands[P], SubjectOf]:
    """Carries out all but the approval, lists it and has it wait on the desks of those who decide. Returns the
    commands, and whom a decision is about. `whose` it is may withdraw it as `SELF`; `parties` do not decide either."""
    (key,) = ops.get.path_fields()
    commands = Commands(
        procedure,
        aggregate,
        key=key,
        record=record,
        shows=ops.get,
        views=views,
        subject=lambda one: Subject(person=whose(one)),
    )

    def decided(op: Any, ctx: Context) -> Subject:
        found = ctx.find(aggregate, getattr(op, key))
        return Subject(parties=(found.proposed_by, *parties(found, ctx))) if found.exists else Subject()

    commands.leads_to(ops.approve, about=decided)
    commands.records(ops.decline, facts.declined, about=decided)
    commands.records(ops.withdraw, facts.withdrawn)
    commands.lists(ops.list)
    if workbook:
        commands.exports(ops.export, workbook)
    commands.waits(
        ops.approve,
        since="proposed_on",
        title=title,
        subject=lambda view, ctx: decided(ops.approve(**{key: view.id}), ctx),
    )
    return commands, decided
