"""What other services' events mean, gathered from the `facts` modules of their procedures. Knows none by name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any, get_args, get_type_hints

from services.kernel.delivery.service import installed
from services.kernel.domain.events import Event, UnknownTopic, declared, discover
from services.kernel.rules.facts import Fact, Kind

SOURCES = installed(holding="*/facts.py")
"""Whose events are taken in as facts: every service that has a `facts` module in one of its procedures."""

FactsOf = Callable[[Any], tuple[Fact, ...]]


class Contradiction(TypeError):
    """A topic is said to mean two things, or a kind is declared twice."""


@dataclass(frozen=True)
class Meanings:
    """Of one source: by topic, the mapping of what speaks; the topics of what does not, skipped before decoding."""

    speaking: dict[str, FactsOf] = field(default_factory=dict[str, FactsOf])
    silent: set[str] = field(default_factory=set[str])
    kinds: dict[str, Kind] = field(default_factory=dict[str, Kind])

    def take(self, module: ModuleType) -> None:
        mapping: FactsOf | None = getattr(module, "facts_of", None)
        if mapping is not None:
            for topic in _topics(get_type_hints(mapping)["event"]):
                self._once(topic, self.speaking.keys() | self.silent)
                self.speaking[topic] = mapping
        for topic in _topics(getattr(module, "Silent", None)):
            self._once(topic, self.speaking.keys() | self.silent)
            self.silent.add(topic)
        for kind in getattr(module, "KINDS", ()):
            self._once(kind.code, self.kinds)
            self.kinds[kind.code] = kind

    def facts_of(self, event: Event) -> tuple[Fact, ...]:
        """What the event counts as; a topic nobody gave a meaning is refused."""
        mapping = self.speaking.get(event.TOPIC)
        if mapping is None and event.TOPIC not in self.silent:
            raise UnknownTopic(event.TOPIC)
        return mapping(event) if mapping else ()

    @staticmethod
    def _once(name: str, known: Iterable[str]) -> None:
        if name in known:
            raise Contradiction(f"{name} is declared twice")


def _topics(union: Any) -> list[str]:
    classes = () if union is None else get_args(union) or (union,)
    return [cls.TOPIC for cls in classes]


def of(source: str) -> Meanings:
    """Imports the `facts` modules of one service, and of the rest of it no more than they need: its events."""
    found = Meanings()
    package = importlib.import_module(f"services.{source}")
    for module in pkgutil.walk_packages(package.__path__, f"services.{source}."):
        if module.name.rsplit(".", 1)[1] == "facts":
            found.take(importlib.import_module(module.name))
    return found


MEANINGS: Mapping[str, Meanings] = {source: of(source) for source in SOURCES}
KINDS: Mapping[str, Kind] = {code: kind for meanings in MEANINGS.values() for code, kind in meanings.kinds.items()}


@cache
def quiet(source: str) -> tuple[str, ...]:
    """Topics that are known to say nothing here, or never to leave their service. A log in reach is read less these and
    not by those that speak: one that nobody knows, of a version to come, is then met and refused."""
    discover([source])
    inside = {topic for topic, cls in declared(source).items() if not cls.PUBLISHED}
    return tuple(sorted(MEANINGS[source].silent | inside))
