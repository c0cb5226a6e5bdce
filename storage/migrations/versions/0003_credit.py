"""Every change of a limit, and every score.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Run the file, a statement at a time; blank lines stand between statements."""
    for statement in STATEMENTS.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in statement.splitlines() if not line.startswith("--")]
        if any(lines):
            op.execute("\n".join(lines).replace(":", "\\:"))


def downgrade() -> None:
    """Back to limits without a past."""
    op.execute("DROP TABLE limit_changes, scores")
