"""What becomes of a proposed change: confirmed by a second person, declined, or withdrawn by whoever proposed it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.directory.proposals.proposal import ProposalStatus
from services.directory.proposals.record import ProposalRecord
from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, CHAIR, OFFICE_DIRECTOR, SECURITY_ADMINISTRATOR, SELF
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing
from services.kernel.procedure.second_person import Decisions

SECOND = (SECURITY_ADMINISTRATOR, CHAIR)
"""Who confirms what the office proposes; never what they proposed or would gain by."""
READERS = (*SECOND, OFFICE_DIRECTOR, ADMINISTRATOR, AUDITOR)
ProposalId = Annotated[UUID, Field(title="变更提请 / proposal")]


class OfProposal(Command, at="/directory/proposals/{proposal}", returns=ProposalRecord):
    proposal: ProposalId


class ConfirmChange(
    OfProposal,
    does="confirmation",
    when=ProposalStatus.PROPOSED,
    who=SECOND,
    zh="确认机构变更",
    en="Confirm a change of the organ",
):
    """The change is carried out by this, and refused by this where it is no longer possible."""


class DeclineChange(
    OfProposal,
    does="refusal",
    when=ProposalStatus.PROPOSED,
    who=SECOND,
    zh="不予确认机构变更",
    en="Decline a change of the organ",
):
    reason: Reason


class WithdrawChange(
    OfProposal,
    does="withdrawal",
    when=ProposalStatus.PROPOSED,
    who=(SELF,),
    zh="撤回变更提请",
    en="Withdraw a proposed change",
):
    reason: Reason


GetProposal = showing(
    "GetProposal",
    ProposalRecord,
    path="GET /directory/proposals/{proposal}",
    who=READERS,
    zh="查看变更提请",
    en="See a proposed change",
)
ListProposals = listing("ListProposals", ProposalRecord, path="GET /directory/proposals", who=READERS)
ExportProposals = exporting("ExportProposals", ProposalRecord, path="GET /directory/proposals-export", who=READERS)
DECISIONS = Decisions(ConfirmChange, DeclineChange, WithdrawChange, GetProposal, ListProposals, ExportProposals)
