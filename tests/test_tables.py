"""The conversations' tables: complete, drawn, and in step with what can be said and pressed."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from flows import diagrams
from flows.admin import ADMIN, AdminScene, AdminState
from flows.commands import COMMANDS, PRIVILEGED
from flows.intents import KEYWORDS, VERBS
from flows.newcomer import NEWCOMER, NewcomerScene, NewcomerState
from flows.retailer import RETAILER, RetailerScene, RetailerState
from flows.table import ANY, OTHERWISE, STAY, Row, Table, check
from flows.vendor import VENDOR, VendorScene, VendorState

FLOWS = Path(__file__).parent.parent / "flows"
ROLES = {
    "newcomer": (NEWCOMER, NewcomerState, NewcomerScene),
    "retailer": (RETAILER, RetailerState, RetailerScene),
    "vendor": (VENDOR, VendorState, VendorScene),
    "admin": (ADMIN, AdminState, AdminScene),
}
READ = "order price balance status payment repeat greeting help cancel other yes no choose quantity"


def meant(rows: Sequence[Row]) -> set[str]:
    return {row.on for row in rows}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_wrong_with_a_table(role: str) -> None:
    assert check(*ROLES[role]) == []


@pytest.mark.parametrize("role", ROLES)
def test_no_state_is_a_dead_end(role: str) -> None:
    rows, states, _ = ROLES[role]
    for state in states:
        assert any(row.at in (ANY, state) for row in rows)
        assert any(row.at in (ANY, state) and row.to not in (STAY, state) for row in rows)


def test_the_drawing_is_of_these_tables() -> None:
    drawn = (FLOWS / "DIAGRAMS.md").read_text(encoding="utf-8")
    assert drawn == diagrams.document(), "python -m flows.table > flows/DIAGRAMS.md"


class Standing:
    """A scene for the table below."""

    state = "a"

    def known(self) -> bool:
        """A guard."""
        return False

    def act(self) -> None:
        """An action."""
        self.state += "!"


GOOD = Row("go", "a", "b", OTHERWISE, "act")
FAULTS = [
    ([GOOD, Row("go", "a", "b", "lost", "act")], ["go@a: lost", "go@a: a row", "go@a: no row"]),
    ([Row("go", "a", "b", OTHERWISE, "missing")], ["go@a: missing is not on Standing"]),
    ([Row("go", "a", "b", "known", "act")], ["go@a: no row says OTHERWISE"]),
    ([GOOD, Row("go", "c", STAY, OTHERWISE, "act")], ["go@c: no state c"]),
    ([Row("go", "a", STAY, OTHERWISE, "act")], ["b: no row leads there"]),
    ([Row("go", "a", "b", "known", "act"), Row("go", ANY, STAY, OTHERWISE, "act")], []),
]


@pytest.mark.parametrize(("rows", "faults"), FAULTS)
def test_faults_are_named(rows: list[Row], faults: list[str]) -> None:
    found = check(rows, ("a", "b"), Standing)
    assert len(found) == len(faults)
    for said, expected in zip(sorted(found), sorted(faults), strict=True):
        assert said.startswith(expected)


def test_a_row_for_one_state_goes_before_rows_for_any() -> None:
    table = Table(
        [
            Row("go", ANY, "b", OTHERWISE, "act"),
            Row("go", "a", "c", "known", "act"),
            Row("go", "a", "d", OTHERWISE, "act"),
        ],
        "abcd",
    )
    scene = Standing()
    assert table.fire("go", scene)
    assert scene.state == "d!"
    assert table.knows("go", "b")
    assert not table.knows("stop", "a")


def test_every_button_has_a_row() -> None:
    rows = set().union(*(meant(rows) for rows, _, _ in ROLES.values()))
    assert rows >= VERBS


def pressed() -> Iterator[tuple[str, str]]:
    """The verbs of all payloads that the flows write, each with its place."""
    for path in sorted(FLOWS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in ("Button", "Choice", "Notice"):
                continue
            given = [*node.args, *(one.value for one in node.keywords if one.arg == "payload")]
            for value in given:
                first = value.values[0] if isinstance(value, ast.JoinedStr) else value
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    verb, colon, _ = first.value.partition(":")
                    if colon:
                        yield verb, f"{path.name}:{node.lineno}"


PRESSED = dict(pressed())


def test_every_payload_is_a_known_verb() -> None:
    assert len(PRESSED) > 25
    unknown = {verb: place for verb, place in PRESSED.items() if verb not in {*VERBS, "run"}}
    assert unknown == {}
    assert {"paid_yes", "paid_no", "claim_yes", "claim_no"} <= VERBS  # written with a variable


@pytest.mark.parametrize("role", ROLES)
def test_keywords_are_for_everybody(role: str) -> None:
    assert meant(ROLES[role][0]) >= {name for name, _ in KEYWORDS.values()}


def test_whatever_the_reader_hears_has_a_row() -> None:
    assert meant(RETAILER) >= set(READ.split())
    assert meant(NEWCOMER) >= {"text", "price", "location"}


def test_every_command_has_a_row_and_only_privileged_ones_ask_the_pin() -> None:
    assert meant(ADMIN) >= set(COMMANDS.values())
    assert set(COMMANDS.values()) >= PRIVILEGED
    asking = {row.on for row in ADMIN if row.do in ("ask_pin", "run_command")}
    assert asking == PRIVILEGED
    for command in PRIVILEGED:
        last = [row for row in ADMIN if row.on == command][-4:]
        assert [row.when for row in last] == ["pin_locked", "no_pin_yet", "stepped_up", OTHERWISE]
