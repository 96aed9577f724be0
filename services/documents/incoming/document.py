"""One incoming document from registration to closing (A18, B11.1, B11.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.documents.incoming import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.who import OFFICE_DIRECTOR
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal
from services.kernel.rules.halfdays import Slot


class IncomingStatus(Status):
    REGISTERED = "registered", "已登记", "registered"
    PROPOSED = "proposed", "已拟办", "proposed"
    INSTRUCTED = "instructed", "已批示", "instructed"
    CLOSED = "closed", "已销账", "closed"


class Urgency(Word):
    """How often those are urged with whom a document lies."""

    ORDINARY = "ordinary", "普通", "ordinary"
    URGENT = "urgent", "急件", "urgent"
    EXPRESS = "express", "特急", "most urgent"


BECOMES: Becomes = {
    e.IncomingRegistered: IncomingStatus.REGISTERED,
    e.HandlingProposed: IncomingStatus.PROPOSED,
    e.InstructionGiven: IncomingStatus.INSTRUCTED,
    e.IncomingClosed: IncomingStatus.CLOSED,
}


class IncomingNotOpen(Refusal):
    """The document is not at the step at which this can be done."""

    code = "documents.incoming-not-open"
    next = ("请打开该收文，按当前环节办理。", "Open the document and take the step that is due.")


class ReceivedInTheFuture(Refusal):
    code = "documents.incoming-received-in-the-future"
    kind = "invalid"
    next = ("请填写今天或之前的实际收文日期。", "Give the day on which it came, today at the latest.")


class BroughtBackByNobody(Refusal):
    """A document from an outside meeting names who brought it back."""

    code = "documents.incoming-brought-back-by-nobody"
    kind = "invalid"
    next = ("请同时填写会议名称和带回人，或两项都不填。", "Give both the meeting and who brought it, or neither.")


class NotYourInstruction(Refusal):
    """An instruction is corrected by the leader who gave it, or in the same post."""

    code = "documents.incoming-not-your-instruction"
    next = ("请由作出批示的领导更正，或另作批示。", "Ask the leader who gave it, or give an instruction of your own.")


class NoSuchInstruction(Refusal):
    code = "documents.incoming-no-such-instruction"
    kind = "missing"
    next = ("请打开该收文核对批示序号。", "Open the document and check the number of the instruction.")


class NothingWaits(Refusal):
    """Only a post whose turn it is can be urged."""

    code = "documents.incoming-nothing-waits"
    next = ("无需催办；请打开该收文查看进展。", "Nobody needs a reminder; open the document to see how it stands.")


class CopiesOut(Refusal):
    """Not every copy is back at the office."""

    code = "documents.incoming-copies-out"
    next = (
        "请先收回所列人员手中的文件，或撤回其传阅。",
        "Get it back from the people named, or withdraw it from them.",
    )


class IncomingDocument(Aggregate):
    CALLED = "收文", "document"
    CITES = ("B11.1",)
    CARRIES = ("number", "sender", "sender_number", "secrecy", "urgency", "copies")
    BECOMES = BECOMES
    WRONG_STATUS = IncomingNotOpen
    number = ""
    sender = ""
    sender_number = ""
    secrecy = ""
    urgency = ""
    copies = 0
    leader_post = ""
    """Whose instruction is waited for, or was asked last."""
    waits_for = ""
    """The post whose turn it is, empty once it may be distributed."""
    urged = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.instructions: dict[int, tuple[str, str, int]] = {}

    def register(self, act: Act, *, received: date, meeting: str = "", brought_by: str = "", **said: Any) -> None:
        """`said` are the event's further fields."""
        if received > act.day:
            raise ReceivedInTheFuture("收文日期不能晚于今天。", "It cannot be received after today.", cites=self.CITES)
        if bool(meeting) != bool(brought_by):
            raise BroughtBackByNobody(
                "会议带回的文件应同时写明会议名称和带回人。",
                "A document brought back from a meeting names the meeting and who brought it.",
                cites=("B11.2",),
            )
        brought = {"meeting": meeting, "brought_by": brought_by}
        cites = ("B11.1", "B11.2") if meeting else self.CITES
        self.trigger(e.IncomingRegistered, act, received=received, cites=cites, **brought, **said)

    def instruct(
        self, act: Act, *, text: str, referred_to: str = "", tasks: Sequence[str] = (), owners: Sequence[str] = ()
    ) -> int:
        """Leaders speak one after the other where one refers it on; each instruction has its number. Returns it."""
        number = len(self.instructions) + 1
        self.trigger(
            e.InstructionGiven,
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
            e.IncomingUrged,
            act,
            waits_for=self.waits_for,
            person=person,
            deputy=deputy,
            nth=self.urged + 1,
            urge_on=following.day,
            urge_half=following.half,
            cites=("A18", "B11.2"),
        )

    def correct_instruction(self, act: Act, *, instruction: int, text: str, reason: str) -> None:
        person, post, revision = self._instruction(instruction)
        if act.actor != person and (not post or act.post != post):
            raise NotYourInstruction(
                "批示只能由作出批示的领导更正。", "Only the leader who gave it corrects an instruction.", cites=("A18",)
            )
        self.trigger(
            e.InstructionCorrected,
            act,
            person=person,
            instruction=instruction,
            revision=revision + 1,
            text=text,
            reason=reason,
            cites=("A18",),
        )

    def order_task(self, act: Act, *, instruction: int, task: str, owner: str) -> None:
        self._instruction(instruction)
        self.trigger(e.IncomingTaskOrdered, act, instruction=instruction, task=task, owner=owner, cites=("A18",))

    def check_distributable(self) -> None:
        """Documents go to readers as the leader has instructed, never before (B11.2)."""
        instructed = (IncomingStatus.INSTRUCTED,)
        self.expect(instructed, zh="分送传阅", en="distribute it to its readers", cites=("A18", "B11.2"))

    def close(self, act: Act, *, out: Mapping[str, str], note: str) -> None:
        """`out`: who still has a copy, or should still read it, by id and name."""
        if out:
            raise CopiesOut(
                f"{'、'.join(out.values())}尚未阅退文件，收回后才能销账。",
                f"The document is still with or owed to {', '.join(out.values())}; it is closed once it is back.",
                cites=("B11.2",),
                people=list(out),
            )
        self.trigger(e.IncomingClosed, act, note=note, cites=("B11.2",))

    def _instruction(self, number: int) -> tuple[str, str, int]:
        found = self.instructions.get(number)
        if found is None:
            raise NoSuchInstruction(
                "没有这条批示。", "There is no such instruction.", cites=("A18",), instruction=number
            )
        return found

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.IncomingRegistered)
    def _registered(self, event: e.IncomingRegistered) -> None:
        self.waits_for = OFFICE_DIRECTOR.code

    @applies(e.IncomingCorrected)
    def _corrected(self, event: e.IncomingCorrected) -> None:
        self.sender, self.sender_number = event.sender, event.sender_number
        self.secrecy, self.urgency = event.secrecy, event.urgency

    @applies(e.HandlingProposed)
    def _proposed(self, event: e.HandlingProposed) -> None:
        self.leader_post, self.waits_for, self.urged = event.leader_post, event.leader_post, 0

    @applies(e.InstructionGiven)
    def _instructed(self, event: e.InstructionGiven) -> None:
        self.instructions[event.instruction] = (event.person, event.post, 0)
        self.leader_post = event.referred_to or self.leader_post
        self.waits_for, self.urged = event.referred_to, 0

    @applies(e.InstructionCorrected)
    def _instruction_corrected(self, event: e.InstructionCorrected) -> None:
        person, post, _ = self.instructions[event.instruction]
        self.instructions[event.instruction] = (person, post, event.revision)

    @applies(e.IncomingUrged)
    def _urged(self, event: e.IncomingUrged) -> None:
        self.urged = event.nth

    @applies(e.IncomingTaskOrdered)
    def _task_ordered(self, event: e.IncomingTaskOrdered) -> None:
        pass

    @applies(e.IncomingClosed)
    def _closed(self, event: e.IncomingClosed) -> None:
        self.waits_for = ""
