"""A record's list and workbook, as operations and as what carries them out: both follow from its declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, cast
from uuid import UUID

from annotated_types import Ge, Le
from pydantic import Field, create_model
from sqlalchemy import select

from services.kernel.domain.who import Who
from services.kernel.procedure.context import Context
from services.kernel.procedure.meaning import Series
from services.kernel.procedure.operations import File, Page, PagedQuery, Query
from services.kernel.procedure.paging import asked, kept, page
from services.kernel.procedure.record import Row, Shape, shapes
from services.kernel.procedure.workbook import Sheet
from services.kernel.procedure.worksheet import Form, Shown, Worksheet, exported, some, span, whether, yes
from services.kernel.rules.regulations import Choices, Records

_WIDEST = (1 << 31) - 1
"""What a column of integers takes."""

Take = Callable[[Any], Any]
"""Of a row, what stands in a cell."""

# -- the operations ---------------------------------------------------------------------------------------------------


def listing(
    name: str,
    record: type[Row],
    *,
    path: str,
    who: tuple[Who, ...],
    zh: str = "",
    en: str = "",
    cites: tuple[str, ...] = (),
    returns: type[Row] | None = None,
    offers: bool = False,
    doc: str = "",
    module: str = "",
    **more: Any,
) -> type[PagedQuery]:
    """`ListSealUses = listing("ListSealUses", SealUseRecord, path="GET /documents/seal-uses", who=READERS)`.

    Its filters are what the record can be found by (`find=`), and `more` fields: `name=(type, Field(…))`. With
    `offers` it says of each line what the caller may do now, where that is asked for.
    """
    filters = _filters(record)
    if offers:
        filters["allowed"] = bool, Field(default=False, title="列出可办理事项 / with what may be done")
    return create_model(
        name,
        __base__=PagedQuery,
        __module__=module or _module(record),
        __doc__=doc or None,
        __cls_kwargs__={
            "path": path, "who": who, "cites": cites or record.CITES, "zh": zh or record.ZH, "en": en or record.EN,
            "returns": Page[returns or record],  # type: ignore[misc]
        },
        **(filters | more),
    )  # fmt: skip


def _filters(record: type[Row]) -> dict[str, Any]:
    known = shapes(record)
    return {found: _filter(known[found], record) for found in record.FIND}


def _filter(shape: Shape, record: type[Row]) -> Any:
    title = shape.title
    if isinstance(shape.plain, type) and issubclass(shape.plain, Enum):
        return shape.plain | None, Field(default=None, title=title)
    if shape.plain is int:
        bounds = [mark for mark in shape.marks if isinstance(mark, Ge | Le)] or [Ge(-_WIDEST - 1), Le(_WIDEST)]
        return Annotated[int | None, *bounds], Field(default=None, title=title)
    if shape.plain in (date, bool, UUID):
        return shape.plain | None, Field(default=None, title=title)
    plain: Any = str if shape.meaning is None else Annotated[str, shape.meaning]
    if shape.pattern is not None:
        return plain | None, Field(default=None, max_length=shape.longest or 200, pattern=shape.pattern, title=title)
    return plain, Field(default="", max_length=shape.longest or 200, title=title)


def showing(
    name: str,
    record: type[Row],
    *,
    path: str,
    who: tuple[Who, ...],
    zh: str,
    en: str,
    cites: tuple[str, ...] = (),
    doc: str = "",
    module: str = "",
) -> type[Query]:
    """The query of one record by the one id in its path.

    `GetSealUse = showing("GetSealUse", SealUseRecord, path="GET /documents/seal-uses/{use}", who=READERS, …)`
    """
    key = path.rpartition("{")[2].rstrip("}")
    fields: dict[str, Any] = {key: (UUID, Field(title=f"{record.ONE[0]} / {record.ONE[1]}"))}
    return create_model(
        name,
        __base__=Query,
        __module__=module or _module(record),
        __doc__=doc or None,
        __cls_kwargs__={
            "path": path, "who": who, "cites": cites or record.CITES, "returns": record, "zh": zh, "en": en,
        },
        **fields,
    )  # fmt: skip


class Export(Query):
    """A workbook over a period; both days belong to it. Narrower by what the record can be found by, as its list is."""

    FILTERS: ClassVar[tuple[str, ...]] = ()
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


def exporting(
    name: str,
    record: type[Row],
    *,
    path: str,
    who: tuple[Who, ...],
    zh: str = "",
    en: str = "",
    cites: tuple[str, ...] = (),
    doc: str = "",
    module: str = "",
) -> type[Export]:
    """`ExportSealUses = exporting("ExportSealUses", SealUseRecord, path="GET /documents/seal-uses-export", who=…)`."""
    made: type[Export] = create_model(
        name,
        __base__=Export,
        __module__=module or _module(record),
        __doc__=doc or None,
        __cls_kwargs__={
            "path": path, "who": who, "cites": cites or record.CITES, "returns": File,
            "zh": zh or f"导出{record.ZH}", "en": en or f"Export the {record.EN[:1].lower()}{record.EN[1:]}",
        },
        **_filters(record),
    )  # fmt: skip
    made.FILTERS = tuple(record.FIND)
    return made


def _module(record: type[Row]) -> str:
    """Where its procedure declares its operations: the gateway knows a procedure by it."""
    return f"{record.__module__.rpartition('.')[0]}.operations"


# -- what carries them out --------------------------------------------------------------------------------------------


def in_order(record: type[Row]) -> tuple[Any, ...]:
    c = record.TABLE.c
    return tuple(c[name[1:]].desc() if name.startswith("-") else c[name] for name in record.ORDER)


Views = Callable[[Context, Sequence[Any]], Sequence[Any]]


def list_page(
    op: Any,
    ctx: Context,
    record: type[Row],
    *where: Any,
    shown: Callable[[Any], Any] | None = None,
    all_shown: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
) -> Page[Any]:
    """The page asked for: by the operation's filters that the record declares, and further conditions.

    `shown` makes of a row what is seen; `all_shown` of all of them, where they are looked up together.
    """
    query = select(record.TABLE).where(*asked(op, record.TABLE.c, *record.FIND), *where)
    rows, following = page(ctx, query, in_order(record), op.after, op.limit)
    made = type(op).RETURNS
    items = all_shown(rows) if all_shown is not None else [(shown or record.of)(row) for row in rows]
    return cast("Page[Any]", made(items=items, next=following))


def words_of(shape: Shape, lang: str = "zh") -> Form | None:
    """How a field's value is read in a workbook, or None where it is read as it stands; codes also in English."""
    if isinstance(shape.plain, type) and issubclass(shape.plain, Enum):
        words = {each.value: getattr(each, lang, each.value) for each in shape.plain}
        if shape.many:
            return lambda ctx: lambda codes: "、".join(words.get(code, code) for code in codes)
        return lambda ctx: lambda code: words.get(code, code)
    if shape.plain is bool:
        return whether if shape.nullable else yes
    if shape.plain is int:
        return None if shape.meaning is not None and shape.meaning.kind == "count" else some
    if shape.plain is time:
        return lambda ctx: lambda at: f"{at:%H:%M}" if at else ""
    meaning = shape.meaning
    if isinstance(meaning, Series):
        return partial(_in_series, meaning, lang)
    named = _NAMED.get(meaning.kind) if meaning is not None else None
    if meaning is None or named is None:
        return (lambda ctx: "、".join) if shape.many else None
    take, of = named, meaning.of

    def form(ctx: Context) -> Callable[[Any], Any]:
        one = take(ctx, of, lang)
        return (lambda ids: "、".join(one(id) for id in ids)) if shape.many else one

    return form


def _person(ctx: Context, of: str, lang: str) -> Callable[[str], str]:
    return ctx.organ.name_of


def _department(ctx: Context, of: str, lang: str) -> Callable[[str], str]:
    return lambda id: ctx.organ.title_of(id, ctx.today) if id else ""


def _post(ctx: Context, of: str, lang: str) -> Callable[[str], str]:
    return ctx.organ.post_title


def _choice(ctx: Context, of: str, lang: str) -> Callable[[str], str]:
    """The item's title; its id where the lists no longer hold it."""
    names = {one.id: getattr(one, lang) for one in _listed(ctx, of)}
    return lambda id: names.get(id, id)


def _in_series(series: Series, lang: str, ctx: Context) -> Callable[[str], str]:
    names = {one.id: (one.zh, one.en) for one in _listed(ctx, series.of)}
    return lambda number: (series.read(number, names) or (number, number))[lang == "en"]


def _listed(ctx: Context, of: str) -> Iterator[Any]:
    for parameter in of.split():
        listed = ctx.rules.value(parameter, ctx.today)
        assert isinstance(listed, Choices | Records)
        yield from listed


_NAMED: dict[str, Callable[[Context, str, str], Callable[[str], str]]] = {
    "person": _person,
    "department": _department,
    "post": _post,
    "choice": _choice,
}


def _width(shape: Shape) -> float:
    if shape.many:
        return 40
    if shape.plain is date:
        return 12
    if shape.plain in (int, bool):
        return 8
    if shape.meaning is not None:
        return {"person": 10, "department": 20, "days": 10}.get(shape.meaning.kind, 16)
    if isinstance(shape.plain, type) and issubclass(shape.plain, Enum):
        return 10
    return 12 if shape.longest and shape.longest <= 60 else 40


def worksheet_of(
    record: type[Row], /, name: str = "", *, forms: Mapping[str, Form] = MappingProxyType({}), **particular: Take
) -> Worksheet:
    """The register as a sheet: the columns that the record declares for it."""
    return Worksheet(name or record.ZH, *columns_of(record, forms=forms, **particular))


def columns_of(
    record: type[Row], /, *, forms: Mapping[str, Form] = MappingProxyType({}), **particular: Take
) -> Iterator[Shown]:
    """The columns that the record declares for its sheet, in that order.

    `particular` takes the cell of a column out of the whole row, where the field alone does not say it; `forms` says
    how a column is read, where its meaning does not.
    """
    known = shapes(record)
    names = record.SHEET or tuple(one for one in known if one not in ("id", "version", "allowed"))
    return (_column(known[one], particular.get(one), forms.get(one)) for one in names)


def _column(shape: Shape, take: Take | None, form: Form | None) -> Shown:
    heading, width = shape.title.partition(" / ")[0], _width(shape)
    digits = "0.0" if shape.meaning is not None and shape.meaning.kind == "days" else ""
    if take is not None:
        return Shown(heading, width, take, form, digits)
    return Shown(heading, width, shape.name, form or words_of(shape), digits)


def export_period(
    op: Any, ctx: Context, record: type[Row], name: str, *where: Any, rows: Iterable[Any] | None = None
) -> File:
    """The workbook of a period, oldest first, called `name` with its days."""
    return exported(f"{name}-{op.start}-{op.end}", period_sheet(op, ctx, record, *where, rows=rows))


def period_sheet(op: Any, ctx: Context, record: type[Row], *where: Any, rows: Iterable[Any] | None = None) -> Sheet:
    """One register of a period as a sheet, oldest first; of `rows` those that fit the filters that are filled in."""
    c, names = record.TABLE.c, narrowed(op)
    if rows is None:
        order: Sequence[Any] = [c[each.lstrip("-")] for each in record.ORDER]
        query = select(record.TABLE).where(c[record.DATED].between(op.start, op.end), *asked(op, c, *names), *where)
        rows = ctx.rows(query.order_by(*order))
    elif names:
        rows = [row for row in rows if all(kept(getattr(row, one)) == kept(getattr(op, one)) for one in names)]
    return worksheet_of(record).sheet(ctx, rows, f"{span(op.start, op.end)}{_said(op, ctx, record, names)}")


def narrowed(op: Any) -> list[str]:
    """The filters of an export that are filled in."""
    return [name for name in getattr(op, "FILTERS", ()) if getattr(op, name)]


def fits(op: Any, record: type[Row]) -> bool:
    """Whether a sheet of the record can be narrowed as it is asked; one that cannot is left out of the workbook."""
    return set(narrowed(op)) <= set(record.FIND)


def _said(op: Any, ctx: Context, record: type[Row], names: Sequence[str]) -> str:
    """What it was narrowed by, so that nobody takes the sheet for the whole register: `（部门：办公室）`."""
    known, said = shapes(record), []
    for name in names:
        form, value = words_of(known[name]), kept(getattr(op, name))
        word = form(ctx)(value) if form is not None else "" if known[name].plain is UUID else value
        title = known[name].title.partition(" / ")[0]
        said.append(f"{title}：{word}" if word else f"按{title}")
    return f"（{'，'.join(said)}）" if said else ""
