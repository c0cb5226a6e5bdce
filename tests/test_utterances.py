"""Messages as shops type them are read as they are meant; what is not, is listed and stays so."""

import pytest

from flows.reading.reader import Reader
from storage.catalogue_csv import read_catalogue
from tests.said import Utterance, faults, utterances

CATALOGUE = read_catalogue()
READER = Reader(CATALOGUE)
SAID = tuple(utterances())


@pytest.mark.parametrize("said", [s for s in SAID if not s.fails], ids=lambda s: s.text[:50])
def test_is_read_as_meant(said: Utterance) -> None:
    assert faults(said, READER.read(said.text), CATALOGUE) == []


@pytest.mark.parametrize("said", [s for s in SAID if s.fails], ids=lambda s: s.text[:50])
def test_known_failure_still_fails(said: Utterance) -> None:
    assert faults(said, READER.read(said.text), CATALOGUE), "repaired: move it to messages"


def test_there_are_enough_and_each_once() -> None:
    texts = [said.text for said in SAID]
    assert len(texts) >= 600
    assert len(set(texts)) == len(texts)
