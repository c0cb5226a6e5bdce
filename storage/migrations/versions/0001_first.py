"""The first schema: tables by noun, then what the database itself refuses.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

HERE = Path(__file__).parent


def upgrade() -> None:
    """Run both files, a statement at a time; blank lines stand between statements."""
    for name in ("0001_tables.sql", "0001_guards.sql"):
        for statement in (HERE / name).read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in statement.splitlines() if not line.startswith("--")]
            if any(lines):
                op.execute("\n".join(lines).replace(":", "\\:"))


def downgrade() -> None:
    """There is nothing before the first schema but an empty database."""
    op.execute("DROP SCHEMA public CASCADE")
    op.execute("CREATE SCHEMA public")
