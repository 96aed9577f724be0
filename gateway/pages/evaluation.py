"""A round of the democratic evaluation: the slips to fill in, then the codes to keep, then the tallies (A35)."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from gateway.pages.forms import BLIND
from gateway.pages.frame import Pages, Visit
from gateway.pages.ruled import declared
from gateway.refusals import NotInstalled

COMMENTS, SOUND = "comments", "sound"


class Evaluation:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def page(self, visit: Visit) -> Response:
        view = await self.pages.ask(visit, "appraisal.get-evaluation", quarter=visit.request.path_params["quarter"])
        if view is None:
            raise NotInstalled("本系统未安装这项业务。", "This installation does not have that part.")
        t, english = visit.t, visit.lang == "en"
        rules = self.pages.gate.settings.rules
        ratings = declared(rules, "ballots.ratings")
        keys = dict(line.split(" ", 1) for line in view["keys"])
        suffix = f"@{view['voters']}" if view["voters"] else ""
        named = {id: f"{id}{suffix}" for id in view["asked"]}
        asked = {name: keys[name] for name in (*named.values(), COMMENTS) if name in keys}
        words = {name: visit.names.departments.get(id, (id, id))[english] for id, name in named.items()}
        words |= {
            COMMENTS: t("意见和建议", "Comment"),
            "done": t("选票已全部投出，请保存下列编码。", "All your slips are cast; keep the codes below."),
            "failed": t("未能完成，请重试：", "It did not go through; try again:"),
            "cast": t("已投出", "cast"),
            "counted": t("已计入", "counted"),
            "missing": t("未在封存名单中", "not in the sealed list"),
            "later": t(
                "选票已备妥，将从下列日期起投出。请在该日或之后、截止前，用这一浏览器再次打开本页：",
                "Your slips are ready and are cast from this day on."
                " Open this page again in this browser, then or later, before the casting ends:",
            ),
        }
        return self.pages.render(
            visit,
            "evaluation.html",
            view=view,
            stands=self._said("status", view["status"], visit.lang),
            open=view["status"] == "open",
            fault="" if view["box"] == SOUND else self._said("box", view["box"], visit.lang),
            saved=f"/api/v1/appraisal/evaluations/{view['quarter']}/file" if view["status"] == "closed" else "",
            acts=[
                (operation, f"/operations/{name}?quarter={view['quarter']}&version={view['version']}")
                for name in view["allowed"] or ()
                if name != BLIND and (operation := self.pages.gate.operations.get(name)) is not None
            ],
            named=named,
            classes={id: en if english else zh for id, zh, en in declared(rules, "ballots.classes")},
            ratings=[{"id": id, "zh": zh, "en": en} for id, zh, en in ratings],
            rating_words={id: en if english else zh for id, zh, en in ratings},
            ballot=_ballot(view, visit, asked, words, self.pages.gate.settings.zone),
            counted=json.dumps([code for one in view["results"] for code in one["codes"]]),
        )

    def _said(self, name: str, code: str, lang: str) -> str:
        operation = self.pages.gate.operations["appraisal.get-evaluation"]
        return self.pages.vocabulary.said(operation, name, code, lang) or code


def _ballot(view: Any, visit: Visit, keys: Any, words: Any, zone: str) -> str:
    """What the page's program needs: nothing in it is secret."""
    said = {name: view[name] for name in ("quarter", "number", "round")}
    said |= {"person": visit.caller.person, "csrf": visit.caller.csrf}
    return json.dumps({**said, "keys": keys, "words": words, "days": view["cast_on"], "zone": zone}, ensure_ascii=False)
