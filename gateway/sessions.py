"""Logging in, staying logged in, logging out: the API's side. Browsers use the pages, with cookies."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway import steps
from gateway.accounts import Opened
from gateway.calls import json_fields
from gateway.gate import Gate, address_of, clear_cookies, label
from gateway.refusals import NoCodeWanted, WrongMediaType
from services.kernel.procedure import faults

B = TypeVar("B", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LogIn(_Body):
    login: str = Field(min_length=1, max_length=60, title="登录名 / login")
    password: str = Field(min_length=1, max_length=200, title="密码 / password")
    code: str = Field(default="", max_length=40, title="动态口令 / code of the second factor")


class GiveCode(_Body):
    code: str = Field(min_length=1, max_length=40, title="动态口令或恢复码 / code or recovery code")


class SetUpFactor(_Body):
    """`current` is a code of the factor in use, where there is one."""

    code: str = Field(min_length=1, max_length=40, title="新设备上的动态口令 / code of the new device")
    current: str = Field(default="", max_length=40, title="现用动态口令 / current code")


class OfferedFactor(BaseModel):
    """`uri` is what the picture on the page holds: `otpauth://totp/…`."""

    secret: str
    uri: str


class Refresh(_Body):
    refresh_token: str = Field(min_length=1, max_length=200)


class ChangePassword(_Body):
    old: str = Field(min_length=1, max_length=200, title="原密码 / old password")
    new: str = Field(min_length=1, max_length=200, title="新密码 / new password")


class Session(BaseModel):
    """`refresh_token` is null where the one in hand stays valid; each one counts once."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str | None
    person: str
    login: str
    must_change: bool
    next_step: str = ""
    """`code`, `password` or `second-factor`: all that the session may do before it is through."""


class SetUp(Session):
    """`recovery_codes` are told once; each stands in for the device once."""

    recovery_codes: list[str]


class Current(BaseModel):
    """`csrf` is what a browser page sends as X-CSRF-Token with every write."""

    person: str
    login: str
    expires: int
    must_change: bool
    csrf: str


class Sessions:
    """Handlers under `/api/v1/sessions`."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    async def log_in(self, request: Request) -> Response:
        label(request, "gateway.log-in")
        body = await parsed(request, LogIn)
        return self._answer(await self.gate.open_session(request, body.login, body.password, body.code), 201)

    async def refresh(self, request: Request) -> Response:
        label(request, "gateway.refresh")
        body = await parsed(request, Refresh)
        await self.gate.limits.take(self.gate.settings.login_per_address, "refresh-from", address_of(request))
        return self._answer(await self.gate.refresh(request, body.refresh_token), 200)

    async def change_password(self, request: Request) -> Response:
        label(request, "gateway.change-password")
        caller = await self.gate.identify(request, at=frozenset({steps.CHANGE}))
        body = await parsed(request, ChangePassword)
        return self._answer(await self.gate.change_password(request, caller, body.old, body.new), 200)

    async def give_code(self, request: Request) -> Response:
        label(request, "gateway.give-code")
        caller = await self.gate.identify(request, at=frozenset({steps.CODE}))
        if steps.step_of(caller.session) != steps.CODE:
            raise NoCodeWanted("本次登录无须动态口令。", "No code is wanted of this session.")
        body = await parsed(request, GiveCode)
        return self._answer(await self.gate.give_code(request, caller, body.code), 200)

    async def offer_factor(self, request: Request) -> Response:
        label(request, "gateway.offer-factor")
        caller = await self.gate.identify(request, at=frozenset({steps.ENROL}))
        account = await self.gate.account_of(caller)
        issuer = self.gate.settings.organ_zh
        made = await self.gate.blocking(lambda: self.gate.accounts.factors.offer(account.login, issuer))
        return JSONResponse(OfferedFactor(secret=made.secret, uri=made.uri).model_dump())

    async def set_up_factor(self, request: Request) -> Response:
        label(request, "gateway.set-up-factor")
        caller = await self.gate.identify(request, at=frozenset({steps.ENROL}))
        body = await parsed(request, SetUpFactor)
        opened, codes = await self.gate.set_up_factor(request, caller, body.code, body.current)
        return JSONResponse(SetUp(**self._session(opened).model_dump(), recovery_codes=codes).model_dump())

    async def current(self, request: Request) -> Response:
        label(request, "gateway.session")
        caller = await self.gate.identify(request, at=steps.ANY)
        account = await self.gate.account_of(caller)
        shown = Current(
            person=caller.person,
            login=account.login,
            expires=int(caller.expires),
            must_change=account.must_change,
            csrf=caller.csrf,
        )
        return JSONResponse(shown.model_dump())

    async def log_out(self, request: Request) -> Response:
        label(request, "gateway.log-out")
        caller = await self.gate.identify(request, at=steps.ANY)
        await self.gate.end_session(request, caller.session)
        response = Response(status_code=204)
        clear_cookies(response)
        return response

    def _answer(self, opened: Opened, status: int) -> Response:
        return JSONResponse(self._session(opened).model_dump(), status_code=status)

    def _session(self, opened: Opened) -> Session:
        caller = self.gate.sign(opened)
        step = steps.step_of(opened.id)
        return Session(
            access_token=caller.token,
            token_type="Bearer",  # noqa: S106  # the scheme's name
            expires_in=self.gate.settings.access_seconds,
            refresh_token=opened.refresh or None,
            person=caller.person,
            login=opened.account.login,
            must_change=step == steps.CHANGE,
            next_step=steps.NAMES.get(step, ""),
        )


async def parsed(request: Request, model: type[B]) -> B:
    """A gateway's own JSON body; refuses like an operation would, and never repeats what was sent."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongMediaType("请以 application/json 提交。", "Send application/json.", accepted=["application/json"])
    try:
        return model.model_validate(json_fields(await request.body()))
    except ValidationError as error:
        raise faults.refused(model, error) from None
