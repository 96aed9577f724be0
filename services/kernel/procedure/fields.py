"""Fields that many operations ask for, with their titles and bounds. A record's own types are in `record.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from services.kernel.procedure.operations import Query
from services.kernel.procedure.record import DEPARTMENT, PERSON, POST

PersonId = Annotated[str, PERSON, Field(min_length=1, max_length=60, title="人员 / person")]
DepartmentId = Annotated[str, DEPARTMENT, Field(min_length=1, max_length=60, title="部门 / department")]
MaybePost = Annotated[str, POST, Field(max_length=60, title="岗位 / post")]
MaybePerson = Annotated[str, PERSON, Field(max_length=60, title="人员 / person")]
MaybeDepartment = Annotated[str, DEPARTMENT, Field(max_length=60, title="部门 / department")]
"""Left empty where nobody in particular is meant; given with a default of `""`."""
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Year = Annotated[int, Field(ge=1990, le=2999, title="年度 / year")]
MONTH_PATTERN = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"
Month = Annotated[str, Field(max_length=7, pattern=MONTH_PATTERN, title="月份 / month", examples=["2026-07"])]
Note = Annotated[str, Field(max_length=2000, title="说明 / note")]
_FEN = Decimal("0.01")
Yuan = Annotated[
    Decimal, Field(ge=0, max_digits=14, decimal_places=2), AfterValidator(lambda amount: amount.quantize(_FEN))
]
"""A sum of money, with its fen: `20` is `20.00`."""
AS_SHOWN: dict[str, JsonValue] = {"x-as-shown": True}
"""Of a field (`json_schema_extra`): its form begins with what the record that it is about shows under the name."""


def chosen_from(rows: str) -> dict[str, JsonValue]:
    """Of a field (`json_schema_extra`): it is chosen from these rows of the record that its form is about, each of
    which has it under the same name, and is called `zh` and `en`; people, from the ids that stand there."""
    return {"x-chosen-from": rows}


def listed_by(query: str, only: str = "") -> dict[str, JsonValue]:
    """Of a field (`json_schema_extra`): it is the `name` of a row of this query of the same service, which is called
    `zh` and `en`; of those rows alone in which `only` is set, where that is given."""
    return {"x-listed-by": query, "x-listed-only": only}


def of_status(*status: str) -> dict[str, JsonValue]:
    """Of a field (`json_schema_extra`) that names another record: it is chosen among those that stand so."""
    return {"x-of-status": list(status)}


def filled_in(template: type[Query]) -> dict[str, JsonValue]:
    """Of an `Upload` (`json_schema_extra`): this query gives the empty table, which its form offers beside it."""
    return {"x-template": template.NAME}
