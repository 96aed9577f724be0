"""退还党费 refunds: of a part, of the whole, of what was exempted afterwards (B8)."""

from __future__ import annotations

from services.party.dues import events as e
from services.party.dues.operations import ListDuesReceipts, RefundDues, RemitDues, VoidDuesPayment
from services.party.dues.year import AnotherSum, NotOwed, Relief, RemittedAlready
from tests.given import fact, given, proven
from tests.party.desk import ORGANISER, SECRETARY, STAFF, Desk, clock, day
from tests.party.test_dues import JAN, OF_STAFF, YUAN, begun, do, pay, refused, relief, status


def test_no_more_is_given_back_than_was_paid(desk: Desk) -> None:
    begun(desk)

    def back(amount: str) -> RefundDues:
        return RefundDues(**OF_STAFF, month=JAN, amount=YUAN(amount), reason="基数有误")

    refused(desk, back("10"), day(1, 8), NotOwed)
    do(desk, day(1, 8), pay(JAN, day(1, 8)))
    for wrong in ("90.01", "0"):
        refused(desk, back(wrong), day(1, 9), AnotherSum)
    do(desk, day(1, 9), back("50.00"))
    refused(desk, back("40.01"), day(1, 9), AnotherSum)
    refused(desk, VoidDuesPayment(**OF_STAFF, month=JAN, reason="误登"), day(1, 9), RemittedAlready)
    assert str(do(desk, day(1, 9), ListDuesReceipts(person=STAFF)).items[0].amount) == "-50.00"
    proven(desk.app)


def test_a_month_of_which_all_was_given_back_is_owed_again(desk: Desk) -> None:
    """Handed up, so that it can no longer be void: the refund of the whole is how the error is put right."""
    begun(desk)
    desk.ticked(day(1, 3))
    do(desk, day(1, 8), pay(JAN, day(1, 8)), RemitDues(month=JAN, on=day(1, 8)))

    def back(amount: str) -> RefundDues:
        return RefundDues(**OF_STAFF, month=JAN, amount=YUAN(amount), reason="误登")

    do(desk, day(1, 8), back("30.00"))
    assert status(desk, day(1, 8)).status == "paid", "a part is no error"
    given(to=desk).when(back("60.00"), by=ORGANISER, at=clock(day(1, 8))).then(
        fact(e.DuesRefunded, whole=True, overdue=False)
    )
    assert (status(desk, day(1, 8)).status, status(desk, day(1, 8)).number) == ("owed", "")
    do(desk, day(1, 8), pay(JAN, day(1, 8)))
    do(desk, day(1, 9), VoidDuesPayment(**OF_STAFF, month=JAN, reason="误登"))
    assert [event.month for event in desk.ticked(day(1, 11)) if isinstance(event, e.DuesMissed)] == [JAN]
    do(desk, day(1, 12), pay(JAN, day(1, 12)), back("90.00"))
    assert status(desk, day(1, 12)).status == "overdue"
    proven(desk.app)


def test_who_is_exempted_after_paying_owes_nothing_once_it_is_given_back(desk: Desk) -> None:
    begun(desk)
    do(desk, day(1, 8), pay(JAN, day(1, 8)))
    do(desk, day(1, 20), relief(Relief.EXEMPT), by=SECRETARY)
    assert status(desk, day(1, 20)).status == "paid"
    do(desk, day(1, 21), RefundDues(**OF_STAFF, month=JAN, amount=YUAN("90.00"), reason="免缴"))
    assert status(desk, day(1, 21)).status == "exempt"
    assert desk.ticked(day(2, 11), e.DuesMissed) == []
    proven(desk.app)
