"""Values of the domain and flows as JSON and back: one converter for all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
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


_TAGGED: Mapping[type, Callable[[Any], Any]] = {
    Money: lambda slot: {"money": slot.paisa},
    Decimal: lambda slot: {"number": str(slot)},
    Amount: lambda slot: {"amount": str(slot.quantity), "unit": slot.unit},
    datetime: lambda slot: {"moment": slot.isoformat()},
    date: lambda slot: {"date": slot.isoformat()},
    ProductName: lambda slot: {"en": slot.en, "ne": slot.ne},
    Said: lambda slot: {"phrase": slot.phrase.value, "slots": _slots_out(slot.slots)},
    tuple: lambda slot: [_slot_out(one) for one in slot],
}
# Told apart by the first key, the tag.
_UNTAGGED: Mapping[str, Callable[[Any], Slot]] = {
    "money": lambda value: Money(value["money"]),
    "number": lambda value: Decimal(value["number"]),
    "amount": lambda value: Amount(Decimal(value["amount"]), value["unit"]),
    "moment": lambda value: datetime.fromisoformat(value["moment"]),
    "date": lambda value: date.fromisoformat(value["date"]),
    "en": lambda value: ProductName(value["en"], value["ne"]),
    "phrase": lambda value: Said(Phrase(value["phrase"]), _slots_in(value["slots"])),
}


def _slot_out(slot: Slot) -> Any:
    tagged = _TAGGED.get(type(slot))
    return tagged(slot) if tagged else slot


def _slot_in(value: Any) -> Slot:
    if isinstance(value, list):
        return tuple(cast("Said", _slot_in(one)) for one in value)
    if isinstance(value, dict):
        return next(read for tag, read in _UNTAGGED.items() if tag in value)(value)
    return cast("str | int", value)


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
