"""Seals over transfers and audit, and their signed checkpoints.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Run the file, a statement at a time; blank lines stand between statements."""
    for statement in STATEMENTS.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in statement.splitlines() if not line.startswith("--")]
        if any(lines):
            op.execute("\n".join(lines).replace(":", "\\:"))


def downgrade() -> None:
    """Back to books without seals."""
    op.execute("DROP TABLE seals, checkpoints")
    op.execute("DROP INDEX audit_seq_ix")
