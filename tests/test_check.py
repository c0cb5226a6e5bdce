"""Every invariant: a sound market has no break, and each way to break one is found by its name."""

from bot.seed import seed
from storage.check import INVARIANTS, check_all
from storage.store import Store


async def test_nothing_is_broken_in_a_fresh_market(database_url: str) -> None:
    await seed(database_url, demo=True, secret_key="k" * 32)
    store = await Store.open(database_url, size=1)
    broken = [str(one) for one in await check_all(store)]
    await store.close()
    assert broken == []


def test_names_are_given_once() -> None:
    names = [one.name for one in INVARIANTS]
    assert len(set(names)) == len(names)
