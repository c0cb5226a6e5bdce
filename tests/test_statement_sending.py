"""A statement on its way: uploaded once, sent with its caption, the same after any failure."""

from __future__ import annotations

import pytest

from bot import demo_market, httpx_over_aiohttp
from bot.deliver import Deliverer
from bot.simulator.phones import Phone
from domain.ids import Cause, PersonId
from flows.attachment import Days, FileFormat, StatementFile
from flows.phrases import Phrase
from flows.turn import Reply
from storage import outgoing
from tests.post_office import PostOffice, post_office

SHARMA = demo_market.SHARMA


async def ask(office: PostOffice, person: PersonId, form: FileFormat = FileFormat.PDF) -> None:
    """What a turn writes down when somebody asks for a statement."""
    file = StatementFile(SHARMA.business_id, None, Days(), form)
    slots = {"account": SHARMA.name, "first": "", "last": "", "closing": ""}
    reply = Reply(Phrase.STATEMENT_SENT, slots, attachment=file)
    office.written += 1
    async with office.store.transaction() as tx:
        await outgoing.add(tx, Cause(f"ask-{office.written}", tx.at, person), (reply,), ())


def files(office: PostOffice, phone: Phone) -> list[bytes]:
    """What the phone was sent, in order."""
    attached = [one.content.attachment for one in phone.messages]
    return [office.world.media.get(one.media_id).data for one in attached if one]


async def test_it_comes_with_its_figures(market_url: str) -> None:
    async with post_office(market_url) as office:
        person, phone = await office.meet("Ram")
        await ask(office, person)
        await office.deliver()
        (message,) = phone.messages
        assert message.document.endswith(".pdf")
        assert message.body.startswith("Statement: Sharma Kirana\n")
        assert message.body.endswith("*Rs\u00a00*")
        assert files(office, phone)[0].startswith(b"%PDF-1.")


@pytest.mark.parametrize("fault", ["500_before", "timeout_before"])
async def test_a_further_try_does_not_upload_again(
    market_url: str, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(httpx_over_aiohttp, "READ_SECONDS", 0.5)
    async with post_office(market_url) as office:
        office.world.faults.settings.plan = [fault]
        office.world.faults.settings.hang_seconds = 0.8
        person, phone = await office.meet("Ram")
        await ask(office, person)
        await office.deliver()
        assert files(office, phone) == []
        await office.later(minutes=3)
        assert len(files(office, phone)) == 1
        assert len(office.world.media._kept) == 1
        assert office.deliverer._uploaded == {}


async def test_another_sender_makes_the_same_file(market_url: str) -> None:
    async with post_office(market_url) as office:
        office.world.faults.settings.plan = ["500_before"]
        person, phone = await office.meet("Ram")
        await ask(office, person)
        await office.deliver()
        office.deliverer = Deliverer(office.store, office.deliverer._whatsapp)
        await office.later(minutes=3)
        first, second = (one.data for one in office.world.media._kept.values())
        assert first == second
        assert files(office, phone) == [second]


async def test_outside_the_window_it_is_given_up(market_url: str) -> None:
    async with post_office(market_url) as office:
        person, phone = await office.meet("Ram", window=False)
        await ask(office, person)
        await office.deliver()
        assert (phone.messages, await office.states()) == ([], ["dead"])
