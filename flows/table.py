"""A conversation as a table: rows in, a machine out, and a drawing of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from transitions import Machine

ANY = "*"
STAY = "="
OTHERWISE = ""


@dataclass(frozen=True, slots=True)
class Row:
    """In state ``at``, when ``on`` is meant and ``when`` holds: ``do``, and go ``to``.

    Attributes:
        on: An intent from the closed list.
        at: A state, or `ANY`.
        to: A state, or `STAY`.
        when: A guard's name on the scene, or `OTHERWISE`.
        do: An action's name on the scene.
    """

    on: str
    at: str
    to: str
    when: str
    do: str


class Stateful(Protocol):
    """What the machine moves: anything with a state."""

    state: str


class Table:
    """A role's rows, checked and ready to fire.

    Attributes:
        rows: Top to bottom; the first whose guard holds wins.
    """

    def __init__(self, rows: Sequence[Row], states: Iterable[str]) -> None:
        self.rows = tuple(rows)
        self.states = tuple(str(state) for state in states)
        self._machine = _build(self.rows, self.states)

    def knows(self, intent: str, state: str) -> bool:
        """Whether some row is for this intent in this state."""
        event = self._machine.events.get(intent)
        return event is not None and state in event.transitions

    def fire(self, intent: str, scene: Stateful) -> bool:
        """Run the first row that fits; False when every guard said no."""
        return bool(self._machine.events[intent].trigger(scene))


def _build(rows: Sequence[Row], states: Sequence[str]) -> Machine:
    machine = Machine(
        model=None, states=list(states), initial=None, auto_transitions=False, send_event=False
    )
    for row in _specific_first(rows):
        machine.add_transition(
            trigger=row.on,
            source=str(row.at),
            dest=None if row.to == STAY else str(row.to),
            conditions=[row.when] if row.when else [],
            after=[row.do],
        )
    return machine


def _specific_first(rows: Sequence[Row]) -> list[Row]:
    """Rows for one state before rows for any, each in the order written."""
    return sorted(rows, key=lambda row: row.at == ANY)


def check(rows: Sequence[Row], states: Iterable[str], scene: type) -> list[str]:
    """What is wrong with a table: names the scene lacks, groups without an end, lost states."""
    known = set(states)
    faults = [
        f"{row.on}@{row.at}: {name} is not on {scene.__name__}"
        for row in rows
        for name in (row.when, row.do)
        if name and not callable(getattr(scene, name, None))
    ]
    faults += [
        f"{row.on}@{row.at}: no state {state}"
        for row in rows
        for state in (row.at, row.to)
        if state not in known | {ANY, STAY}
    ]
    last: dict[tuple[str, str], Row] = {}
    for row in rows:
        earlier = last.get((row.on, row.at))
        if earlier is not None and earlier.when == OTHERWISE:
            faults.append(f"{row.on}@{row.at}: a row stands after OTHERWISE")
        last[row.on, row.at] = row
    faults += [
        f"{on}@{at}: no row says OTHERWISE"
        for (on, at), row in last.items()
        if row.when != OTHERWISE and not _ends_elsewhere(on, at, last)
    ]
    reached = {row.to for row in rows}
    entry = next(iter(known and list(states)), None)
    return faults + [
        f"{state}: no row leads there" for state in known if state not in reached | {entry}
    ]


def _ends_elsewhere(on: str, at: str, last: Mapping[tuple[str, str], Row]) -> bool:
    general = last.get((on, ANY))
    return at != ANY and general is not None and general.when == OTHERWISE


def diagram(title: str, rows: Sequence[Row]) -> str:
    """The table as Mermaid; rows for any state, and rows that stay, become a list below it."""
    arrows = [row for row in rows if row.at != ANY and row.to != STAY]
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {row.at} --> {row.to}: {_label(row)}" for row in arrows]
    lines += ["```", ""]
    lines += [
        f"* {_label(row)}: {row.do}"
        + (f" (at {row.at})" if row.at != ANY else "")
        + (f" → {row.to}" if row.to != STAY else "")
        for row in rows
        if row not in arrows
    ]
    return "\n".join([*lines, ""])


def _label(row: Row) -> str:
    return f"{row.on} [{row.when}]" if row.when else row.on


if __name__ == "__main__":
    from flows.diagrams import document  # the roles' tables stand on this module

    sys.stdout.write(document())
