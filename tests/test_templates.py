"""Templates: what Meta is asked to approve, and what leaves outside the 24-hour window."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

import pytest

from bot.graph_message import graph_message
from bot.render import render
from bot.rendered import Rendered, Text
from bot.simulator.params import Params
from bot.simulator.templates import Template, TemplateStore
from bot.templates import TEMPLATES, all_templates, render_template
from domain import events
from domain.ids import OrderId, PaymentId, ShopId, VendorId
from domain.money import Money
from domain.payments import Allocation, Method, Payment, PaymentStatus
from domain.people import Language
from flows.notices import notices
from flows.phrases import Phrase
from flows.turn import Button, Notice, Reply

OFFER = Reply(
    Phrase.OFFER_RECEIVED,
    {
        "code": "KH-1042",
        "shop": "Sharma\nKirana     {0}",
        "ward": "Birendranagar-6",
        "lines": (),
        "total": Money(1_201_000),
        "payment": "",
    },
    (
        Button(Phrase.BUTTON_ACCEPT, "accept:K7F2"),
        Button(Phrase.BUTTON_PART, "part:K7F2"),
        Button(Phrase.BUTTON_DECLINE, "decline:K7F2"),
    ),
)


@pytest.fixture
def approved() -> TemplateStore:
    """A business account to which every template has been handed in."""
    ids = count(1)
    return TemplateStore(
        lambda: str(next(ids)),
        (Template(one.name, one.language, one.body, one.buttons) for one in all_templates()),
    )


def test_what_is_handed_in_is_what_is_sent_later(approved: TemplateStore) -> None:
    handed_in = TemplateStore(lambda: "1")
    for one in all_templates():
        handed_in.create(json.loads(json.dumps(one.as_json())))
    known = [(one.name, one.language, one.body, one.buttons) for one in approved.all()]
    assert [(one.name, one.language, one.body, one.buttons) for one in handed_in.all()] == known


def test_meta_takes_every_template(approved: TemplateStore) -> None:
    assert len(approved.all()) == len(TEMPLATES) * len(Language)
    for one in all_templates():
        assert one.body.count("{{") == len(one.samples)
        assert not re.search(r"}}\s*{{", one.body), "places side by side are refused"
        filled = one.body.format(*one.samples)
        assert len(filled) < 1024
        assert one.category == "UTILITY"


def test_languages_that_meta_lists_stand_for_ours() -> None:
    codes = {(one.name, one.language) for one in all_templates() if "order" in one.name}
    assert codes == {
        ("template_order_en", "en"),
        ("template_order_ne", "hi"),
        ("template_order_ne_latn", "en"),
    }


@pytest.mark.parametrize(
    ("language", "params", "shown"),
    [
        (
            Language.ENGLISH,
            ("KH-1042", "Sharma Kirana {0}", "Birendranagar-6", "Rs 12,010"),
            "Khaacho: new order KH-1042 from Sharma Kirana {0}, Birendranagar-6, for Rs 12,010. "
            "Press a button to answer.",
        ),
        (
            Language.NEPALI,
            ("Sharma Kirana {0}", "Birendranagar-6", "रु १२,०१०", "KH-1042"),
            "Khaacho: Sharma Kirana {0}, Birendranagar-6 बाट रु १२,०१० को नयाँ अर्डर KH-1042 आएको छ। "
            "जवाफ दिन बटन थिच्नुहोस्।",
        ),
    ],
)
def test_an_offer(
    approved: TemplateStore, language: Language, params: tuple[str, ...], shown: str
) -> None:
    content = render_template(Phrase.TEMPLATE_OFFER, OFFER, "order:1042", language)
    assert content.params == params
    assert content.payloads == ("accept:K7F2", "order:1042", "decline:K7F2")
    assert Rendered("+9779800000201", None, "1", content).fault == ""
    assert approved.read(Params(graph_message(content)[1])).body == shown


def test_news_is_read_by_a_button(approved: TemplateStore) -> None:
    reply = Reply(Phrase.ORDER_CANCELLED, {"code": "KH-7"})
    content = render_template(Phrase.TEMPLATE_ORDER, reply, "status:7", Language.ROMAN)
    assert (content.params, content.payloads) == (("KH-7",), ("status:7",))
    on_phone = approved.read(Params(graph_message(content)[1]))
    assert [(button.id, button.title) for button in on_phone.buttons] == [("status:7", "Padhne")]


def test_an_empty_value_is_not_sent_empty() -> None:
    content = render_template(
        Phrase.TEMPLATE_ORDER,
        Reply(Phrase.PART_OFFERED, {"code": " \u200b"}),
        "x:",
        Language.NEPALI,
    )
    assert content.params == ("–",)


# --- notices about payments, whose slots the source does not show ---------------------------


def payment(status: PaymentStatus, *, by_vendor: bool) -> Payment:
    return Payment(
        id=PaymentId(UUID(int=1)),
        number=318,
        shop_id=ShopId(UUID(int=2)),
        shop_name="Sharma Kirana",
        vendor_id=VendorId(UUID(int=3)),
        vendor_name="Gupta Traders",
        amount=Money(500_000),
        method=Method.CASH,
        status=status,
        by_vendor=by_vendor,
        recorded_by=None,
        at=datetime(2026, 11, 22, tzinfo=UTC),
    )


def told() -> list[Notice]:
    found: list[Notice] = []
    for by_vendor in (True, False):
        for status in PaymentStatus:
            one = payment(status, by_vendor=by_vendor)
            parts = (Allocation(one.id, OrderId(UUID(int=4)), 987, Money(320_000)),)
            found += notices(events.PaymentRecorded(one, parts, Money(2_673_500)))
            found += notices(events.PaymentAnswered(one, parts, Money(2_673_500)))
    return found


@pytest.mark.parametrize("language", Language)
def test_notices_about_payments_are_worded_and_have_templates(
    approved: TemplateStore, language: Language
) -> None:
    said = told()
    assert {notice.template for notice in said} == {
        Phrase.TEMPLATE_PAID,
        Phrase.TEMPLATE_CLAIM,
        Phrase.TEMPLATE_NEWS,
        Phrase.TEMPLATE_ADMIN,
    }
    for notice in said:
        free = render(notice.reply, language)
        assert Rendered("+9779800000101", None, "1", free).fault == ""
        assert notice.template is not None
        content = render_template(notice.template, notice.reply, notice.read, language)
        approved.read(Params(graph_message(content)[1]))


def test_a_receipt() -> None:
    one = payment(PaymentStatus.CONFIRMED, by_vendor=False)
    parts = (Allocation(one.id, OrderId(UUID(int=4)), 987, Money(320_000)),)
    (notice,) = notices(events.PaymentAnswered(one, parts, Money(2_673_500)))
    assert render(notice.reply, Language.ROMAN) == Text(
        "Rasid R-318: Gupta Traders le Rs\u00a05,000 (nagad) paunubhayo. "
        "Tirna baanki Rs\u00a026,735.\n"
        "KH-987: Rs\u00a03,200"
    )
