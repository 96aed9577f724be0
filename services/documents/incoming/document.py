"""One incoming document from registration to closing (A18, B11.1, B11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.documents.halfdays import Slot
from services.documents.incoming.events import (
    HandlingProposed,
    IncomingClosed,
    IncomingCorrected,
    IncomingRegistered,
    IncomingTaskOrdered,
    IncomingUrged,
    InstructionCorrected,
    InstructionGiven,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal
from services.kernel.who import OFFICE_DIRECTOR

REGISTERED, PROPOSED, INSTRUCTED, CLOSED = "registered", "proposed", "instructed", "closed"
SECRECY = ("ordinary", "secret", "confidential", "top-secret")
"""Ascending; the titles stand in the regulation files."""


class IncomingNotOpen(Refusal):
    """The document is not at the step at which this can be done."""

    code = "documents.incoming-not-open"


class ReceivedInTheFuture(Refusal):
    code = "documents.incoming-received-in-the-future"
    kind = "invalid"


class BroughtBackByNobody(Refusal):
    """A document from an outside meeting names who brought it back."""

    code = "documents.incoming-brought-back-by-nobody"
    kind = "invalid"


class NotYourInstruction(Refusal):
    """An instruction is corrected by the leader who gave it, or in the same post."""

    code = "documents.incoming-not-your-instruction"


class NoSuchInstruction(Refusal):
    code = "documents.incoming-no-such-instruction"
    kind = "missing"


class NothingWaits(Refusal):
    """Only a post whose turn it is can be urged."""

    code = "documents.incoming-nothing-waits"


class CopiesOut(Refusal):
    """Not every copy is back at the office."""

    code = "documents.incoming-copies-out"


class IncomingDocument(Aggregate):
    number = ""
    secrecy = ""
    urgency = ""
    copies = 0
    status = ""
    leader_post = ""
    """Whose instruction is waited for, or was asked last."""
    waits_for = ""
    """The post whose turn it is, empty once it may be distributed."""
    urged = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.instructions: dict[int, tuple[str, str, int]] = {}

    def register(
        self,
        act: Act,
        *,
        number: str,
        sender: str,
        sender_number: str,
        secrecy: str,
        urgency: str,
        received: date,
        copies: int,
        title: str,
        content: str,
        meeting: str = "",
        brought_by: str = "",
        attachments: Sequence[str] = (),
    ) -> None:
        cites = ("B11.1",)
        if received > act.day:
            raise ReceivedInTheFuture("收文日期不能晚于今天。", "It cannot be received after today.", cites=cites)
        if bool(meeting) != bool(brought_by):
            raise BroughtBackByNobody(
                "会议带回的文件应同时写明会议名称和带回人。",
                "A document brought back from a meeting names the meeting and who brought it.",
                cites=("B11.2",),
            )
        self.trigger(
            IncomingRegistered,
            act,
            number=number,
            sender=sender,
            sender_number=sender_number,
            secrecy=secrecy,
            urgency=urgency,
            received=received,
            copies=copies,
            title=title,
            content=content,
            meeting=meeting,
            brought_by=brought_by,
            attachments=tuple(attachments),
            cites=("B11.1", "B11.2") if meeting else cites,
        )

    def correct(
        self,
        act: Act,
        *,
        sender: str,
        sender_number: str,
        secrecy: str,
        urgency: str,
        title: str,
        content: str,
        reason: str,
    ) -> None:
        self._in(REGISTERED, PROPOSED, INSTRUCTED)
        self.trigger(
            IncomingCorrected,
            act,
            sender=sender,
            sender_number=sender_number,
            secrecy=secrecy,
            urgency=urgency,
            title=title,
            content=content,
            reason=reason,
            cites=("B11.1",),
        )

    def propose(self, act: Act, *, leader_post: str, proposal: str) -> None:
        """May be said again until the leader has spoken."""
        self._in(REGISTERED, PROPOSED)
        self.trigger(HandlingProposed, act, leader_post=leader_post, proposal=proposal, cites=("B11.1",))

    def instruct(
        self, act: Act, *, text: str, referred_to: str = "", tasks: Sequence[str] = (), owners: Sequence[str] = ()
    ) -> int:
        """Leaders speak one after the other where one refers it on; each instruction has its number. Returns it."""
        self._in(PROPOSED, INSTRUCTED)
        number = len(self.instructions) + 1
        self.trigger(
            InstructionGiven,
            act,
            person=act.actor,
            instruction=number,
            referred_to=referred_to,
            tasks=tuple(tasks),
            owners=tuple(sorted(set(owners))),
            text=text,
            cites=("A18", "B11.1"),
        )
        return number

    def urge(self, act: Act, *, person: str, deputy: str, following: Slot) -> None:
        """`person` holds the post that it waits for, `deputy` stands in for them; `following`: the next reminder."""
        if not self.waits_for:
            raise NothingWaits("该收文不在等待办理。", "It waits for nobody.", cites=("A18",))
        self.trigger(
            IncomingUrged,
            act,
            waits_for=self.waits_for,
            person=person,
            deputy=deputy,
            nth=self.urged + 1,
            urgency=self.urgency,
            urge_on=following.day,
            urge_half=following.half,
            cites=("A18", "B11.2"),
        )

    def correct_instruction(self, act: Act, *, instruction: int, text: str, reason: str) -> None:
        self._in(INSTRUCTED)
        person, post, revision = self._instruction(instruction)
        if act.actor != person and (not post or act.post != post):
            raise NotYourInstruction(
                "批示只能由作出批示的领导更正。", "Only the leader who gave it corrects an instruction.", cites=("A18",)
            )
        self.trigger(
            InstructionCorrected,
            act,
            person=person,
            instruction=instruction,
            revision=revision + 1,
            text=text,
            reason=reason,
            cites=("A18",),
        )

    def order_task(self, act: Act, *, instruction: int, task: str, owner: str) -> None:
        self._in(INSTRUCTED)
        self._instruction(instruction)
        self.trigger(IncomingTaskOrdered, act, instruction=instruction, task=task, owner=owner, cites=("A18",))

    def check_distributable(self) -> None:
        """Documents go to readers as the leader has instructed, never before (B11.2)."""
        self._in(INSTRUCTED, cites=("A18", "B11.2"))

    def close(self, act: Act, *, out: Sequence[str], note: str) -> None:
        """`out`: who still has a copy, or should still read it."""
        self._in(PROPOSED, INSTRUCTED, cites=("B11.2",))
        if out:
            raise CopiesOut(
                f"还有{len(out)}人未阅退文件,收回后才能销账。",
                f"The document is still with or owed to {len(out)} people; it is closed once it is back.",
                cites=("B11.2",),
                people=list(out),
            )
        self.trigger(IncomingClosed, act, copies=self.copies, note=note, cites=("B11.2",))

    def _in(self, *allowed: str, cites: tuple[str, ...] = ("B11.1",)) -> None:
        if self.status not in allowed:
            raise IncomingNotOpen(
                f"该收文当前环节为“{STATUS_ZH.get(self.status, self.status)}”,不能这样办理。",
                f"The document is {self.status}; this cannot be done to it.",
                cites=cites,
                status=self.status,
            )

    def _instruction(self, number: int) -> tuple[str, str, int]:
        found = self.instructions.get(number)
        if found is None:
            raise NoSuchInstruction(
                "没有这条批示。", "There is no such instruction.", cites=("A18",), instruction=number
            )
        return found

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(IncomingRegistered)
    def _registered(self, event: IncomingRegistered) -> None:
        self.number, self.copies, self.status = event.number, event.copies, REGISTERED
        self.secrecy, self.urgency = event.secrecy, event.urgency
        self.waits_for = OFFICE_DIRECTOR.code

    @applies(IncomingCorrected)
    def _corrected(self, event: IncomingCorrected) -> None:
        self.secrecy, self.urgency = event.secrecy, event.urgency

    @applies(HandlingProposed)
    def _proposed(self, event: HandlingProposed) -> None:
        self.leader_post, self.status = event.leader_post, PROPOSED
        self.waits_for, self.urged = event.leader_post, 0

    @applies(InstructionGiven)
    def _instructed(self, event: InstructionGiven) -> None:
        self.instructions[event.instruction] = (event.person, event.post, 0)
        self.leader_post, self.status = event.referred_to or self.leader_post, INSTRUCTED
        self.waits_for, self.urged = event.referred_to, 0

    @applies(InstructionCorrected)
    def _instruction_corrected(self, event: InstructionCorrected) -> None:
        person, post, _ = self.instructions[event.instruction]
        self.instructions[event.instruction] = (person, post, event.revision)

    @applies(IncomingUrged)
    def _urged(self, event: IncomingUrged) -> None:
        self.urged = event.nth

    @applies(IncomingTaskOrdered)
    def _task_ordered(self, event: IncomingTaskOrdered) -> None:
        pass

    @applies(IncomingClosed)
    def _closed(self, event: IncomingClosed) -> None:
        self.status, self.waits_for = CLOSED, ""


STATUS_ZH = {
    REGISTERED: "已登记",
    PROPOSED: "已拟办",
    INSTRUCTED: "已批示",
    CLOSED: "已销账",
}
