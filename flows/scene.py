"""One turn's workbench: what guards read and actions write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from domain.events import Event
from domain.ids import Cause
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import (
    REPLIES_LIMIT,
    Button,
    Choice,
    Conversation,
    Intent,
    Question,
    Reply,
    Slot,
    Turn,
)

F = TypeVar("F")


class Scene(Generic[F]):
    """Alive for one turn: the only thing that changes while we think.

    Attributes:
        facts: What may be known.
        intent: What is meant.
        conversation: What will be remembered.
        state: Where the conversation stands; the table moves it.
    """

    def __init__(self, conversation: Conversation, facts: F, intent: Intent, cause: Cause) -> None:
        self.facts = facts
        self.intent = intent
        self.cause = cause
        self.conversation = conversation
        self.state = str(conversation.state)  # the machine takes an enum's member for its name
        self.secret = intent.name == "pin"
        self._events: list[Event] = []
        self._replies: list[Reply] = []

    def say(
        self,
        phrase: Phrase,
        slots: Mapping[str, Slot] | None = None,
        *,
        buttons: tuple[Button, ...] = (),
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Tell the speaker something; two messages a turn at most, as each is billed."""
        self.send(Reply(phrase, slots or {}, buttons, choices))

    def send(self, reply: Reply) -> None:
        """The same with a message made before, such as one with a file."""
        assert len(self._replies) < REPLIES_LIMIT, "say it in fewer messages"
        self._replies.append(reply)

    def happen(self, *events: Event) -> None:
        """Record what happened."""
        self._events.extend(events)

    def remember(
        self,
        *,
        questions: tuple[Question, ...] | None = None,
        form: Mapping[str, str] | None = None,
        language: Language | None = None,
    ) -> None:
        """Carry something to the next message."""
        self.conversation = replace(
            self.conversation,
            questions=self.conversation.questions if questions is None else questions,
            form=self.conversation.form if form is None else form,
            language=language or self.conversation.language,
        )

    @property
    def question(self) -> Question | None:
        """What we asked last and wait to hear."""
        return self.conversation.questions[0] if self.conversation.questions else None

    def asked(self, *kinds: str) -> Question | None:
        """The first open question of one of these kinds; others may be open beside it."""
        return next((one for one in self.conversation.questions if one.kind in kinds), None)

    def ask_beside(self, *questions: Question) -> None:
        """Wait for these answers too; an older question of the same kinds is forgotten.

        What the conversation's state waits for stays in front.
        """
        kinds = {one.kind for one in questions}
        kept = (one for one in self.conversation.questions if one.kind not in kinds)
        self.remember(questions=(*kept, *questions))

    def ask_first_of_all(self, question: Question) -> None:
        """What the conversation's new state waits for: in front, and the only one of its kind."""
        kept = (one for one in self.conversation.questions if one.kind != question.kind)
        self.remember(questions=(question, *kept))

    def settle(self, question: Question) -> None:
        """This one question is answered."""
        kept = (one for one in self.conversation.questions if one != question)
        self.remember(questions=tuple(kept))

    def forget(self, *kinds: str) -> None:
        """The questions of these kinds are answered or gone."""
        kept = (one for one in self.conversation.questions if one.kind not in kinds)
        self.remember(questions=tuple(kept))

    def turn(self) -> Turn:
        """All that this turn produced."""
        kept = replace(self.conversation, state=self.state, turn=self.conversation.turn + 1)
        return Turn(tuple(self._events), tuple(self._replies), kept, self.secret)
