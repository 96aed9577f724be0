"""Who acts in finance: the posts that the rule books name (A31, A32, B10.2)."""

from services.kernel.domain.who import AUDITOR, CHAIR, OFFICE_DIRECTOR, SECRETARY_GENERAL, post

CASHIER = post("cashier", "出纳", "cashier")
ACCOUNTANT = post("accountant", "会计", "accountant")
FINANCE_LEADER = post("finance-leader", "分管财务领导", "leader in charge of finance")
LOGISTICS = post("deputy-head-office-logistics", "办公室分管后勤副主任", "office deputy director for logistics")
DISCIPLINE_HEAD = post("discipline-head", "机关纪检组长", "head of the discipline inspection group")
UNION_CHAIR = post("union-chair", "机关工会主席", "chair of the staff union")

FINANCE = (ACCOUNTANT, CASHIER)
"""Who keeps the money and the books."""
SEES_MONEY = (*FINANCE, FINANCE_LEADER, OFFICE_DIRECTOR, CHAIR, SECRETARY_GENERAL, AUDITOR)
"""Who sees all of the organ's finance registers."""
