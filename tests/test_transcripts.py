"""Every transcript, played through the real system."""

from pathlib import Path

import pytest

from tests.stage import stage

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_transcript(path: Path, database_url: str, redis_url: str, tmp_path: Path) -> None:
    async with stage(database_url, redis_url, tmp_path) as playing:
        await playing.play(path.read_text(encoding="utf-8"))
