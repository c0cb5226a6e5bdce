"""A shop asks for its trade score."""

from __future__ import annotations

from domain.facts import RetailerFacts
from flows.phrases import Phrase
from flows.scene import Scene
from flows.score_words import score_words
from flows.turn import Button


class Scoring(Scene[RetailerFacts]):
    """What a shop can say about its score."""

    def show_score(self) -> None:
        """The score as it stands at this moment."""
        assert self.facts.score is not None
        said = score_words(self.facts.score)
        buttons = (
            Button(Phrase.BUTTON_STATEMENT, "statement:"),
            Button(Phrase.BUTTON_BALANCE, "balance:"),
        )
        self.say(said.phrase, said.slots, buttons=buttons)
