"""Values of the domain and flows as JSON and back: one converter for all of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast
from uuid import UUID

from cattrs.preconf.json import make_converter

from domain.catalog import ProductName
from domain.events import Event
from domain.money import Money
from flows.phrases import Phrase
from flows.turn import Amount, Said, Slot

T = TypeVar("T")

converter = make_converter()


def _keep(value: Any, _kind: Any) -> Any:
    return value


converter.register_unstructure_hook(Decimal, str)
converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
converter.register_unstructure_hook(UUID, str)
converter.register_structure_hook(UUID, lambda value, _: UUID(value))
converter.register_unstructure_hook(Money, lambda money: money.paisa)
converter.register_structure_hook(Money, lambda value, _: Money(value))
converter.register_unstructure_hook(datetime, datetime.isoformat)
converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
converter.register_unstructure_hook(date, date.isoformat)
converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))


# --- slots: plain text and numbers as they are, everything else under its tag --------------------


def _slot_out(slot: Slot) -> Any:
    match slot:
        case str() | int():
            return slot
        case Money():
            return {"money": slot.paisa}
        case Decimal():
            return {"number": str(slot)}
        case Amount():
            return {"amount": str(slot.quantity), "unit": slot.unit}
        case datetime():
            return {"moment": slot.isoformat()}
        case date():
            return {"date": slot.isoformat()}
        case ProductName():
            return {"en": slot.en, "ne": slot.ne}
        case Said():
            return {"phrase": slot.phrase.value, "slots": _slots_out(slot.slots)}
        case tuple():
            return [_slot_out(one) for one in slot]


def _slot_in(value: Any) -> Slot:
    if isinstance(value, list):
        return tuple(cast("Said", _slot_in(one)) for one in value)
    if not isinstance(value, dict):
        return cast("str | int", value)
    match value:
        case {"money": paisa}:
            return Money(paisa)
        case {"number": number}:
            return Decimal(number)
        case {"amount": quantity, "unit": unit}:
            return Amount(Decimal(quantity), unit)
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"phrase": phrase, "slots": slots}:
            return Said(Phrase(phrase), _slots_in(slots))
        case _:
            return ProductName(value["en"], value["ne"])


def _slots_out(slots: Mapping[str, Slot]) -> dict[str, Any]:
    return {name: _slot_out(slot) for name, slot in slots.items()}


def _slots_in(slots: Mapping[str, Any]) -> dict[str, Slot]:
    return {name: _slot_in(value) for name, value in slots.items()}


converter.register_unstructure_hook(Said, _slot_out)
converter.register_structure_hook(Said, lambda value, _: cast("Said", _slot_in(value)))
converter.register_unstructure_hook_func(lambda kind: kind == Mapping[str, Slot], _slots_out)
converter.register_structure_hook_func(
    lambda kind: kind == Mapping[str, Slot], lambda value, _: _slots_in(value)
)
converter.register_unstructure_hook_func(lambda kind: kind == Slot, _slot_out)
converter.register_structure_hook_func(lambda kind: kind == Slot, lambda value, _: _slot_in(value))


def dump(value: object, kind: Any = None) -> str:
    """A value as JSON text."""
    return json.dumps(converter.unstructure(value, kind), ensure_ascii=False)


def load(kind: type[T], text: str) -> T:
    """The value that JSON text holds."""
    return converter.structure(json.loads(text), kind)


def dump_event(event: Event) -> str:
    """An event for the audit."""
    return dump(event)
