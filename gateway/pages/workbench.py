"""The workbench of a policy: a form of its numbers, and what the service answers to each change of one.

The page's address is the trial: every number that was changed stands in it, so that it can be sent to a colleague.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from gateway import catalog
from gateway.pages import told
from gateway.pages.charts import called
from gateway.pages.fields import control
from gateway.pages.frame import Pages, Visit
from gateway.pages.quarters import first_shown, not_installed
from services.kernel.refusals import Refusal

NUMBERS = ("points", "limit", "free", "target", "bonus", "zero_at", "full_at")
"""Of a rule, in the order in which they are shown."""
BOUNDS = ("base", "floor", "cap")
TURNED = frozenset({*NUMBERS, *BOUNDS, "at_least"})
"""The fields that the form asks for beside the weights."""
MOST = 4
"""Quarters that can be chosen."""


FORK = "appraisal.fork-policy"
DRAFT = "appraisal.draft-policy"
"""Whose form declares a whole policy."""


class Workbench:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def page(self, visit: Visit) -> Response:
        view, quarters, policies = await asyncio.gather(
            self._policy(visit),
            self.pages.ask_kindly(visit, "appraisal.list-quarters"),
            self.pages.ask_kindly(visit, "appraisal.list-policies", limit=50),
        )
        lines = (quarters or {"items": []})["items"][:MOST]
        asked = await self._asked(visit, view, lines)
        tried = await self._trial(visit, asked, view["policy"])
        return self.pages.render(
            visit,
            "workbench.html",
            operation=self.pages.gate.operations["appraisal.get-policy"],
            view=view,
            policy=view["policy"],
            tables=self._tables(view["policy"], asked | {"shown": {**asked["change"], **tried["gave"]}}),
            called=self._titles(visit),
            bounds=self._bounds(),
            quarters=lines,
            others=[one for one in (policies or {"items": []})["items"] if one["number"] != view["number"]],
            asked=asked,
            **tried,
        )

    async def moves(self, visit: Visit) -> Response:
        """What a change of the form is answered with."""
        view = await self._policy(visit)
        asked = await self._asked(visit, view)
        page = self.pages.render(
            visit, "bench_moves.html", asked=asked, **await self._trial(visit, asked, view["policy"])
        )
        page.headers["HX-Replace-Url"] = f"/policies/{asked['number']}/workbench?{asked['query']}"
        return page

    async def laws(self, visit: Visit) -> Response:
        """A counterexample is looked for, which may take a moment, where a law cannot be proved."""
        asked = await self._asked(visit, await self._policy(visit))
        try:
            await self.pages.ask(visit, "appraisal.prove-changes", **_of_trial(asked))
        except Refusal as refusal:
            return self.pages.render(visit, "bench_laws.html", problem=self.pages.problem(visit, refusal))
        return self.pages.render(visit, "bench_laws.html", problem=None)

    async def firmness(self, visit: Visit) -> Response:
        asked = await self._asked(visit, await self._policy(visit))
        try:
            found = await asyncio.gather(
                *(
                    self.pages.ask(visit, "appraisal.shake-weights", quarter=quarter, **_of_trial(asked))
                    for quarter in asked["quarters"]
                )
            )
        except Refusal:
            found = []  # the moves beside it say why
        return self.pages.render(visit, "bench_firmness.html", found=found)

    async def draft(self, visit: Visit) -> Response:
        """The trial saved as a draft; adopting it stays where it is, on the page of the draft."""
        form = await visit.request.form()
        asked = await self._asked(visit, await self._policy(visit))
        try:
            trial = await self.pages.ask(visit, "appraisal.try-changes", quarters=asked["quarters"], **_of_trial(asked))
            made = await self.pages.ask(
                visit,
                FORK,
                number=asked["number"],
                change=trial["change"],
                **{name: str(form.get(name, "")) for name in ("name", "zh", "en")},
            )
        except Refusal as refusal:
            return self.pages.refused(visit, refusal)
        gate = self.pages.gate
        return told.led_to(gate.settings, visit.caller, f"/policies/{made['number']}", gate.operations[FORK])

    async def _policy(self, visit: Visit) -> Any:
        view = await self.pages.ask(visit, "appraisal.get-policy", number=visit.request.path_params["number"])
        if view is None:
            raise not_installed()
        return view

    async def _asked(self, visit: Visit, view: Any, lines: list[Any] | None = None) -> dict[str, Any]:
        """What the form says, as far as somebody set it; the quarter usually shown where none is chosen.

        A weight that gave way is no setting while the others balance it: the form says beside it what it was shown as.
        One that was set to what it is in the policy is told by `set`.
        """
        query = visit.request.query_params
        given = {part: query[part].strip() for part in _numbers(view["policy"]) if part in query}
        balance = query.get("balance", "yes") != "no"
        was = _numbers(view["policy"])
        gave = {part: query[f"gave.{part}"] for part in given if balance and f"gave.{part}" in query}
        kept = [part for part in given if part in query.getlist("set")]
        change = {
            part: text for part, text in given.items() if part in kept or not _same(text, gave.get(part, was[part]))
        }
        kept = [part for part, text in change.items() if _same(text, was[part])]
        quarters = query.getlist("quarters")
        if not quarters:
            known = lines or (await self.pages.ask(visit, "appraisal.list-quarters"))["items"]
            quarters = [first_shown(known)] if known else []
        beside = [int(one) for one in query.getlist("beside") if one.isdecimal()]
        said = [*change.items(), *(("quarters", one) for one in quarters), *(("beside", str(one)) for one in beside)]
        said += [("set", part) for part in kept]
        return {
            "number": view["number"],
            "change": change,
            "kept": kept,
            "gave": {part: text for part, text in gave.items() if part not in change},
            "balance": balance,
            "quarters": quarters,
            "beside": beside,
            "query": urlencode([*said, *([] if balance else [("balance", "no")])]),
        }

    async def _trial(self, visit: Visit, asked: dict[str, Any], policy: Any) -> dict[str, Any]:
        try:
            trial = await self.pages.ask(
                visit, "appraisal.try-changes", quarters=asked["quarters"], beside=asked["beside"], **_of_trial(asked)
            )
        except Refusal as refusal:
            return {
                "trial": None, "problem": self.pages.problem(visit, refusal), "charts": {}, "changes": [],
                "gave": asked["gave"],
            }  # fmt: skip
        drawn = {one["quarter"]: json.dumps(_moves(one, visit.lang), ensure_ascii=False) for one in trial["quarters"]}
        was, names, title = _numbers(policy), _names(policy, visit.lang), self._titles(visit)
        changes = [
            (names[part], title(field), was.get(one["part"], ""), one["value"])
            for one in trial["change"]
            for part, _, field in (one["part"].rpartition("."),)
        ]
        forks = FORK in await self.pages.permitted(visit)
        gave = {
            part: one["weight"]
            for one in trial["weights"]
            if asked["balance"] and (part := f"{one['dimension']}.weight") not in asked["change"]
        }
        return {
            "trial": trial,
            "problem": None,
            "charts": drawn,
            "changes": changes,
            "forks": forks,
            "gave": gave,
            "names": names,
        }

    def _tables(self, policy: Any, asked: dict[str, Any]) -> dict[str, Any]:
        """By part: the fields that can be turned, as (name of the control, field, value, whether it was changed)."""

        def fields(part: str, of: Any, names: tuple[str, ...]) -> list[tuple[str, str, str, bool]]:
            return [
                (name, field, asked["shown"].get(name, _text(of[field])), name in asked["change"])
                for field in names
                if field in of
                for name in (f"{part}.{field}",)
            ]

        return {
            "weights": {d["id"]: fields(d["id"], d, ("weight",))[0] for d in policy["dimensions"]},
            "bounds": {d["id"]: fields(d["id"], d, BOUNDS) for d in policy["dimensions"]},
            "rules": {
                d["id"]: [(rule, fields(f"{d['id']}/{rule['id']}", rule, NUMBERS)) for rule in d["rules"]]
                for d in policy["dimensions"]
            },
            "grades": [(grade, fields(f"grades/{grade['id']}", grade, ("at_least",))) for grade in policy["grades"]],
        }

    def _bounds(self) -> dict[str, dict[str, str]]:
        """By field, the least and the most that the policy's declaration lets it be. Each may be a fraction, such as
        half a point; a step is left out, since a control would go by the smallest one, a millionth."""
        schema = catalog.form(self.pages.gate.operations, DRAFT)["schema"]
        found: dict[str, dict[str, str]] = {}
        for model in schema["$defs"].values():
            inner = {**model, "$defs": schema["$defs"]}
            for field in model.get("properties", {}):
                if field in TURNED:
                    told = control(field, inner, {})["bounds"]
                    found[field] = {name: told[name] for name in ("min", "max") if name in told}
        return found

    def _titles(self, visit: Visit) -> Callable[[str], str]:
        """What a field is called, as the policy declares it."""
        known = self.pages.vocabulary.titles(self.pages.gate.operations["appraisal.get-policy"], visit.lang)
        return lambda name: known.get(name, name)


def _of_trial(asked: dict[str, Any]) -> dict[str, Any]:
    change = [{"part": part, "value": text or None} for part, text in asked["change"].items()]
    return {"number": asked["number"], "change": change, "balance": asked["balance"]}


def _numbers(policy: Any) -> dict[str, str]:
    """Every number that the form has, by the name of its part."""
    found = {f"{d['id']}.{field}": _text(d[field]) for d in policy["dimensions"] for field in ("weight", *BOUNDS)}
    for d in policy["dimensions"]:
        for rule in d["rules"]:
            found |= {f"{d['id']}/{rule['id']}.{field}": _text(rule[field]) for field in NUMBERS if field in rule}
    return found | {f"grades/{one['id']}.at_least": _text(one["at_least"]) for one in policy["grades"]}


def _names(policy: Any, lang: str) -> dict[str, str]:
    """What each part is called."""
    found = {f"grades/{one['id']}": called(one, lang) for one in policy["grades"]}
    for d in policy["dimensions"]:
        found[d["id"]] = called(d, lang)
        found |= {f"{d['id']}/{rule['id']}": f"{called(d, lang)} › {called(rule, lang)}" for rule in d["rules"]}
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _same(text: str, was: str) -> bool:
    try:
        return text == was or Decimal(text) == Decimal(was)
    except InvalidOperation:
        return False


def _moves(quarter: dict[str, Any], lang: str) -> dict[str, Any]:
    lines = [line for line in quarter["lines"] if line["difference"] is not None]
    return {
        "kind": "moves",
        "names": [called(line, lang) for line in lines],
        "data": [line["difference"] for line in lines],
    }
