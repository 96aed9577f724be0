"""A record's form as an operation and as what carries it out: whoever is shown the record may print it.

PrintClaim = printing("PrintClaim", GetClaim, CLAIM)      # operations.py
prints(procedure, ops.PrintClaim)                         # handlers.py
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from pydantic import create_model

from services.kernel.domain.who import Subject
from services.kernel.domain.words import Status, WrongStatus
from services.kernel.procedure.authorization import subject_of
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import File, Paper, Query
from services.kernel.procedure.printing.form import Data, Form
from services.kernel.procedure.printing.sheet import pdf, sheet
from services.kernel.procedure.printing.typeset import MEDIA_TYPE
from services.kernel.procedure.procedure import Procedure

StreamOf = Callable[[Any], UUID | None]
"""Of what the query shows, the id under which the facts are kept that sign it."""


Lays = Callable[[Any, Context], Any]


Instead = Callable[[Any], Form | None]
"""Of what the query shows, another form where it takes one."""


class Printing(Query):
    """The form is filled in from what `SHOWS` answers the same caller."""

    SHOWS: ClassVar[type[Query]]
    FORM: ClassVar[Form]
    INSTEAD: ClassVar[Instead]


def printing(
    name: str, shows: type[Query], form: Form, *, does: str = "paper", instead: Instead = lambda view: None,
    path: str = "", when: tuple[Status, ...] = (),
) -> type[Printing]:  # fmt: skip
    """The query that prints what `shows` shows, for the same callers and by the same fields; at its path and `does`, or
    at `path`; in these statuses of the record, where what it proves comes about in them alone."""
    fields: dict[str, Any] = {one: (field.annotation, field) for one, field in shows.model_fields.items()}
    made: type[Printing] = create_model(
        name,
        __base__=Printing,
        __module__=shows.__module__,
        __cls_kwargs__={
            "path": f"GET {path or f'{shows.PATH}/{does}'}", "who": shows.WHO, "cites": shows.CITES, "returns": Paper,
            "zh": f"打印{form.zh}", "en": f"Print the {form.en}", "when": when,
        },
        **fields,
    )  # fmt: skip
    made.SHOWS, made.FORM, made.INSTEAD = shows, form, staticmethod(instead)
    return made


def prints(
    procedure: Procedure, operation: type[Printing], *, stream: StreamOf = lambda view: getattr(view, "id", None),
    lays: Lays = lambda view, ctx: view,
) -> None:  # fmt: skip
    """Laid out aside: what it takes keeps nobody waiting. What withholds the record from its reader withholds its
    form. `lays` makes the form's record of what is shown, where that is built otherwise."""
    shows = operation.SHOWS

    def about(op: Printing, ctx: Context) -> Subject:
        return subject_of(shows.model_validate(op.__dict__), procedure.subjects.get(shows), ctx)

    def filled(op: Printing, ctx: Context) -> tuple[str, Data]:
        shown = procedure.handlers[shows](shows.model_validate(op.__dict__), ctx)
        _check(operation, shown)
        view = lays(shown, ctx)
        record = stream(view)
        facts = ctx.tx.stream(record) if record is not None else ()
        form = operation.INSTEAD(view) or operation.FORM
        data = sheet(form, ctx, view, record, facts, shows)
        return data["number"] or "-".join(str(getattr(op, name)) for name in op.path_fields()), data

    @procedure.handles_long(operation, subject=about)
    def printed(op: Printing, ctx: LongContext) -> File:
        number, data = ctx.reading(lambda short: filled(op, short))
        name = f"{operation.__name__.removeprefix('Print')}-{number}.pdf"
        return File(name=name, media_type=MEDIA_TYPE, content=ctx.aside(pdf, data, ctx.fonts))


def _check(operation: type[Printing], shown: Any) -> None:
    if operation.WHEN and shown.status not in operation.WHEN:
        raise WrongStatus(
            f"该记录{shown.status.zh}，还不能{operation.ZH}。",
            f"The record is {shown.status.en}: {operation.EN} is not possible yet.",
            cites=operation.CITES,
            status=str(shown.status),
        )
