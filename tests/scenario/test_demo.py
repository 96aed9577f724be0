"""The first start: the demonstration is the scenario without its refusals, and people can log in to look at it."""

import json
from pathlib import Path

import pytest

from deploy import demonstration, web
from deploy.demo import script
from deploy.embedded import Embedded
from deploy.serving import load
from gateway.demonstration import DEMO_PASSWORD, DEMO_POSTS
from services.appraisal.scorecards.scorecard import Scorecard
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Call
from tests.scenario.runner import ORGAN, REGULATIONS, Run

pytestmark = pytest.mark.slow


def test_the_first_start_brings_the_quarter_in(quarter: tuple[Embedded, Run], tmp_path: Path) -> None:
    settings = Settings(organ=ORGAN, regulations=REGULATIONS, tick_seconds=0)
    with demonstration.claimed(tmp_path) as mark:
        load(mark, settings)
        assert mark.is_loaded
    runtime = Embedded(tmp_path, settings)  # with the system's own clock, as every later start
    assert runtime.settle() == 0, "nothing was left to take in"
    accounts = web.accounts_in(tmp_path, web.gateway_settings(tuple(runtime.services), demo=True))
    logins = {account.login: account.person for account in accounts.listed()}
    assert {login for login, *_ in DEMO_POSTS} <= logins.keys()
    person = accounts.log_in("director", DEMO_PASSWORD).person
    token = runtime.signer.sign(person, token_id="demo")
    answer = json.loads(runtime.call(Call("appraisal.list-scorecards", {"quarter": script.QUARTER}, token)).body)
    cards = {proven["card"]["department"]: Scorecard.model_validate(proven["card"]) for proven in answer["cards"]}
    assert {department: card.canonical() for department, card in cards.items()} == quarter[1].cards()
    accounts.close()
    runtime.close()
