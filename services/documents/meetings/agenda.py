"""The items of one meeting and what became of each, as its facts tell it. Pure: only `Meeting` changes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.documents.meetings.events import AgendaSet, TopicProposed
from services.documents.meetings.refusals import NoSuchTopic, TopicNotOpen
from services.documents.meetings.states import TopicState


@dataclass(slots=True)
class Topic:
    state: TopicState
    person: str
    """Who proposed it."""
    department: str
    """Answers for it."""
    secrecy: str


@dataclass(slots=True)
class Agenda:
    topics: dict[int, Topic] = field(default_factory=dict[int, Topic])
    order: tuple[int, ...] = ()
    """Those that will be discussed."""

    def check(self, item: int, *allowed: TopicState, cites: tuple[str, ...]) -> Topic:
        topic = self.topics.get(item)
        if topic is None:
            raise NoSuchTopic("没有这个议题。", "There is no such item.", cites=cites, item=item)
        if topic.state not in allowed:
            raise TopicNotOpen(
                f"该议题{topic.state.zh}，不能这样办理。",
                f"The item is {topic.state.en}; this cannot be done to it.",
                cites=cites,
                item=item,
                state=topic.state.value,
            )
        return topic

    def propose(self, event: TopicProposed) -> None:
        state = TopicState.ON_AGENDA if event.on_agenda else TopicState.PROPOSED
        self.topics[event.item] = Topic(state, event.person, event.department, event.secrecy)
        self.order = (*self.order, event.item) if event.on_agenda else self.order

    def put(self, event: AgendaSet) -> None:
        for item in self.order:
            self.topics[item].state = TopicState.PROPOSED
        for item in event.items:
            self.topics[item].state = TopicState.ON_AGENDA
        self.order = event.items

    def take_off(self, item: int, state: TopicState) -> None:
        self.topics[item].state = state
        self.order = tuple(other for other in self.order if other != item)

    def discuss(self, items: tuple[int, ...]) -> None:
        for item in items:
            self.topics[item].state = TopicState.DISCUSSED
