"""The posts through which the office acts on documents (B9), shared by its procedures."""

from services.kernel.domain.who import (
    ADMINISTRATOR,
    AUDITOR,
    CHAIR,
    CLERK,
    HEAD,
    OFFICE_DIRECTOR,
    SECRETARY_GENERAL,
    SUPERVISOR,
)

OFFICE = (CLERK, OFFICE_DIRECTOR)
LEADERS = (CHAIR, SECRETARY_GENERAL)
SEES_ALL = (*OFFICE, *LEADERS, AUDITOR)
RESPONSIBLE = (HEAD, SUPERVISOR)
"""Of the department concerned."""
SEES_DEBTS = (AUDITOR, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, CLERK, ADMINISTRATOR)
"""Every department's obligations: the office keeps the calendar, its leaders answer for it."""
