"""The closed lists of the rule books as what forms offer and pages say: kinds, series, seals, steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.kernel.procedure.operations import Operation
from services.kernel.procedure.record import shapes
from services.kernel.rules.regulations import Choices, Records, Rules

Option = tuple[str, str, str]
"""(value, Chinese, English)"""


def ruled(rules: Rules | None, name: str, section: str = "", examples: Iterable[str] = ()) -> list[Option]:
    """The list of the rule books that a field is named after: `series` or, for `kind`, `kinds` of its procedure."""
    if rules is None:
        return []
    named = [
        parameter
        for parameter in rules.parameters()
        if parameter.name.rpartition(".")[2] in {name, f"{name}s"}
        and isinstance(parameter.values[-1].value, Choices | Records)
    ]
    own = [parameter for parameter in named if parameter.name.partition(".")[0] == section]
    alike = [one for one in named if {each.id for each in _items(one.values[-1].value)} & set(examples)]
    chosen = own or alike or (named if len(named) == 1 else [])
    return [(one.id, one.zh, one.en) for parameter in chosen[:1] for one in _items(parameter.values[-1].value)]


def declared(rules: Rules | None, of: str) -> list[Option]:
    """The list, or lists, that a field says it chooses from (`choice("seals.seals")`)."""
    lists = [] if rules is None else [rules.parameter(name) for name in of.split()]
    return [(one.id, one.zh, one.en) for each in lists for one in _items(each.values[-1].value)]


_TRIED = frozenset({"whole", "number", "text"})


def parameters_tried(rules: Rules | None, lang: str) -> list[tuple[str, str, str]]:
    """Numbers and short texts of the rule books, of which another value can be tried: name, what it is called, type."""
    found = [] if rules is None else [one for one in rules.parameters() if one.type_ in _TRIED]
    return [(one.name, one.en if lang == "en" else one.zh, one.type_) for one in found]


def one_of_each(rules: Rules | None, operation: type[Operation]) -> dict[str, list[dict[str, str]]]:
    """Where a list is answered item by item (`x-each` names the field of a row that chooses the item), its form begins
    with a row for every item of the rule books' list."""
    found: dict[str, list[dict[str, str]]] = {}
    for name, field in operation.model_fields.items():
        extra = field.json_schema_extra
        inner = extra.get("x-each") if isinstance(extra, dict) else None
        if isinstance(inner, str):
            meaning = shapes(shapes(operation)[name].plain)[inner].meaning
            found[name] = [{inner: id} for id, _, _ in declared(rules, meaning.of if meaning is not None else "")]
    return found


def _items(value: Any) -> Iterable[Any]:
    return value.items if isinstance(value, Choices | Records) else ()
