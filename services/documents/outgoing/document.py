"""One outgoing document, step by step along the list of its series (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.documents.outgoing import events as e
from services.documents.outgoing import refusals as no
from services.documents.outgoing import steps as to
from services.documents.outgoing.state import LIVING, OutgoingState, OutgoingStatus
from services.documents.outgoing.wording import Handling, Wording
from services.kernel.domain.aggregate import Act

CITES = no.CITES


class OutgoingDocument(OutgoingState):
    # -- until the signature ------------------------------------------------------------------------------------------

    def draft(
        self, act: Act, *, series: str, department: str, steps: tuple[e.Step, ...], wording: Wording, handling: Handling
    ) -> None:
        self.trigger(
            e.OutgoingDrafted,
            act,
            series=series,
            sponsor=act.actor,
            department=department,
            steps=steps,
            revision=1,
            step=steps[0].id,
            waits_for=(f"person:{act.actor}",),
            waits_since=act.day,
            **wording.fields(),
            **handling.fields(),
        )

    def revise(self, act: Act, *, wording: Wording, handling: Handling, reason: str) -> None:
        """Only while it is with its sponsor; what was countersigned stands where the text is the same again."""
        self._at(to.DRAFT)
        self._record(
            e.OutgoingRevised,
            act,
            self.at,
            revision=self.revision + 1,
            reason=reason,
            **wording.fields(),
            **handling.fields(),
        )

    def submit(self, act: Act) -> None:
        self._at(to.DRAFT)
        self._record(e.OutgoingSubmitted, act, self._after(to.DRAFT), revision=self.revision, digest=self.digest)

    def countersign(self, act: Act, *, department: str, remarks: str) -> None:
        """The departments sign in any order; the last one moves the document on."""
        self._asked(department)
        self._not_ones_own(act)
        rest = tuple(one for one in self.outstanding if one != department)
        self._record(
            e.OutgoingCountersigned,
            act,
            self.at if rest else self._after(to.COUNTERSIGN),
            outstanding=rest,
            countersigner=department,
            revision=self.revision,
            digest=self.digest,
            remarks=remarks,
        )

    def object_to(self, act: Act, *, department: str, reason: str) -> None:
        """Sends it back to the draft at once, whatever the others think."""
        self._asked(department)
        if not reason:
            raise no.ReasonMissing("不同意会签应说明理由。", "An objection says why; state the reason.", cites=("A19",))
        self._record(
            e.OutgoingObjectedTo,
            act,
            self.steps[0].id,
            countersigner=department,
            revision=self.revision,
            reason=reason,
        )

    def review(self, act: Act, *, leader_post: str, opinion: str) -> None:
        self._at(to.REVIEW)
        self._not_ones_own(act)
        self._record(
            e.OutgoingReviewed,
            act,
            self._after(to.REVIEW),
            leader=leader_post,
            revision=self.revision,
            leader_post=leader_post,
            opinion=opinion,
        )

    def comment(self, act: Act, *, opinion: str) -> None:
        self._at(to.COMMENT)
        self._not_ones_own(act)
        self._record(e.OutgoingCommentedOn, act, self._after(to.COMMENT), revision=self.revision, opinion=opinion)

    def sign(self, act: Act, *, opinion: str) -> None:
        self._at(to.SIGN)
        self._not_ones_own(act)
        self._record(
            e.OutgoingSigned,
            act,
            self._after(to.SIGN),
            person=act.actor,
            revision=self.revision,
            digest=self.digest,
            opinion=opinion,
        )

    # -- after it -----------------------------------------------------------------------------------------------------

    def issue(self, act: Act, *, mark: str, year: int, serial: int) -> None:
        """`serial` is the series' next in the year of this day; it is taken here and nowhere else."""
        self._at(to.NUMBER)
        self._signed()
        self._record(
            e.OutgoingNumbered,
            act,
            self._after(to.NUMBER),
            series=self.series,
            year=year,
            serial=serial,
            number=f"{mark}〔{year}〕{serial}号",
        )

    def ask_seal(self, act: Act, *, use: str, seal: str, copies: int, before: str) -> None:
        """`before`: what was asked already, empty where it was refused, taken back or used for something else."""
        self._going()
        self.the(to.SEAL)
        self._signed()
        if self.sealed:
            raise no.SealAsked("该文件已用印。", "The document is sealed already.", cites=("B11.5",))
        if self.seal_use and before:
            zh, en = no.SEAL_ASKED[before]
            raise no.SealAsked(zh, en, cites=("B11.5",), status=before)
        self._record(e.OutgoingSealAsked, act, self.at, use=use, seal=seal, copies=copies, cites=("B11.5",))

    def check_sealable(self) -> str:
        """The request by which the keeper may press the seal now."""
        self._at(to.SEAL)
        self._signed()
        if not self.seal_use:
            raise no.SealNotAsked(
                "该文件尚未申请用印，请先申请并经主任批准。",
                "The chair was not asked for the seal: ask first, for this document.",
                cites=("B11.5",),
            )
        return self.seal_use

    def seal(self, act: Act, *, seal: str) -> None:
        use = self.check_sealable()
        self._record(
            e.OutgoingSealed,
            act,
            self._after(to.SEAL),
            use=use,
            seal=seal,
            number=self.number,
            cites=("B11.3", "B11.5"),
        )

    def carry_out(self, act: Act, *, step: str, note: str) -> None:
        """A step by hand."""
        self._going()
        found = self.step_named(step)
        if found.work not in to.BY_HAND:
            raise no.OutgoingNoSuchStep(
                f"“{found.zh}”环节请用专门的操作办理。",
                f"The step {found.en!r} has an operation of its own.",
                cites=CITES,
                step=step,
            )
        self._lies_at(found)
        self._signed()
        self._record(
            e.OutgoingStepDone, act, self._first(self._place(found) + 1), done=step, work=found.work, note=note
        )

    def distribute(self, act: Act, *, recipients: Sequence[e.Recipient], kept: int) -> None:
        """Also further recipients later on. `kept`: copies that go to the archive."""
        self._ended()
        step = self.the(to.DISTRIBUTE)
        again = bool(self.recipients)
        if not again:
            self._lies_at(step)
            self._signed()
        sent = sum(one.copies for one in (*self.recipients.values(), *recipients))
        self.check_copies(self.copies, sent + kept)
        self._record(
            e.OutgoingDistributed,
            act,
            self.at if again else self._after(to.DISTRIBUTE),
            number=self.number,
            departments=tuple(one.department for one in recipients if one.department),
            copies=sum(one.copies for one in recipients),
            recipients=tuple(recipients),
        )

    def receive(self, act: Act, *, recipient: int, on: date, signed_by: str) -> None:
        self._ended()
        if recipient not in self.recipients:
            raise no.NoSuchRecipient("没有这个收文单位。", "There is no such recipient.", cites=CITES)
        if recipient in self.received:
            raise no.AlreadyReceived("该单位已签收。", "The recipient has signed for it already.", cites=CITES)
        self._record(e.OutgoingReceived, act, self.at, recipient=recipient, on=on, signed_by=signed_by)

    def archive(self, act: Act, *, copies: int, with_draft: bool, owed: int) -> None:
        """`owed`: how many copies of the text the archive takes."""
        self._at(to.ARCHIVE)
        if copies < owed:
            raise no.NotEnoughCopies(
                f"存档正文应一式{owed}份，只有{copies}份。",
                f"The archive takes {owed} copies of the text, not {copies}.",
                cites=("B11.3",),
                owed=owed,
            )
        if not with_draft:
            raise no.DraftMissing(
                "底稿应与正文一并存档。", "The draft is archived with the text; add it.", cites=("B11.3",)
            )
        self._record(e.OutgoingArchived, act, "", number=self.number, copies=copies, revision=self.revision)

    # -- other ways ---------------------------------------------------------------------------------------------------

    def send_back(self, act: Act, *, step: str, reason: str) -> None:
        """To any step that it has passed. A number stays; a signature that follows that step lapses."""
        self._going()
        target, here = self.step_named(step), self.step_named(self.at)
        if self.recipients:
            raise no.AlreadyDistributed(
                "文件已分发，不能退回，如有错误请作废后另行发文。",
                "The document has been distributed: revoke it and send another one.",
                cites=CITES,
            )
        if self._place(target) >= self._place(here):
            raise no.NotAnEarlierStep(
                f"只能退回到“{here.zh}”之前的环节。",
                f"It is returned to a step before {here.en!r} only.",
                cites=CITES,
                step=step,
            )
        place = self._place(target)
        anew = target.work == to.COUNTERSIGN
        outstanding = self.countersigners if anew else None
        unsigned = self.signed and place <= self._place(self.the(to.SIGN))
        self._record(
            e.OutgoingReturned,
            act,
            self._first(place, outstanding=outstanding),
            outstanding=outstanding,
            returned_from=self.at,
            returned_to=step,
            anew=anew,
            unsigned=unsigned,
            # a consent is for the document as it was signed, and for one pressing of the seal
            unsealed=bool(self.seal_use) and (unsigned or (self.sealed and place <= self._place(self.the(to.SEAL)))),
            reason=reason,
        )

    def hand_over(self, act: Act, *, person: str, department: str, reason: str) -> None:
        """`department` is another one only where that of the document is no more."""
        self._going()
        self._record(e.OutgoingHandedOver, act, self.at, sponsor=person, department=department, reason=reason)

    def withdraw(self, act: Act, *, reason: str) -> None:
        self._going()
        if self.signed_by:
            raise no.AlreadySigned(
                "文件已经签发，不能撤回，应由签发人或主任作废。",
                "A leader has signed it: it is revoked by them or by the chair, not withdrawn.",
                cites=CITES,
            )
        self._record(e.OutgoingWithdrawn, act, "", reason=reason)

    def revoke(self, act: Act, *, reason: str) -> None:
        self._ended()
        if not self.signed_by:
            raise no.NotSigned(
                "文件尚未签发，由主办人撤回即可。", "Nobody has signed it yet; its sponsor withdraws it.", cites=CITES
            )
        self._record(e.OutgoingRevoked, act, "", number=self.number, reason=reason)

    # -- guards -------------------------------------------------------------------------------------------------------

    def _at(self, work: str) -> None:
        self._going()
        self._lies_at(self.the(work))

    def _lies_at(self, step: e.Step) -> None:
        if step.id != self.at:
            here = next((one for one in self.steps if one.id == self.at), None)
            raise no.OutgoingNotAtStep(
                f"该文件现处“{here.zh if here else '办结'}”环节，不能办理“{step.zh}”。",
                f"The document is at {here.en if here else 'its end'!r}; {step.en!r} is not due.",
                cites=CITES,
                step=self.at,
            )

    def _going(self) -> None:
        """Also the steps that others take for it ask this: it is under way."""
        self.expect((OutgoingStatus.OPEN,), zh="办理", en="the next step")

    def _ended(self) -> None:
        self.expect(LIVING, zh="办理", en="what is done with it")

    def _signed(self) -> None:
        if not self.signed:
            raise no.NotSigned(
                "文件未经签发，不得办理。", "Nobody has signed it; the signature comes first.", cites=CITES
            )

    def _asked(self, department: str) -> None:
        self._at(to.COUNTERSIGN)
        if department not in self.outstanding:
            raise no.NotAskedToCountersign(
                "未请该部门会签，或该部门已会签本稿。",
                "The department was not asked, or has countersigned this text.",
                cites=("A19",),
                department=department,
            )

    def _not_ones_own(self, act: Act) -> None:
        if act.actor == self.sponsor and act.stands_in_for:
            raise no.OwnOutgoing(
                "代行他人职责时不能审核、签发本人拟稿的文件。",
                "Who stands in for somebody does not decide on their own draft.",
                cites=CITES,
            )

    @staticmethod
    def check_copies(printed: int, needed: int) -> None:
        if printed < needed:
            raise no.NotEnoughCopies(
                f"印制{printed}份，分发和存档共需{needed}份。",
                f"{printed} copies are printed, and {needed} are needed with those for the archive.",
                cites=("B11.3",),
                printed=printed,
                needed=needed,
            )
