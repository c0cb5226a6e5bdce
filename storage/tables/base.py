"""The metadata all tables hang on, and the column types they share."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, MetaData, Numeric
from sqlalchemy.dialects.postgresql import TIMESTAMP

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    "uq": "%(table_name)s_%(column_0_N_name)s_uq",
    "ck": "%(table_name)s_%(constraint_name)s_ck",
    "fk": "%(table_name)s_%(column_0_N_name)s_fk",
    "pk": "%(table_name)s_pk",
}
metadata = MetaData(naming_convention=NAMES)

Moment = TIMESTAMP(timezone=True)
Quantity = Numeric(18, 9)  # nine places: a twelfth of a carton times any price, exact to the paisa


def moment(name: str, *, null: bool = False) -> Column[object]:
    """A point in time."""
    return Column(name, Moment, nullable=null)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """A column that holds one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)
