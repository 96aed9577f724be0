"""What a page calls things: the titles, words and lists that the services declare. Says nothing of its own.

A field is called as its own view says, else as most fields of its name in the procedure. A code has the words of its
field (`Word`), of the rule books' list that the field names (`choice`), or, where a value stands without its field, of
the one declaration in the service that knows it.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from gateway.operations import folder
from services.kernel.domain import private
from services.kernel.domain.words import Word
from services.kernel.procedure.meaning import Series
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.record import CODE, Shape, shapes
from services.kernel.rules.regulations import Choices, Records, Rules

K = TypeVar("K")
Pair = tuple[str, str]
"""Chinese and English."""


class Vocabulary:
    def __init__(self, operations: Mapping[str, type[Operation]], rules: Rules | None) -> None:
        self._rules = rules
        self._operations = operations
        self._titles: dict[type[Operation], Mapping[str, Pair]] = {}
        self._words: dict[str, dict[str, Pair]] = {}
        """By service: what each code means where its whole service agrees."""
        self._named: dict[str, dict[tuple[str, str], Pair]] = {}
        """By service: what a code means in a field of this name, where all fields of the name agree."""
        self._series: dict[str, list[tuple[Series, Mapping[str, Pair]]]] = {}
        """By service: its numbers that are read in words, with the words of their lists."""
        self._codes: dict[str, frozenset[str]] = {}
        """By service: the names of its fields that hold codes."""
        self._fields: dict[type[Operation], Mapping[str, list[Shape]]] = {}
        self._of_service: dict[str, dict[str, Pair]] = {}
        for service in {each.SERVICE for each in operations.values()}:
            own = [each for each in operations.values() if service == each.SERVICE]
            models = dict.fromkeys(model for each in own for model in (each, each.RETURNS))
            said = list({id(shape): shape for model in models for _, shape in _tree(model)}.values())
            self._words[service], self._named[service] = self._agreed(said)
            kinds = dict.fromkeys(shape.meaning for shape in said if isinstance(shape.meaning, Series))
            self._codes[service] = frozenset(shape.name for shape in said if shape.meaning == CODE)
            self._series[service] = [(kind, dict(self._in_lists(kind.of))) for kind in kinds]

    def titles(self, operation: type[Operation], lang: str) -> dict[str, str]:
        """By name, and by `list.name` where a list within calls it otherwise."""
        if operation not in self._titles:
            near = [each for each in self._operations.values() if each.__module__ == operation.__module__]
            common: dict[str, list[Pair]] = {}
            for each in near:
                for _, shape in _tree(each):
                    common.setdefault(shape.name, []).append(pair_of(shape))
                for _, shape in _tree(each.RETURNS):
                    common.setdefault(shape.name, []).append(pair_of(shape))
            found = {name: _likeliest(pairs) for name, pairs in common.items()}
            for place, shape in reversed(list(_tree(operation.RETURNS))):
                found[f"{place}.{shape.name}" if place else shape.name] = pair_of(shape)
            self._titles[operation] = found
        return {name: pair[lang == "en"] for name, pair in self._titles[operation].items()}

    def titles_near(self, service: str, procedure: str, lang: str) -> dict[str, str]:
        """Of the fields of a procedure's events, which have no view of their own: as most views near them say."""
        found: dict[str, list[Pair]] = {}
        for each in self._operations.values():
            if service == each.SERVICE and folder(each) == procedure:
                for _, shape in (*_tree(each), *_tree(each.RETURNS)):
                    found.setdefault(shape.name, []).append(pair_of(shape))
        return {name: _likeliest(pairs)[lang == "en"] for name, pairs in found.items()}

    def worded(self, operation: type[Operation] | None, name: str, code: str, lang: str) -> str:
        """A code in the words of its own field; empty where the field has none for it."""
        if operation is None or not code:
            return ""
        shaped = (self._of(shape, code) for shape in self._shapes(operation).get(name, ()))
        pair = next((one for one in shaped if one is not None), None)
        pair = pair or self._named.get(operation.SERVICE, {}).get((name, code))
        return "" if pair is None else pair[lang == "en"]

    def said(self, operation: type[Operation] | None, name: str, code: str, lang: str) -> str | None:
        """A code in words; None where it is none."""
        pair: Pair | None = None
        if operation is not None:
            shaped = (self._of(shape, code) for shape in self._shapes(operation).get(name, ()))
            pair = next((one for one in shaped if one is not None), None)
            if pair is None and code:  # of nothing only the field itself says what it means
                pair = self._named.get(operation.SERVICE, {}).get((name, code))
                pair = pair or self._words.get(operation.SERVICE, {}).get(code) or self._read(operation.SERVICE, code)
        return None if pair is None else pair[lang == "en"]

    def refers(self, operation: type[Operation], name: str) -> str:
        """The query of the record that a field of this operation names; empty where the field does not say it."""
        meanings = (shape.meaning for shape in self._shapes(operation).get(name, ()))
        return next((one.of for one in meanings if one is not None and one.kind == "record"), "")

    def is_code(self, operation: type[Operation] | None, name: str) -> bool:
        """Whether a field holds what programs call something, in this answer or, within an event, in its service."""
        return operation is not None and (
            any(shape.meaning == CODE for shape in self._shapes(operation).get(name, ()))
            or name in self._codes.get(operation.SERVICE, ())
        )

    def service(self, name: str, lang: str) -> str:
        """What a service is called, as its `operations` module says."""
        try:
            module = importlib.import_module(f"services.{name}.operations")
        except ModuleNotFoundError:
            return name
        return str(getattr(module, "EN" if lang == "en" else "ZH", name))

    def title(self, name: str, lang: str, service: str = "") -> str:
        """Of a field that is shown without its view, such as one of an event: as most views of its service call it, or
        as the service does where none has it (`CALLED`); empty where nobody says."""
        if service not in self._of_service:
            said: dict[str, list[Pair]] = {}
            for each in self._operations.values():
                if service == each.SERVICE or not service:
                    for model in (each, each.RETURNS):
                        for _, shape in _tree(model):
                            if " / " in shape.title:
                                said.setdefault(shape.name, []).append(pair_of(shape))
            self._of_service[service] = {name: _likeliest(pairs) for name, pairs in said.items()}
        pair = self._of_service[service].get(name) or private.called(service).get(name)
        return "" if pair is None else pair[lang == "en"]

    def word(self, code: str, lang: str, service: str = "") -> str:
        """Of a code that stands without its field; the code itself where nothing says what it means."""
        known = self._words.get(service, {}).get(code)
        if known is None:
            everywhere = {words[code] for words in self._words.values() if code in words}
            known = next(iter(everywhere)) if len(everywhere) == 1 else None
        return code if known is None else known[lang == "en"]

    def _agreed(self, shapes: Iterable[Shape]) -> tuple[dict[str, Pair], dict[tuple[str, str], Pair]]:
        """The codes that mean one thing wherever in the service they stand, or wherever under this name."""
        found: dict[str, set[Pair]] = {}
        named: dict[tuple[str, str], set[Pair]] = {}
        for shape in shapes:
            for code, pair in self._list_of(shape):
                found.setdefault(code, set()).add(pair)
                named.setdefault((shape.name, code), set()).add(pair)
        return _certain(found), _certain(named)

    def _list_of(self, shape: Shape) -> Iterator[tuple[str, Pair]]:
        if _is_word(shape.plain):
            for one in shape.plain:
                yield one.value, (one.zh, one.en)
        elif shape.meaning is not None and shape.meaning.kind == "choice":
            yield from self._in_lists(shape.meaning.of)

    def _in_lists(self, parameters: str) -> Iterator[tuple[str, Pair]]:
        if self._rules is None:
            return
        for name in parameters.split():
            for dated in self._rules.parameter(name).values:
                if isinstance(dated.value, Choices | Records):
                    for item in dated.value:
                        yield item.id, (item.zh, item.en)

    def _read(self, service: str, number: str) -> Pair | None:
        """A number of one of the service's series."""
        found = (kind.read(number, names) for kind, names in self._series.get(service, ()))
        return next((pair for pair in found if pair is not None), None)

    def _shapes(self, operation: type[Operation]) -> Mapping[str, list[Shape]]:
        if operation not in self._fields:
            found: dict[str, list[Shape]] = {}
            for model in (operation.RETURNS, operation):
                for _, shape in _tree(model):
                    found.setdefault(shape.name, []).append(shape)
            self._fields[operation] = found
        return self._fields[operation]

    def _of(self, shape: Shape, code: str) -> Pair | None:
        """The latest words, where a list has changed them."""
        return dict(self._list_of(shape)).get(code)


def pair_of(shape: Shape) -> Pair:
    zh, slash, en = shape.title.partition(" / ")
    plain = shape.name.replace("_", " ")
    return (zh.strip(), en.strip()) if slash else (shape.title or plain, plain)


def _tree(model: type[BaseModel], place: str = "", seen: tuple[type, ...] = ()) -> Iterator[tuple[str, Shape]]:
    """Every field of a view and of the rows within it, each with the list it stands in."""
    if model in seen:
        return
    for shape in shapes(model).values():
        rows = [one for one in _each_of(shape.plain) if isinstance(one, type) and issubclass(one, BaseModel)]
        if not any(shape.name == "items" and "items" in one.model_fields for one in rows):
            yield place, shape  # of a page whose rows count their items, those are what is shown
        for one in rows:
            yield from _tree(one, "" if shape.name == "items" else shape.name, (*seen, model))


def _each_of(plain: Any) -> Iterator[Any]:
    """A type, or each that it may be: the kinds of a policy's rules."""
    if get_origin(plain) is Annotated:
        yield from _each_of(get_args(plain)[0])
    elif get_origin(plain) in (Union, UnionType):
        for one in get_args(plain):
            yield from _each_of(one)
    else:
        yield plain


def _certain(found: Mapping[K, set[Pair]]) -> dict[K, Pair]:
    return {key: next(iter(pairs)) for key, pairs in found.items() if len(pairs) == 1}


def _likeliest(pairs: list[Pair]) -> Pair:
    counted = Counter(pairs)
    return max(counted, key=lambda pair: (counted[pair], -len(pair[0])))


def _is_word(plain: Any) -> bool:
    return isinstance(plain, type) and issubclass(plain, Enum) and issubclass(plain, Word)
