"""Checkpoints: signed lines outside the database, whole after any crash, good to nobody else."""

import asyncio
import itertools
import json
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from bot import check, verify
from bot.checkpoint import NO_LINE, Checkpoint, line_hash
from bot.checkpoint_file import FOLDER, kept_in, whole_lines
from bot.jobs import working
from bot.notary import EVERY, ChainBroken, Notary
from bot.settings import read_settings
from bot.signing import KEY_FILE, SigningKey, is_signed
from storage.check.examination import examine_signed
from storage.seals import seal
from storage.store import DatabaseAway, Store
from tests.fragile_store import over_the_wire
from tests.stage import settings_for

ADD_LINE = """
INSERT INTO audit (at, cause_key, nth, kind, event)
VALUES (clock_timestamp() + $1, 'tried', 0, 'Tried', '{}')
"""


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url, size=2)
    yield opened
    await opened.close()


async def _write(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.run(ADD_LINE, store.shift)


async def _faults(store: Store, home: Path) -> tuple[str, ...]:
    async with store.snapshot() as tx:
        return (await examine_signed(tx, kept_in(home))).keys


def _file(home: Path) -> Path:
    (path,) = (home / FOLDER).glob("*.jsonl")
    return path


async def test_a_checkpoint_is_signed_every_ten_minutes(store: Store, tmp_path: Path) -> None:
    notary = Notary(store, tmp_path)
    await notary.work()
    assert whole_lines(_file(tmp_path)) == [], "there is nothing to sign"
    for signed in range(1, 4):
        for _ in range(2):  # the second is sealed at once and signed with the next
            await _write(store)
            await notary.work()
            assert len(whole_lines(_file(tmp_path))) == signed
        await notary.work()
        store.shift += EVERY
    read = [json.loads(line) for line in whole_lines(_file(tmp_path))]
    assert [(one["number"], one["position"]) for one in read] == [(1, 1), (2, 3), (3, 5)]
    assert (await _faults(store, tmp_path)) == ()


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = SigningKey.of_home(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert SigningKey.of_home(tmp_path).public == key.public
    assert (tmp_path / KEY_FILE).read_text().strip() not in repr(key)
    assert is_signed(b"paid", key.sign(b"paid"), key.public)
    assert not is_signed(b"paid!", key.sign(b"paid"), key.public)
    assert not is_signed(b"paid", "no hex", key.public)


async def test_a_crash_anywhere_leaves_the_file_whole(store: Store, tmp_path: Path) -> None:
    whole = await Store.open(*_same(store))
    wire = over_the_wire(store)
    for cut in itertools.count():
        whole.shift = store.shift = store.shift + EVERY
        await _write(whole)
        await seal(whole)
        notary = Notary(store, tmp_path)
        wire.reset(cut_at=cut)
        with suppress(DatabaseAway):
            await notary.sign(EVERY)
        if cut == 1:
            with _file(tmp_path).open("a") as file:  # cut off in the middle of a line
                file.write('{"hash":"00')
        again = Notary(whole, tmp_path)
        await again.sign(EVERY)
        assert len(whole_lines(_file(tmp_path))) == cut + 1
        assert await _faults(whole, tmp_path) == ()
        if not wire.was_cut:
            break
    assert cut > 10
    await whole.close()


def _same(store: Store) -> tuple[str, int]:
    return store._pool._connect_args[0], 2


async def test_two_notaries_in_one_home_sign_once(store: Store, tmp_path: Path) -> None:
    notaries = [Notary(store, tmp_path) for _ in range(2)]
    for _ in range(5):
        await _write(store)
        await asyncio.gather(*(notary.work() for notary in notaries))
        store.shift += EVERY
    for notary in notaries:
        await notary.close()
    assert await _faults(store, tmp_path) == ()


async def test_nothing_is_signed_on_top_of_a_broken_chain(store: Store, tmp_path: Path) -> None:
    notary = Notary(store, tmp_path)
    await _write(store)
    await notary.work()
    async with store.transaction() as tx:
        await tx.run("SET LOCAL session_replication_role = replica")
        await tx.run("UPDATE seals SET sealed_at = sealed_at + interval '1 second'")
    await _write(store)
    await seal(store)
    with pytest.raises(ChainBroken):
        await notary.sign()
    store.shift += EVERY
    await notary.work()  # says so and goes on sealing
    assert len(whole_lines(_file(tmp_path))) == 1


async def test_seals_that_nobody_signs_are_told_of(store: Store, tmp_path: Path) -> None:
    await _write(store)
    await seal(store)
    assert await _faults(store, tmp_path) == ()
    store.shift += timedelta(minutes=16)
    assert await _faults(store, tmp_path) == ("seal 1: nothing was signed since",)


async def test_a_worker_seals_by_itself_and_signs_before_it_ends(
    store: Store, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    settings = settings_for(database_url, redis_url, tmp_path, "http://127.0.0.1:9")
    connection = await asyncpg.connect(database_url)
    for seals in (1, 2):
        await _write(store)
        async with working(settings), asyncio.timeout(10):
            while await connection.fetchval("SELECT count(*) FROM seals") < seals:
                await connection.fetchval("SELECT pg_sleep(0.01)")
        assert len(whole_lines(_file(tmp_path))) == seals
    assert await _faults(store, tmp_path) == ()
    assert verify.main([str(_file(tmp_path))]) == 0
    await connection.close()


# --- the file alone -----------------------------------------------------------------------------


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A file of twelve checkpoints."""
    key = SigningKey.of_home(tmp_path)
    lines: list[str] = []
    for number in range(1, 13):
        checkpoint = Checkpoint(
            key=key.public,
            number=number,
            previous=line_hash(lines[-1]) if lines else NO_LINE,
            position=10 * number,
            hash=f"{number:064x}",
            signed_at=f"2026-11-22T10:{number:02}:00+00:00",
        )
        lines.append(checkpoint.signed(key))
    path = tmp_path / "signed.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_a_sound_file_verifies(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(signed)]) == 0
    told = capsys.readouterr().out
    assert "12 checkpoints up to seal 120" in told
    key = SigningKey.of_home(signed.parent).public
    assert key in told, "whose key it is, is for the reader to compare"
    assert verify.main([str(signed), "--key", key]) == 0
    assert verify.main([str(signed), "--key", "ab" * 32]) == 1
    assert verify.main([str(signed.parent / "none")]) == 1
    assert "signed by the key" in capsys.readouterr().err


TAMPERED: list[tuple[str, Callable[[list[str]], list[str]], str]] = [
    ("taken out", lambda lines: lines[:4] + lines[5:], "entry 5 says it is number 6"),
    ("order", lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "entry 3 says"),
    ("doubled", lambda lines: lines[:3] + lines[2:], "entry 4 says it is number 3"),
    ("first gone", lambda lines: lines[1:], "entry 1 says it is number 2"),
    ("no json", lambda lines: [*lines[:6], "{", *lines[7:]], "entry 7 is not a checkpoint"),
    ("spaces", lambda lines: [lines[0].replace(":", ": ", 1), *lines[1:]], "entry 1 is not"),
    ("a list", lambda lines: ["[]", *lines], "entry 1 is not a checkpoint"),
    ("empty", lambda _lines: [], "entry 1 is missing"),
]


@pytest.mark.parametrize(
    ("change", "told"), [t[1:] for t in TAMPERED], ids=[t[0] for t in TAMPERED]
)
def test_a_tampered_file_names_its_first_bad_entry(
    signed: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[list[str]], list[str]],
    told: str,
) -> None:
    changed = change(signed.read_text().splitlines())
    signed.write_text("".join(f"{line}\n" for line in changed))
    assert verify.main([str(signed)]) == 1
    assert told in capsys.readouterr().err


def test_every_changed_byte_is_found(signed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = signed.read_bytes()
    ends = [at for at, byte in enumerate(sound) if byte == ord("\n")]
    places = range(0, len(sound), 7)
    assert len(places) > 500
    for at in places:
        changed = bytearray(sound)
        changed[at] ^= 1
        signed.write_bytes(changed)
        assert verify.main([str(signed)]) == 1, at
        entry = sum(end < at for end in ends) + 1
        assert f"entry {entry} " in capsys.readouterr().err or not _is_text(changed), at


def _is_text(content: bytearray) -> bool:
    with suppress(UnicodeDecodeError):
        return bool(content.decode())
    return False


def test_a_line_signed_by_another_key_is_none_of_ours(
    signed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forger = SigningKey.of_home(signed.parent / "forger")
    lines = signed.read_text().splitlines()
    said = json.loads(lines[-1])
    del said["signature"]
    forged = replace(Checkpoint(**said), key=forger.public, hash="f" * 64).signed(forger)
    signed.write_text("\n".join([*lines[:-1], forged]) + "\n")
    assert verify.main([str(signed)]) == 1
    assert "entry 12 is signed by the key" in capsys.readouterr().err


# --- the command ----------------------------------------------------------------------------------


async def test_the_check_names_what_was_signed_and_is_no_more(
    store: Store, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        await _write(store)
        await Notary(store, tmp_path).close()
    settings = replace(read_settings(), database_url=database_url, home=tmp_path)
    assert await asyncio.to_thread(check.main, settings, as_json=True) == 0
    superuser = await asyncpg.connect(database_url)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(
        "DELETE FROM audit WHERE seq >= 2; DELETE FROM seals WHERE position >= 2"
    )
    await superuser.close()
    assert await asyncio.to_thread(check.main, settings, as_json=False) == 1
    assert "BROKEN  S16-checkpoints" in (told := capsys.readouterr().out)
    assert "seal 2 is gone" in told

    sound = _file(tmp_path).read_text()
    _file(tmp_path).write_text(sound.replace('"position":2', '"position":4'))
    assert await asyncio.to_thread(check.main, settings, as_json=False) == 1
    assert "entry 2 has a signature that does not fit" in capsys.readouterr().out
