"""Carries out outgoing documents: drafted, signed, numbered, sealed, sent, archived (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from services.directory.organ import check_department, picture
from services.documents.checks import check_happened
from services.documents.numbers import next_number, next_serial
from services.documents.office import OFFICE
from services.documents.outgoing import operations as ask
from services.documents.outgoing import steps as to
from services.documents.outgoing.document import OutgoingDocument
from services.documents.outgoing.events import OfOutgoing, Recipient, Step
from services.documents.outgoing.paper import UNMARKED, series_of
from services.documents.outgoing.refusals import SealedElsewhere
from services.documents.outgoing.register import register
from services.documents.outgoing.secrecy import sight
from services.documents.outgoing.shown.operations import GetOutgoing
from services.documents.outgoing.state import OPEN
from services.documents.outgoing.tables import outgoing
from services.documents.outgoing.waiting import LYING
from services.documents.outgoing.wording import Handling, Wording
from services.documents.seals.register import uses
from services.documents.seals.use import APPLIED, APPROVED, REQUESTED, SealUse
from services.documents.secrecy import CONTENT
from services.documents.waiting.sources import waits
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.regulations import Records
from services.kernel.rule_values import Record
from services.kernel.who import SELF, Subject

procedure = Procedure("outgoing", zh="发文", en="Outgoing documents", registers=[register])
procedure.relies_on(to.check)
waits(LYING)


@procedure.discloses(OfOutgoing)
def sees_outgoing(event: OfOutgoing, ctx: Context) -> bool:
    """The log shows no more of a document than the register does, to the auditor either."""
    return sight(ctx).sees(CONTENT, ctx.shown(outgoing, event.originator_id))


desk = Desk(
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
    open=lambda document: document.status == OPEN and not document.signed_by,  # what is signed is signed with them
)


# -- whose step it is -------------------------------------------------------------------------------------------------


def _hands(ctx: Context, document: OutgoingDocument, step: Step) -> Subject:
    """Those to whom the list leaves a step, as of today."""
    organ, today = ctx.organ, ctx.today
    posts: list[str] = []
    for word in step.by:
        match word:
            case to.SPONSOR:
                pass
            case to.HEADS:
                posts += [organ.head_post(department, today) for department in document.outstanding]
            case to.SUPERVISOR:
                posts.append(organ.supervising_post(document.department, today))
            case to.LEADER:
                posts.append(document.leader_post)
            case post:
                posts.append(post)
    return Subject(document.sponsor if to.SPONSOR in step.by else "", posts=tuple(filter(None, posts)))


def _hands_of(work: str) -> Callable[[Any, Context], Subject]:
    def of(op: Any, ctx: Context) -> Subject:
        document = ctx.load(OutgoingDocument, op.document)
        return _hands(ctx, document, document.the(work))

    return of


def _hands_of_step(op: ask.CarryOutOutgoingStep, ctx: Context) -> Subject:
    document = ctx.load(OutgoingDocument, op.document)
    return _hands(ctx, document, document.step_named(op.step))


def _present_hands(op: ask.ReturnOutgoing, ctx: Context) -> Subject:
    document = ctx.load(OutgoingDocument, op.document)
    return _hands(ctx, document, document.step_named(document.at)) if document.at else Subject()


def _signatory(op: ask.RevokeOutgoing, ctx: Context) -> Subject:
    """Who signed it, or holds the post in which it was signed."""
    document = ctx.load(OutgoingDocument, op.document)
    return Subject(document.signed_by, posts=(document.signed_in,) if document.signed_in else ())


def _department_asked(op: Any, ctx: Context) -> Subject:
    return Subject(department=op.department)


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
            "会签部门不能重复,也不能是主办部门。",
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
            f"没有“{series}”这一系列,可选:{'、'.join(one.zh for one in known)}。",
            f"There is no series {series}; it is one of {', '.join(known.ids)}.",
            fields=[{"field": "series", "value": series}],
        )
    return found


@desk.opens(ask.DraftOutgoing)
def draft_outgoing(op: ask.DraftOutgoing, ctx: Context) -> OutgoingDocument:
    check_department(ctx, op.department, ctx.today)
    steps = to.steps_of(ctx.rules, _asked_series(ctx, op.series).text("steps"), ctx.today)
    if any(to.SUPERVISOR in step.by for step in steps) and not ctx.organ.supervising_post(op.department, ctx.today):
        raise Invalid(
            "该部门没有分管领导,不能按此程序发文。",
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


@desk.does(ask.ReviseOutgoing)
def revise_outgoing(op: ask.ReviseOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    handling = _handling(ctx, op, document.department, document.steps)
    document.revise(ctx.act, wording=_wording(op), handling=handling, reason=op.reason)


@desk.does(ask.SubmitOutgoing)
def submit_outgoing(op: ask.SubmitOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.submit(ctx.act)


@desk.does(ask.CountersignOutgoing, about=_department_asked)
def countersign_outgoing(op: ask.CountersignOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.countersign(ctx.act, department=op.department, remarks=op.remarks)


@desk.does(ask.ObjectToOutgoing, about=_department_asked)
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


@desk.does(ask.ReviewOutgoing, about=_hands_of(to.REVIEW))
def review_outgoing(op: ask.ReviewOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    _check_signatory(ctx, document, op.leader_post)
    document.review(ctx.act, leader_post=op.leader_post, opinion=op.opinion)


@desk.does(ask.CommentOnOutgoing, about=_hands_of(to.COMMENT))
def comment_on_outgoing(op: ask.CommentOnOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.comment(ctx.act, opinion=op.opinion)


@desk.does(ask.SignOutgoing, about=_hands_of(to.SIGN))
def sign_outgoing(op: ask.SignOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.sign(ctx.act, opinion=op.opinion)


# -- after it ---------------------------------------------------------------------------------------------------------


@desk.does(ask.NumberOutgoing, about=_hands_of(to.NUMBER))
def number_outgoing(op: ask.NumberOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    year = ctx.today.year
    mark = series_of(ctx, document.series, ctx.today).text("mark")
    document.issue(ctx.act, mark=mark, year=year, serial=next_serial(ctx, outgoing, year, series=document.series))


@desk.does(ask.AskOutgoingSeal)
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
    row = ctx.shown(outgoing, document.id)
    use.request(
        ctx.act,
        number=next_number(ctx, uses, ctx.today.year),
        department=document.department,
        seal=seal,
        copies=copies,
        title=row.title if row.secrecy == UNMARKED else "涉密文件",
        purpose=f"发文用印{document.number}",
    )
    ctx.save(document, use)


@desk.does(ask.SealOutgoing, about=_hands_of(to.SEAL))
def seal_outgoing(op: ask.SealOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    """One act for both registers; where the keeper has entered the use already, it must have been for this document."""
    use = _use(ctx, document.check_sealable())
    assert use is not None
    if use.status == APPLIED:
        if not _good_for(ctx, document):
            raise SealedElsewhere(
                "该次批准的用印已用于其他文件,请重新申请。",
                "What the chair consented to was used for another document: ask again.",
                cites=("B11.5",),
            )
    else:
        use.apply(ctx.act, document=document.number, copies=op.copies or use.copies)
    document.seal(ctx.act, seal=use.seal)
    ctx.save(document, use)


def _good_for(ctx: Context, document: OutgoingDocument) -> str:
    """What has become of the last request, where the document can still be sealed by it (B11.5)."""
    use = _use(ctx, document.seal_use)
    if use is None or use.status not in (REQUESTED, APPROVED, APPLIED):
        return ""
    elsewhere = use.status == APPLIED and ctx.shown(uses, use.id).document != document.number
    return "" if elsewhere else use.status


def _use(ctx: Context, id: str) -> SealUse | None:
    return ctx.find(SealUse, UUID(hex=id)) if id else None


def _give_up(ctx: Context, use: SealUse | None) -> None:
    """What was asked of the chair for a document that does not go out so is withdrawn with it."""
    if use is not None and use.status in (REQUESTED, APPROVED):
        use.withdraw(ctx.act, reason="发文已退回或终止")
        ctx.save(use)


@desk.does(ask.CarryOutOutgoingStep, about=_hands_of_step)
def carry_out_outgoing_step(op: ask.CarryOutOutgoingStep, document: OutgoingDocument, ctx: Context) -> None:
    document.carry_out(ctx.act, step=op.step, note=op.note)


@desk.does(ask.DistributeOutgoing, about=_hands_of(to.DISTRIBUTE))
def distribute_outgoing(op: ask.DistributeOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    known = {one.department or one.organ for one in document.recipients.values()}
    new: list[Recipient] = []
    for number, order in enumerate(op.recipients, len(document.recipients) + 1):
        if bool(order.department) == bool(order.organ) or (order.department or order.organ) in known:
            raise Invalid(
                "每个收文单位写明本机关部门或其他单位之一,不能重复。",
                "A recipient is a department of the organ or another organ, and named once.",
                cites=("B11.3",),
                fields=[{"field": "recipients", "value": order.department or order.organ}],
            )
        if order.department:
            check_department(ctx, order.department, ctx.today, "recipients")
        known.add(order.department or order.organ)
        new.append(Recipient(recipient=number, department=order.department, organ=order.organ, copies=order.copies))
    document.distribute(ctx.act, recipients=new, kept=_kept(ctx))


@desk.does(ask.SignForOutgoing, about=_department_asked)
def sign_for_outgoing(op: ask.SignForOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    sent = (one.recipient for one in document.recipients.values() if one.department == op.department)
    document.receive(ctx.act, recipient=next(sent, 0), on=ctx.today, signed_by="")


@desk.does(ask.EnterOutgoingReceipt)
def enter_outgoing_receipt(op: ask.EnterOutgoingReceipt, document: OutgoingDocument, ctx: Context) -> None:
    check_happened(ctx, op.on)
    document.receive(ctx.act, recipient=op.recipient, on=op.on, signed_by=op.signed_by)


@desk.does(ask.ArchiveOutgoing, about=_hands_of(to.ARCHIVE))
def archive_outgoing(op: ask.ArchiveOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.archive(ctx.act, copies=op.copies, with_draft=op.with_draft, owed=_kept(ctx))


# -- other ways -------------------------------------------------------------------------------------------------------


@desk.does(ask.ReturnOutgoing, about=_present_hands)
def return_outgoing(op: ask.ReturnOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    use = _use(ctx, document.seal_use)
    document.send_back(ctx.act, step=op.step, reason=op.reason)
    ctx.save(document)
    if not document.seal_use:
        _give_up(ctx, use)


@desk.does(ask.HandOverOutgoing)
def hand_over_outgoing(op: ask.HandOverOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    organ, today = picture(ctx), ctx.today
    own, of = organ.department_of(op.person, today), organ.department(document.department, today)
    if not own or (own != document.department and of is not None and of.is_open(today)):
        raise Invalid(
            "新的主办人应为主办部门人员,部门已撤销的除外。",
            "The new sponsor is a member of the department, unless the department is no more.",
            fields=[{"field": "person", "value": op.person}],
        )
    document.hand_over(ctx.act, person=op.person, department=own, reason=op.reason)


@desk.does(ask.WithdrawOutgoing)
def withdraw_outgoing(op: ask.WithdrawOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    document.withdraw(ctx.act, reason=op.reason)


@desk.does(ask.RevokeOutgoing, about=_signatory)
def revoke_outgoing(op: ask.RevokeOutgoing, document: OutgoingDocument, ctx: Context) -> None:
    use = _use(ctx, document.seal_use)
    document.revoke(ctx.act, reason=op.reason)
    ctx.save(document)
    _give_up(ctx, use)
