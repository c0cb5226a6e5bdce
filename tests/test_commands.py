"""Commands an admin types, taken apart and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from flows.commands import COMMANDS, Command, parse_command
from tests.market import rs

TYPED = [
    ("pending", Command("pending", "")),
    ("  Pending  ", Command("pending", "")),
    ("/today", Command("today", "")),
    ("बाँकी", Command("pending", "")),
    ("approve sharma", Command("approve", "sharma")),
    ("pass S-101", Command("approve", "S-101")),
    ("स्वीकृत शर्मा किराना", Command("approve", "शर्मा किराना")),
    ("reject S-101 reason no such shop", Command("reject", "S-101", "no such shop")),
    ('freeze R-114 reason "x y" until 3d', Command("freeze", "R-114", "x y", days=3)),
    ("freeze R-114 until 3d reason late", Command("freeze", "R-114", "late", days=3)),
    ("freeze R-114 until 12 days", Command("freeze", "R-114", days=12)),
    ("roka R-114", Command("freeze", "R-114")),
    (
        'limit sharma 60000 reason "6 mo clean"',
        Command("limit", "sharma", "6 mo clean", rs(60_000)),
    ),
    ("limit sharma kirana 60 hajar", Command("limit", "sharma kirana", amount=rs(60_000))),
    ("limit sharma 1,00,000", Command("limit", "sharma", amount=rs(100_000))),
    ("सीमा शर्मा ५००००", Command("limit", "शर्मा", amount=rs(50_000))),
    ("limit sharma 0", Command("limit", "sharma", amount=rs(0))),
    ("limit sharma", Command("limit", "sharma")),
    ("limit sharma 99999999999", Command("limit", "sharma")),
    ("limit sharma 12.5", Command("limit", "sharma")),
    ("cancel KH-1001 wrong shop", Command("cancel", "KH-1001", "wrong shop")),
    ("cancel 1001", Command("cancel", "1001")),
    ("radda KH-1001 reason: double", Command("cancel", "KH-1001", "double")),
    ("reroute KH-1001 too slow", Command("reroute", "KH-1001", "too slow")),
    ("why KH-1001", Command("why", "KH-1001")),
    ("admin 9800000009 Asha Rai", Command("admin", "9800000009 Asha Rai")),
    ("hello", None),
    ("", None),
    ("limits sharma 5", None),
    ("1234", None),
]


@pytest.mark.parametrize(("text", "command"), TYPED)
def test_typed(text: str, command: Command | None) -> None:
    assert parse_command(text) == command


@pytest.mark.parametrize("text", ["limit sharma -5000", "limit sharma −5000"])
def test_no_limit_is_negative(text: str) -> None:
    command = parse_command(text)
    assert command is not None
    assert command.amount is None


words = st.text("abcdefghij ", min_size=1, max_size=20).map(lambda text: " ".join(text.split()))
commands = st.one_of(
    st.builds(
        Command,
        st.sampled_from(["approve", "reject", "freeze", "unfreeze"]),
        st.integers(1, 9999).map(lambda number: f"S-{number}"),
        words,
        days=st.one_of(st.none(), st.integers(1, 365)),
    ),
    st.builds(
        Command,
        st.just("limit"),
        st.integers(1, 9999).map(lambda number: f"s-{number}"),
        words,
        st.integers(0, 10**9).map(Money.rupees),
    ),
    st.builds(Command, st.sampled_from(["cancel", "reroute"]), st.just("KH-1001"), words),
)


@given(commands)
def test_a_waiting_command_is_remembered_as_it_was(command: Command) -> None:
    assert parse_command(command.text) == command


def test_every_command_has_an_english_word() -> None:
    assert {word for word in COMMANDS if word.isascii()} >= set(COMMANDS.values())
