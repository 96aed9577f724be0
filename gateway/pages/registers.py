"""台账: every paged query as a table, every record with what may be done to it; all of it from the declarations."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import urlencode
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from gateway import catalog
from gateway.operations import Operations, changes, folder, is_register
from gateway.pages.choices import of_oneself_alone, offered
from gateway.pages.columns import hidden, mute, proves
from gateway.pages.fields import control, needs, table_of
from gateway.pages.frame import Pages, Visit
from gateway.pages.lines import Lines, event_page, names_event, years_of
from gateway.pages.log import history_page
from gateway.pages.places import is_id, own_page, page_of_line, page_of_record, pages_of_rows, register_page
from gateway.pages.replays import LOOKS, looked
from gateway.stream import page_topic, topics_of
from gateway.watching import unseen
from services.kernel.procedure.operations import File, Operation, PagedQuery
from services.kernel.procedure.printing.query import Printing
from services.kernel.procedure.record import shapes
from services.kernel.refusals import NotFound, Refusal
from services.kernel.rules.months import bounds

PERSON = "directory.get-person"
"""Beside whom their years stand."""


class Registers:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate
        self._topics = topics_of(self.gate.operations)

    async def index(self, visit: Visit) -> Response:
        """By service, those that the visitor may ask."""
        groups: dict[str, list[tuple[type[Operation], str]]] = {}
        permitted = await self.pages.permitted(visit)
        for operation in self.gate.operations.values():
            if is_register(operation) and operation.NAME in permitted and not _within_record(operation):
                groups.setdefault(operation.SERVICE, []).append((operation, register_page(operation, permitted)))
        of_logs = {
            what: any(name.endswith(f".list-{what}") for name in permitted) for what in ("replays", "quarantine")
        }
        return self.pages.render(visit, "registers.html", groups=groups, **of_logs)

    async def register(self, visit: Visit) -> Response:
        operation, permitted = self._operation(visit), await self.pages.permitted(visit)
        if not is_register(operation):
            raise NotFound("没有这本台账。", "There is no such register.")
        given = {key: value for key, value in visit.request.query_params.items() if key in operation.model_fields}
        asked = {key: value for key, value in given.items() if value}
        if not asked and permitted.get(operation.NAME):  # an address that says nobody: one's own part of it
            return RedirectResponse(register_page(operation, permitted), 303)
        required = [name for name, field in operation.model_fields.items() if field.is_required()]
        answer: Any = None
        refusal: Refusal | None = None
        position = await self.gate.live.position()
        if all(name in asked for name in required):
            try:
                answer = await self._answer(visit, operation, asked)
            except Refusal as refused:
                refusal = refused
        record = self.gate.operations.registers[operation]
        rows = answer["items"] if answer else []
        problem = self.pages.problem(visit, refusal) if refusal is not None else None
        schema = catalog.form(self.gate.operations, operation.NAME)["schema"]
        links = await self._links(visit, record, rows, permitted)
        replay = await self._seen_in(visit, operation)
        if replay is not None:
            asked["replay"] = replay["id"]
            links = [f"{link}&replay={replay['id']}" if link.startswith("/records/") else "" for link in links]
        further = answer and answer.get("next")
        leads = await self.pages.references(visit, operation, rows)
        fields = [control(name, schema, given) for name in schema["properties"] if name not in {"limit", "after"}]
        await offered(self.pages, visit, operation, fields, None)
        return self.pages.render(
            visit,
            "register.html",
            status=problem["status"] if problem else 200,
            operation=operation,
            fields=fields,
            within=_within_record(operation),
            answer=answer,
            live=page_topic(self._topics, operation, permitted) if answer is not None else "",
            position=position,
            columns=[
                name
                for name in table_of(answer, visit.lang, leads, sheet_of(operation))
                if (name != "id" or record is None) and not told_by_record(name, rows, record)
            ],
            references=leads,
            titles=self.pages.vocabulary.titles(operation, visit.lang),
            links=links,
            further=f"?{urlencode(asked | {'after': further})}" if further else "",
            first=f"?{urlencode({k: v for k, v in asked.items() if k != 'after'})}" if "after" in asked else "",
            replay=replay,
            exports=[
                (export, self._export(export, asked, replay))
                for export in exports_of(self.gate.operations, operation)
                if export.NAME in permitted
            ],
            problem=problem,
            wrong={f["field"].split(".")[0]: f for f in (problem or {}).get("fields", ())},
        )

    @staticmethod
    def _export(export: type[Operation], asked: Mapping[str, str], replay: Mapping[str, Any] | None) -> str:
        if replay is not None:
            return f"/replays/{export.SERVICE}/{replay['id']}/workbook.xlsx?operation={export.NAME}"
        return f"/operations/{export.NAME}?{urlencode(carried_to(export, asked))}"

    async def _answer(self, visit: Visit, operation: type[Operation], asked: Mapping[str, Any]) -> Any:
        """As it stands, or as a replay has it."""
        replay = visit.request.query_params.get("replay", "")
        if replay and f"{operation.SERVICE}.{LOOKS}" in self.gate.operations:
            return await looked(self.pages, visit, operation, replay, asked)
        return await self.pages.ask(visit, operation.NAME, **asked)

    async def _seen_in(self, visit: Visit, operation: type[Operation]) -> Any:
        """The replay that the page shows the record or register of; None where it is live."""
        replay = visit.request.query_params.get("replay", "")
        return await self.pages.ask(visit, f"{operation.SERVICE}.get-replay", replay=replay) if replay else None

    async def _links(
        self,
        visit: Visit,
        record: type[Operation] | None,
        rows: list[dict[str, Any]],
        permitted: Mapping[str, Any],
    ) -> list[str]:
        """Each row's page. What a row names of another procedure (what is owed) may be less open than the row."""
        links = [_record_link(record, row, permitted) for row in rows]
        named = {link: row for link, row in zip(links, rows, strict=True) if link and _names_record(row)}
        with unseen():
            answers = await asyncio.gather(
                *(self.pages.ask_kindly(visit, row["record"], **row["fields"]) for row in named.values())
            )
        closed = {link for link, answer in zip(named, answers, strict=True) if answer is None}
        return ["" if link in closed else link for link in links]

    async def record(self, visit: Visit) -> Response:
        operation, permitted = self._operation(visit), await self.pages.permitted(visit)
        keys = operation.path_fields()
        if (
            operation.WRITES
            or operation.METHOD != "GET"
            or not keys
            or issubclass(operation.RETURNS, PagedQuery | File)
        ):
            raise NotFound("没有这种记录。", "There is no such record.")
        given = {key: value for key, value in visit.request.query_params.items() if key in operation.model_fields}
        if own_page(operation.NAME) and all(given.get(key) for key in keys):
            return RedirectResponse(page_of_record(operation.NAME, given), 303)
        answer = await self._answer(visit, operation, given)
        if not isinstance(answer, dict):
            raise NotFound("没有这种记录。", "There is no such record.")
        own = {key: given[key] for key in keys if key in given}
        replay = await self._seen_in(visit, operation)
        version = {"version": answer["version"]} if isinstance(answer.get("version"), int) else {}
        leads = await self.pages.references(visit, operation, {k: v for k, v in answer.items() if k not in keys})
        acts = self._acts(visit, operation, own, answer, permitted) if replay is None else []
        shown = {
            key: value
            for key, value in answer.items()
            if not hidden(key, visit.lang, answer) and not mute(key, [answer], leads)
        }
        return self.pages.render(
            visit,
            "record.html",
            operation=operation,
            known=self.pages.called(operation, answer, visit.lang),
            answer=shown,
            whole={**shown, "id": answer.get("id")},
            proof=[key for key, value in shown.items() if proves(value)],
            blank=[key for key, value in shown.items() if value in (None, "", [])],
            references=leads,
            titles=self.pages.vocabulary.titles(operation, visit.lang),
            views=await self._answering(
                visit, operation, own, views_on(self.gate.operations, operation, own, permitted, answer.get("status"))
            ),
            row_pages=pages_of_rows(self.gate.operations, operation, own),
            row_events=Lines(permitted, own, acts),
            years=await years_of(self.pages, visit, own["person"]) if operation.NAME == PERSON else [],
            history=await history_page(
                self.pages, visit, operation.SERVICE, [answer.get("id"), *(own.values() if len(own) == 1 else ())]
            ),
            attached=await self._attached(visit, operation, own),
            registers=[
                (each, register_page(each, permitted))
                for each, record in self.gate.operations.registers.items()
                if record is operation and each.NAME in permitted
            ],
            replay=replay,
            acts=[
                (act, f"/operations/{act.NAME}?{urlencode(own | (version if changes(act, operation) else {}))}")
                for act in acts
                if not names_event(act)
            ],
        )

    async def _answering(
        self, visit: Visit, record: type[Operation], own: Mapping[str, str], views: list[tuple[type[Operation], str]]
    ) -> list[tuple[type[Operation], str]]:
        """Less the records beside it that are not there, or not for the visitor: their own service says so.

        A form takes long to set, so what it shows is asked; the record's own is for whoever is shown the record.
        """
        whole = [view for view, page in views if not is_register(view) and (_whole(page) or not _is_file(view))]
        asked = {view: view.SHOWS if issubclass(view, Printing) else view for view in whole}
        asked = {view: shows for view, shows in asked.items() if shows is not record}
        answers = await asyncio.gather(*(self.pages.ask_kindly(visit, one.NAME, **own) for one in asked.values()))
        silent = {view.NAME for view, answer in zip(asked, answers, strict=True) if answer is None}
        return [(view, page) for view, page in views if view.NAME not in silent]

    def _acts(
        self,
        visit: Visit,
        record: type[Operation],
        own: Mapping[str, str],
        answer: Mapping[str, Any],
        permitted: Mapping[str, Any],
    ) -> list[type[Operation]]:
        """What the record's own answer allows; of a record that does not say so, what could be done by the visitor."""
        operations = self.gate.operations
        if answer.get("allowed") is not None:
            return [operations[name] for name in answer["allowed"] if name in operations]
        anothers = own.get("person", visit.caller.person) != visit.caller.person
        return [
            act
            for act in acts_on(operations, record)
            if act.NAME in permitted
            and _has_rows(act, record, answer)
            and not (anothers and of_oneself_alone(visit, act))
        ]

    async def _attached(self, visit: Visit, record: type[Operation], own: Mapping[str, str]) -> dict[str, Any] | None:
        """A record's files where it takes any: those of its kind, which is called as its query or its folder."""
        listing = f"{record.SERVICE}.list-attachments"
        if listing not in self.gate.operations or len(own) != 1:
            return None
        (id_,) = own.values()
        for kind in dict.fromkeys((record.NAME.rpartition(".get-")[2], folder(record))):
            found = await self.pages.ask_kindly(visit, listing, kind=kind, record=id_)
            if found is not None:
                acts = [self.gate.operations[name] for name in found["allowed"]]
                return {"kind": kind, "record": id_, "items": found["items"], "acts": acts, "service": record.SERVICE}
        return None

    def _operation(self, visit: Visit) -> type[Operation]:
        operation = self.gate.operations.get(visit.request.path_params["operation"])
        if operation is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.")
        return operation


def told_by_record(name: str, rows: list[dict[str, Any]], record: type[Operation] | None) -> bool:
    """Digests, keys and positions are read where the record is opened."""
    said = [row[name] for row in rows if row.get(name) not in (None, "", [])]
    return record is not None and bool(said) and all(proves(one) for one in said)


def sheet_of(register: type[Operation]) -> tuple[str, ...]:
    (row,) = get_args(register.RETURNS.model_fields["items"].annotation)
    found: tuple[str, ...] = getattr(row, "SHEET", ())
    return found


def _within_record(register: type[Operation]) -> bool:
    """It lists what belongs to one record, whose page leads there."""
    return any(
        field.is_required() and shapes(register)[name].plain is UUID for name, field in register.model_fields.items()
    )


def exports_of(operations: Operations, register: type[Operation]) -> list[type[Operation]]:
    """The workbooks of the same procedure, the register's own alone where there is one."""
    found = [
        each
        for each in operations.values()
        if issubclass(each.RETURNS, File)
        and each.__module__ == register.__module__
        and each.__name__.startswith("Export")
        and set(each.path_fields()) <= set(register.model_fields)
    ]
    return [each for each in found if f"{register.PATH}-export" == each.PATH] or ([] if not folder(register) else found)


def acts_on(operations: Operations, record: type[Operation]) -> list[type[Operation]]:
    """The commands below a record's path, that need nothing of the path but the record."""
    keys = set(record.path_fields())
    own = (record.PATH, record.PATH + "/")
    nearer = [
        f"{each.PATH}/"
        for each in operations.queries
        if each.PATH.startswith(own[1]) and set(each.path_fields()) == keys
    ]  # its circulation, its minutes: a page that has commands of its own
    return [
        each
        for each in operations.values()
        if each.WRITES
        and (own[0] == each.PATH or each.PATH.startswith(own[1]))
        and keys <= set(each.path_fields())
        and not any(each.PATH.startswith(path) for path in nearer)
    ]


def views_on(
    operations: Operations, record: type[Operation], own: Mapping[str, str], permitted: Mapping[str, Any], status: Any
) -> list[tuple[type[Operation], str]]:
    """What else can be looked at below a record's path, as it stands: its lists, its downloads."""
    return [
        (each, _view_link(each, own))
        for each in operations.values()
        if not each.WRITES
        and each.METHOD == "GET"
        and each.PATH.startswith(record.PATH + "/")
        and set(each.path_fields()) == set(record.path_fields())
        and each.NAME in permitted
        and (not each.WHEN or status in each.WHEN)
    ]


def _view_link(view: type[Operation], own: Mapping[str, str]) -> str:
    if is_register(view):
        return f"/registers/{view.NAME}?{urlencode(own)}"
    if not issubclass(view.RETURNS, File):
        return page_of_record(view.NAME, own)
    whole = set(view.model_fields) <= set(own)  # a form asks for the rest: the format, the period
    return f"/operations/{view.NAME}?{urlencode(dict(own) | ({'ask': '1'} if whole else {}))}"


def _has_rows(act: type[Operation], record: type[Operation], answer: Mapping[str, Any]) -> bool:
    """No instruction is corrected where the record shows that there is none."""
    return all(answer.get(f"{key}s", True) != [] for key in act.path_fields() if key not in record.path_fields())


def _names_record(row: Mapping[str, Any]) -> bool:
    return "record" in row and "fields" in row


def _record_link(record: type[Operation] | None, row: Mapping[str, Any], permitted: Mapping[str, Any]) -> str:
    """The page of what a row is about: the record that it names, the event that it comes from, its own."""
    if _names_record(row):
        return page_of_line(row)
    if "source" in row and "position" in row:
        return event_page(row, permitted)
    if record is None:
        return ""
    keys = record.path_fields()
    if record.NAME.endswith(".get-event"):
        return f"/events/{record.SERVICE}/{row[keys[0]]}"  # with the same matter's other events
    asked = {key: row.get(key, row.get("id") if len(keys) == 1 else None) for key in keys}
    if len(keys) == 1 and "id" in row and _of_another_name(record, keys[0], row):
        asked = {keys[0]: row["id"]}
    whole = all(isinstance(value, str | int) for value in asked.values())
    return page_of_record(record.NAME, asked) if whole else ""


def carried_to(export: type[Operation], asked: Mapping[str, str]) -> dict[str, str]:
    """What the register is narrowed by, as far as its workbook can be; and its days, where that takes a period."""
    filled = {key: value for key, value in asked.items() if key in export.model_fields}
    period = {key: day for key, day in _period(asked).items() if key in export.model_fields and key not in filled}
    return filled | period | ({"ask": "1"} if not needs(export) else {})


_PERIOD = re.compile(r"([1-9]\d{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


def _period(asked: Mapping[str, str]) -> dict[str, str]:
    """First and last day of the month, quarter or year that a register is narrowed to."""
    for name in ("month", "quarter", "period", "year"):
        if found := _PERIOD.fullmatch(asked.get(name, "")):
            year, quarter, month = (int(one) if one else 0 for one in found.groups())
            first, last = (month, month) if month else (quarter * 3 - 2, quarter * 3) if quarter else (1, 12)
            return {"start": f"{bounds(f'{year}-{first:02d}')[0]}", "end": f"{bounds(f'{year}-{last:02d}')[1]}"}
    return {}


def _of_another_name(record: type[Operation], key: str, row: Mapping[str, Any]) -> bool:
    """The row has a column of the name that says something else than which record it is: the duty's kind."""
    return record.model_fields[key].annotation is UUID and not is_id(row.get(key))


def _is_file(view: type[Operation]) -> bool:
    return issubclass(view.RETURNS, File)


def _whole(page: str) -> bool:
    """A download that nothing more has to be said for: it is there at a click, or it is refused."""
    return page.endswith("ask=1")
