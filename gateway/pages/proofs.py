"""Proofs for those who doubt: a grade step by step, the code of a paper, bundles to take away, and how to check them.

What belongs into a bundle its first part says; here the parts are only asked for, as the visitor, and put together.
"""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import label
from gateway.pages.frame import Pages, Visit
from gateway.pages.quarters import not_installed
from gateway.pages.ruled import declared
from services.kernel.procedure.bundles.handlers import NothingToExport
from services.kernel.procedure.bundles.instructions import VERIFIER, readme, verifier_digest
from services.kernel.procedure.bundles.joining import is_empty, join, needs_of
from services.kernel.procedure.operations import Archive
from services.kernel.refusals import NotFound, Refusal

EXPORTS, PROVES = ".export-log", ".prove-record"


class Proofs:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def grade(self, visit: Visit) -> Response:
        which = {name: visit.request.path_params[name] for name in ("quarter", "department")}
        proof = await self.pages.ask(visit, "appraisal.prove-grade", **which)
        if proof is None:
            raise not_installed()
        return self.pages.render(
            visit,
            "proof.html",
            proof=proof,
            exports=self._may(visit, "appraisal.export-quarter"),
            digest=verifier_digest(),
        )

    async def tally(self, visit: Visit) -> Response:
        """Counted again from the sealed slips."""
        which = {name: visit.request.path_params[name] for name in ("quarter", "department")}
        voters = visit.request.query_params.get("voters", "")
        proof = await self.pages.ask(visit, "appraisal.prove-tally", **which, voters=voters)
        if proof is None:
            raise not_installed()
        ratings, classes = (self._words(visit, name) for name in ("ratings", "classes"))
        return self.pages.render(visit, "proof_tally.html", proof=proof, ratings=ratings, classes=classes)

    def _words(self, visit: Visit, name: str) -> dict[str, str]:
        return {id: visit.t(zh, en) for id, zh, en in declared(self.pages.gate.settings.rules, f"ballots.{name}")}

    async def line(self, visit: Visit) -> Response:
        """What a record's events make of its lines, held against those that are there."""
        params = visit.request.path_params
        proof = await self.pages.ask(visit, params["source"] + PROVES, aggregate=params["aggregate"])
        if proof is None:
            raise not_installed()
        return self.pages.render(visit, "proof_record.html", proof=proof, source=params["source"])

    async def check(self, visit: Visit) -> Response:
        """What was typed stays in the field, so that one digit can be mended."""
        code, found, problem = visit.request.query_params.get("code", "").strip()[:40], None, None
        if code:
            try:
                found = await self.pages.ask(visit, "appraisal.check-code", code=code)
            except Refusal as refusal:
                problem = self.pages.problem(visit, refusal)
        return self.pages.render(
            visit,
            "proof_check.html",
            code=code,
            found=found,
            ratings=self._words(visit, "ratings"),
            problem=problem,
            status=problem["status"] if problem else 200,
        )

    async def verifier(self, request: Request) -> Response:
        """For outsiders, who have no login."""
        label(request, "page.verifier")
        return self.pages.plain(request, "verifier.html", digest=verifier_digest(), size=VERIFIER.stat().st_size)

    async def program(self, request: Request) -> Response:
        label(request, "page.verifier-program")
        headers = {"Content-Disposition": 'attachment; filename="verify.py"'}
        return Response(VERIFIER.read_bytes(), media_type="text/x-python; charset=utf-8", headers=headers)

    # -- bundles ------------------------------------------------------------------------------------------------------

    async def bundles(self, visit: Visit) -> Response:
        """Every kind of bundle, by choosing; a document's stands on its own page."""
        gives = [name.removesuffix(EXPORTS) for name in self.pages.gate.operations if self._gives(visit, name)]
        if not gives:
            raise NotFound("没有可导出的材料包。", "There is no bundle for you to export.")
        quarters = await self.pages.ask_kindly(visit, "appraisal.list-quarters")
        return self.pages.render(
            visit,
            "bundles.html",
            services=gives,
            quarters=[one["quarter"] for one in quarters["items"]] if quarters else [],
            digest=verifier_digest(),
        )

    async def whole(self, visit: Visit) -> Response:
        """Of one service, or all that concerns one person in every log, less marked fields."""
        asked = visit.request.query_params
        if service := asked.get("service", ""):
            if not self._gives(visit, service + EXPORTS):
                raise NotFound("没有这个服务。", "There is no such service.")
            return _bundle(f"jikao-{service}.zip", [await self._part(visit, service)])
        person = asked.get("person", "")
        if person not in visit.names.people:
            raise NotFound("没有这个人员。", "There is no such person.")
        return _bundle(f"jikao-{person}.zip", await self._of_person(visit, person))

    async def quarter(self, visit: Visit) -> Response:
        """Our own part first: it says which events of the others belong to it."""
        quarter = visit.request.path_params.get("quarter") or visit.request.query_params.get("quarter", "")
        file = await self.pages.ask(visit, "appraisal.export-quarter", quarter=quarter)
        if file is None:
            raise not_installed()
        own = _content(file)
        others = await asyncio.gather(
            *(self._part(visit, source, positions=spans) for source, spans in sorted(needs_of(own).items()))
        )
        return _bundle(f"jikao-{quarter}.zip", [own, *others])

    async def mine(self, visit: Visit) -> Response:
        """All that the logs hold of the visitor, complete."""
        return _bundle("jikao-mine.zip", await self._of_person(visit, visit.caller.person, complete=True))

    async def _of_person(self, visit: Visit, person: str, **how: bool) -> list[bytes]:
        async def part(name: str) -> Any:
            try:
                return await self.pages.ask(visit, name, person=person, **how)
            except Refusal as refusal:
                if refusal.code != NothingToExport.code:
                    raise
                return None  # a service in which nothing ever happened

        found = await asyncio.gather(*map(part, [one for one in self.pages.gate.operations if one.endswith(EXPORTS)]))
        parts = [content for file in found if file and not is_empty(content := _content(file))]
        if not parts:
            raise NotFound("各服务的日志中没有与其有关的事件。", "No log holds an event of theirs.")
        return parts

    async def record(self, visit: Visit) -> Response:
        params = visit.request.path_params
        part = await self._part(visit, params["source"], aggregate=params["aggregate"])
        return _bundle(f"jikao-{params['source']}-record.zip", [part])

    async def _part(self, visit: Visit, source: str, **what: str) -> bytes:
        file = await self.pages.ask(visit, source + EXPORTS, **what)
        if file is None:
            raise not_installed()
        return _content(file)

    def _gives(self, visit: Visit, name: str) -> bool:
        return name.endswith(EXPORTS) and self._may(visit, name)

    def _may(self, visit: Visit, operation: str) -> bool:
        """By a post, as far as a page can tell without asking."""
        declared = self.pages.gate.operations.get(operation)
        codes = {who.code for who in declared.WHO} if declared is not None else set[str]()
        return bool(codes.intersection(visit.names.posts_of.get(visit.caller.person, ())))


def _content(file: Mapping[str, Any]) -> bytes:
    return base64.urlsafe_b64decode(file["content"])


def _bundle(name: str, parts: list[bytes]) -> Response:
    file = io.BytesIO()
    join(file, parts, readme())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), media_type=Archive.MEDIA[0], headers=headers)
