"""Carries out outgoing documents: drafted, signed, numbered, sealed, sent, archived (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.directory.organ import check_department, picture
from services.documents.outgoing import offering as may
from services.documents.outgoing import operations as ask
from services.documents.outgoing import steps as to
from services.documents.outgoing import whose
from services.documents.outgoing.document import OutgoingDocument
from services.documents.outgoing.events import OfOutgoing, Recipient, Step
from services.documents.outgoing.paper import UNMARKED, series_of
from services.documents.outgoing.record import OutgoingRecord, OutgoingView, register
from services.documents.outgoing.refusals import SealedElsewhere
from services.documents.outgoing.secrecy import sight
from services.documents.outgoing.shown.operations import GetOutgoing
from services.documents.outgoing.state import OutgoingStatus
from services.documents.outgoing.waiting import LYING, WAITS
from services.documents.outgoing.wording import Handling, Wording
from services.documents.seals import events as seal_events
from services.documents.seals.operations import ApplySeal
from services.documents.seals.record import SealUseRecord
from services.documents.seals.use import SealUse, UseStatus
from services.documents.waiting.sources import waits
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands, expect
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number, next_serial
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.secrecy import CONTENT
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Records
from services.kernel.rules.values import Record

procedure = Procedure("outgoing", zh="发文", en="Outgoing documents", registers=[register], waits=WAITS)
procedure.relies_on(to.check)
waits(LYING)


@procedure.discloses(OfOutgoing)
def sees_outgoing(event: OfOutgoing, ctx: Context) -> bool:
    """The log shows no more of a document than the register does, to the auditor either."""
    return sight(ctx).sees(CONTENT, ctx.shown(OutgoingRecord, event.originator_id))


commands = Commands(
    procedure,
    OutgoingDocument,
    key="document",
    shows=GetOutgoing,
    subject=lambda document: Subject(document.sponsor, document.department),
)
procedure.attachable(
    "outgoing",
    GetOutgoing,
    by=(SELF, *OFFICE),
    visible=lambda document: CONTENT not in document.withheld,
    open=lambda document: (
        document.status == OutgoingStatus.OPEN and not document.signed_by
    ),  # what is signed is signed with them
)


# -- until the signature ----------------------------------------------------------------------------------------------


def _wording(op: ask.DraftOutgoing | ask.ReviseOutgoing) -> Wording:
    return Wording(op.title, op.text, op.addressees, op.copied_to, op.annexes, op.note)


def _handling(
    ctx: Context, op: ask.DraftOutgoing | ask.ReviseOutgoing, department: str, steps: Iterable[Step]
) -> Handling:
    """Refuses departments that cannot be asked, and fewer copies than the archive takes."""
    if op.countersigners and to.COUNTERSIGN not in {step.work for step in steps}:
        raise Invalid(
            "该系列的发文程序没有会签环节。",
            "Documents of this series are not countersigned.",
            cites=("A19", "B11.3"),
            fields=[{"field": "countersigners", "value": list(op.countersigners)}],
        )
    for asked_one in op.countersigners:
        check_department(ctx, asked_one, ctx.today, "countersigners")
    if department in op.countersigners or len(set(op.countersigners)) != len(op.countersigners):
        raise Invalid(
            "会签部门不能重复，也不能是主办部门。",
            "A department countersigns once, and never its own draft.",
            cites=("A19",),
            fields=[{"field": "countersigners", "value": list(op.countersigners)}],
        )
    OutgoingDocument.check_copies(op.copies, _kept(ctx))
    return Handling(op.secrecy.value, op.urgency.value, op.copies, op.secrecy_term, op.upward, op.countersigners)


def _kept(ctx: Context) -> int:
    return ctx.rules.value("outgoing.archive_copies", ctx.today, int)


def _asked_series(ctx: Context, series: str) -> Record:
    known = ctx.rules.value("outgoing.series", ctx.today, Records)
    found = known.get(series)
    if found is None:
        raise Invalid(
            f"没有这一系列，可选：{'、'.join(one.zh for one in known)}。",
            f"There is no such series; it is one of {', '.join(one.en for one in known)}.",
            fields=[{"field": "series", "value": series, "allowed": list(known.ids)}],
        )
    return found


@commands.opens(ask.DraftOutgoing)
def draft_outgoing(op: ask.DraftOutgoing, ctx: Context) -> OutgoingDocument:
    check_department(ctx, op.department, ctx.today)
    steps = to.steps_of(ctx.rules, _asked_series(ctx, op.series).text("steps"), ctx.today)
    if any(to.SUPERVISOR in step.by for step in steps) and not ctx.organ.supervising_post(op.department, ctx.today):
        raise Invalid(
            "该部门没有分管领导，不能按此程序发文。",
            "No leader is in charge of the department, and the steps of the series ask for one.",
            cites=("B11.3",),
            fields=[{"field": "department", "value": op.department}],
        )
    document = OutgoingDocument(ctx.new_id())
    document.draft(
        ctx.act,
        series=op.series,
        department=op.department,
        steps=steps,
        wording=_wording(op),
        handling=_handling(ctx, op, op.department, steps),
    )
    return document


@commands.does(ask.ReviseOutgoing, unless=may.not_at(to.DRAFT))
def revise_outgoing(op: ask.ReviseOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    handling = _handling(ctx, op, document.department, document.steps)
    document.revise(ctx.act, wording=_wording(op), handling=handling, reason=op.reason)


@commands.does(ask.SubmitOutgoing, unless=may.not_at(to.DRAFT))
def submit_outgoing(op: ask.SubmitOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.submit(ctx.act)


@commands.does(ask.CountersignOutgoing, about=whose.department_asked, each=may.asked_departments)
def countersign_outgoing(op: ask.CountersignOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.countersign(ctx.act, department=op.department, remarks=op.remarks)


@commands.does(ask.ObjectToOutgoing, about=whose.department_asked, each=may.asked_departments)
def object_to_outgoing(op: ask.ObjectToOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.object_to(ctx.act, department=op.department, reason=op.reason)


def _check_signatory(ctx: Context, document: OutgoingDocument, code: str) -> None:
    """Named where the list leaves the signature to a leader, and only there; somebody holds the post (A19)."""
    wanted = any(to.LEADER in step.by for step in document.steps)
    if not wanted and not code:
        return
    post = picture(ctx).post(code)
    signs = post is not None and post.level in ctx.rules.value("outgoing.signing_levels", ctx.today, tuple)
    if not wanted or not signs or not picture(ctx).holder(code, ctx.today):
        raise Invalid(
            "送签领导应为可以签发的常委会领导现任职务。",
            "The post asked to sign is that of a leader who signs such documents, and somebody holds it.",
            cites=("A19",),
            fields=[{"field": "leader_post", "value": code}],
        )


@commands.does(ask.ReviewOutgoing, about=whose.of_work(to.REVIEW), unless=may.not_at(to.REVIEW))
def review_outgoing(op: ask.ReviewOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    _check_signatory(ctx, document, op.leader_post)
    document.review(ctx.act, leader_post=op.leader_post, opinion=op.opinion)


@commands.does(ask.CommentOnOutgoing, about=whose.of_work(to.COMMENT), unless=may.not_at(to.COMMENT))
def comment_on_outgoing(op: ask.CommentOnOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.comment(ctx.act, opinion=op.opinion)


@commands.does(ask.SignOutgoing, about=whose.of_work(to.SIGN), unless=may.not_at(to.SIGN))
def sign_outgoing(op: ask.SignOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.sign(ctx.act, opinion=op.opinion)


# -- after it ---------------------------------------------------------------------------------------------------------


@commands.does(ask.NumberOutgoing, about=whose.of_work(to.NUMBER), unless=may.not_at(to.NUMBER))
def number_outgoing(op: ask.NumberOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    year = ctx.today.year
    mark = series_of(ctx, document.series, ctx.today).text("mark")
    document.issue(
        ctx.act, mark=mark, year=year, serial=next_serial(ctx, OutgoingRecord.TABLE, year, series=document.series)
    )


def _asked_already(document: OutgoingView, ctx: Context) -> bool:
    use = _use(ctx, document.seal_use)
    waiting = use is not None and use.status in (UseStatus.REQUESTED, UseStatus.APPROVED)
    return waiting or may.not_sealable(document, ctx)


def _no_consent(document: OutgoingView, ctx: Context) -> bool:
    use = _use(ctx, document.seal_use)
    return may.work_of(document) != to.SEAL or use is None or use.status != UseStatus.APPROVED


@commands.does(ask.AskOutgoingSeal, unless=_asked_already)
def ask_outgoing_seal(op: ask.AskOutgoingSeal, document: OutgoingDocument, ctx: Context) -> None:
    """The request stands in the seals' own register; a classified document's title does not."""
    seal, copies = series_of(ctx, document.series, ctx.today).text("seal"), op.copies or document.copies
    use = SealUse(ctx.new_id())
    document.ask_seal(
        ctx.act,
        use=use.id.hex,
        seal=seal,
        copies=copies,
        before=_good_for(ctx, document),
    )
    row = ctx.shown(OutgoingRecord, document.id)
    use.request(
        ctx.act,
        number=next_number(ctx, SealUseRecord.TABLE, ctx.today.year),
        department=document.department,
        seal=seal,
        copies=copies,
        title=row.title if row.secrecy == UNMARKED else "涉密文件",
        purpose=f"发文用印{document.number}",
    )
    ctx.save(document, use)


@commands.does(ask.SealOutgoing, about=whose.of_work(to.SEAL), unless=_no_consent)
def seal_outgoing(op: ask.SealOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    """One act for both registers; where the keeper has entered the use already, it must have been for this document."""
    use = _use(ctx, document.check_sealable())
    assert use is not None
    if use.status == UseStatus.APPLIED:
        if not _good_for(ctx, document):
            raise SealedElsewhere(
                "该次批准的用印已用于其他文件，请重新申请。",
                "What the chair consented to was used for another document: ask again.",
                cites=("B11.5",),
            )
    else:
        expect(use, ApplySeal)
        use.apply(ctx.act, document=document.number, copies=op.copies or use.copies)
    document.seal(ctx.act, seal=use.seal)
    ctx.save(document, use)


def _good_for(ctx: Context, document: OutgoingDocument) -> str:
    """What has become of the last request, where the document can still be sealed by it (B11.5)."""
    use = _use(ctx, document.seal_use)
    if use is None or use.status not in (UseStatus.REQUESTED, UseStatus.APPROVED, UseStatus.APPLIED):
        return ""
    elsewhere = use.status == UseStatus.APPLIED and ctx.shown(SealUseRecord, use.id).document != document.number
    return "" if elsewhere else use.status


def _use(ctx: Context, id: str) -> SealUse | None:
    return ctx.find(SealUse, UUID(hex=id)) if id else None


def _give_up(ctx: Context, use: SealUse | None) -> None:
    """What was asked of the chair for a document that does not go out so is withdrawn with it."""
    if use is not None and use.status in (UseStatus.REQUESTED, UseStatus.APPROVED):
        use.trigger(seal_events.SealUseWithdrawn, ctx.act, reason="发文已退回或终止")
        ctx.save(use)


@commands.does(ask.CarryOutOutgoingStep, about=whose.of_step, each=may.step_by_hand)
def carry_out_outgoing_step(op: ask.CarryOutOutgoingStep, document: OutgoingDocument, ctx: Context) -> None:
    document.carry_out(ctx.act, step=op.step, note=op.note)


@commands.does(ask.DistributeOutgoing, about=whose.of_work(to.DISTRIBUTE), unless=may.not_to_be_sent)
def distribute_outgoing(op: ask.DistributeOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    known = {one.department or one.organ for one in document.recipients.values()}
    new: list[Recipient] = []
    for number, order in enumerate(op.recipients, len(document.recipients) + 1):
        if bool(order.department) == bool(order.organ) or (order.department or order.organ) in known:
            raise Invalid(
                "每个收文单位写明本机关部门或其他单位之一，不能重复。",
                "A recipient is a department of the organ or another organ, and named once.",
                cites=("B11.3",),
                fields=[{"field": "recipients", "value": order.department or order.organ}],
            )
        if order.department:
            check_department(ctx, order.department, ctx.today, "recipients")
        known.add(order.department or order.organ)
        new.append(Recipient(recipient=number, department=order.department, organ=order.organ, copies=order.copies))
    document.distribute(ctx.act, recipients=new, kept=_kept(ctx))


@commands.does(ask.SignForOutgoing, about=whose.department_asked, each=may.unreceived_departments)
def sign_for_outgoing(op: ask.SignForOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    sent = (one.recipient for one in document.recipients.values() if one.department == op.department)
    document.receive(ctx.act, recipient=next(sent, 0), on=ctx.today, signed_by="")


@commands.does(ask.EnterOutgoingReceipt, each=may.unreceived)
def enter_outgoing_receipt(op: ask.EnterOutgoingReceipt, document: OutgoingDocument, ctx: Context) -> None:
    check_happened(ctx, op.on)
    document.receive(ctx.act, recipient=op.recipient, on=op.on, signed_by=op.signed_by)


@commands.does(ask.ArchiveOutgoing, about=whose.of_work(to.ARCHIVE), unless=may.not_at(to.ARCHIVE))
def archive_outgoing(op: ask.ArchiveOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.archive(ctx.act, copies=op.copies, with_draft=op.with_draft, owed=_kept(ctx))


# -- other ways -------------------------------------------------------------------------------------------------------


@commands.does(ask.ReturnOutgoing, about=whose.present, unless=may.nothing_before)
def return_outgoing(op: ask.ReturnOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    use = _use(ctx, document.seal_use)
    document.send_back(ctx.act, step=op.step, reason=op.reason)
    ctx.save(document)
    if not document.seal_use:
        _give_up(ctx, use)


@commands.does(ask.HandOverOutgoing)
def hand_over_outgoing(op: ask.HandOverOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    organ, today = picture(ctx), ctx.today
    own, of = organ.department_of(op.person, today), organ.department(document.department, today)
    if not own or (own != document.department and of is not None and of.is_open(today)):
        raise Invalid(
            "新的主办人应为主办部门人员，部门已撤销的除外。",
            "The new sponsor is a member of the department, unless the department is no more.",
            fields=[{"field": "person", "value": op.person}],
        )
    document.hand_over(ctx.act, person=op.person, department=own, reason=op.reason)


@commands.does(ask.WithdrawOutgoing, unless=may.was_signed)
def withdraw_outgoing(op: ask.WithdrawOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.withdraw(ctx.act, reason=op.reason)


@commands.does(ask.RevokeOutgoing, about=whose.signatory, unless=may.was_never_signed)
def revoke_outgoing(op: ask.RevokeOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    use = _use(ctx, document.seal_use)
    document.revoke(ctx.act, reason=op.reason)
    ctx.save(document)
    _give_up(ctx, use)
