"""An unknown number: greeting, language, role, registration, consent."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from domain.events import ConsentGiven, LanguageChosen, ShopRegistered, VendorRegistered
from domain.facts import NewcomerFacts
from domain.ids import ShopId, VendorId
from domain.people import ConsentPart, Language, Place, Role, Shop, Standing, Vendor
from flows.everyone import EVERYONE, LANGUAGE_BUTTONS, Everyone
from flows.phrases import Phrase
from flows.price_answers import asked_about, price_lines
from flows.retailer import RetailerState
from flows.table import ANY, OTHERWISE, STAY, Row, Table
from flows.turn import Button
from flows.vendor import VendorState

NAME_LENGTHS = range(2, 61)  # a name, a ward: longer is noise
FIELDS = ("name", "ward", "owner")
ROLE_BUTTONS = (
    Button(Phrase.BUTTON_SHOP, f"role:{Role.RETAILER}"),
    Button(Phrase.BUTTON_VENDOR, f"role:{Role.VENDOR}"),
)
BOTH, ACCOUNTS = "both", "accounts"
CONSENT_WORDS = {
    **dict.fromkeys(("1+2", "1 + 2", "1 2", "1,2", "1 ra 2", "1 and 2", "1 र 2"), BOTH),
    **dict.fromkeys(("dubai", "दुबै", "दुवै", "both", "huncha", "hunchha", "हुन्छ", "yes"), BOTH),
    **dict.fromkeys(("1", "1 matra", "1 मात्र", "only 1"), ACCOUNTS),
}
# How the reader calls what it hears → how we write.
WRITES = {"ne": Language.NEPALI, "en": Language.ENGLISH}


class NewcomerState(StrEnum):
    """How far a newcomer has come."""

    START = "start"
    LANGUAGE = "language"
    ROLE = "role"
    DETAILS = "details"
    CONSENT = "consent"


START, LANGUAGE, ROLE, DETAILS, CONSENT = NewcomerState

NEWCOMER: tuple[Row, ...] = (
    # on  at  to  when  do
    Row("text", START, LANGUAGE, OTHERWISE, "greet"),
    Row("text", LANGUAGE, STAY, OTHERWISE, "greet"),
    Row("language", START, ROLE, "language_named", "choose_language"),
    Row("language", LANGUAGE, ROLE, "language_named", "choose_language"),
    Row("text", ROLE, STAY, OTHERWISE, "ask_role"),
    Row("role", ANY, DETAILS, "role_named", "ask_details"),
    Row("role", ANY, STAY, OTHERWISE, "ask_role"),
    Row("text", DETAILS, STAY, "details_missing", "ask_missing"),
    Row("text", DETAILS, CONSENT, OTHERWISE, "ask_consent"),
    Row("location", DETAILS, STAY, "details_missing", "ask_missing"),
    Row("location", DETAILS, CONSENT, OTHERWISE, "ask_consent"),
    Row("text", CONSENT, STAY, OTHERWISE, "ask_consent_again"),
    Row("consent", CONSENT, STAY, "details_missing", "ask_missing"),
    Row("consent", CONSENT, STAY, OTHERWISE, "register"),
    Row("consent", ANY, STAY, OTHERWISE, "greet"),
    Row("privacy", ANY, STAY, OTHERWISE, "explain_privacy"),
    Row("price", ANY, STAY, OTHERWISE, "show_prices"),
    Row("media", START, LANGUAGE, OTHERWISE, "greet"),
    *EVERYONE,
)


class NewcomerScene(Everyone[NewcomerFacts]):
    """All that the rows above name."""

    # --- guards -------------------------------------------------------------------------------

    def role_named(self) -> bool:
        """A shop or a vendor; nothing else can be chosen from outside."""
        return self.intent.subject in (Role.RETAILER.value, Role.VENDOR.value)

    def details_missing(self) -> bool:
        """Name, ward or owner are not all known yet."""
        return any(field not in self._form() for field in FIELDS)

    # --- actions ------------------------------------------------------------------------------

    def _answer_in_kind(self) -> None:
        """Until a language is chosen, we write as the person does."""
        reading = self.intent.reading
        if self.conversation.language is None and reading is not None:
            language = WRITES.get(reading.language, Language.ROMAN)
            self.remember(language=language)
            self.happen(LanguageChosen(self.facts.person.id, language))

    def greet(self) -> None:
        """Who we are, and which language."""
        self._answer_in_kind()
        self.say(Phrase.GREETING_NEWCOMER, buttons=LANGUAGE_BUTTONS)

    def choose_language(self) -> None:
        """The language is known; shop or vendor?"""
        language = Language(self.intent.subject)
        self.remember(language=language)
        self.happen(LanguageChosen(self.facts.person.id, language))
        self.ask_role()

    def ask_role(self) -> None:
        """Shop or vendor?"""
        self.say(Phrase.ASK_ROLE, buttons=ROLE_BUTTONS)

    def ask_details(self) -> None:
        """Name, ward and owner, in one message."""
        self.remember(form={"role": self.intent.subject})
        self.say(
            Phrase.ASK_SHOP_DETAILS
            if self.intent.subject == Role.RETAILER
            else Phrase.ASK_VENDOR_DETAILS
        )

    def _form(self) -> dict[str, str]:
        """What is known once this message's parts are filled in, in the order asked."""
        form = dict(self.conversation.form)
        spot = self.intent.inbound.spot
        if spot is not None:
            form |= {"latitude": str(spot.latitude), "longitude": str(spot.longitude)}
        if self.intent.name == "text" and self.conversation.state == DETAILS:
            parts = [part.strip(" ।.") for part in self.intent.words.replace("\n", ",").split(",")]
            good = [part for part in parts if len(part) in NAME_LENGTHS]
            open_fields = [field for field in FIELDS if field not in form]
            form |= dict(zip(open_fields, good, strict=False))
        return form

    def ask_missing(self) -> None:
        """What is still to be told."""
        form = self._form()
        self.remember(form=form)
        missing = next(field for field in FIELDS if field not in form)
        self.say(Phrase(f"ask_{missing}"))

    def ask_consent(self) -> None:
        """Three allowances, apart from each other."""
        self.remember(form=self._form())
        self.ask_consent_again()

    def ask_consent_again(self) -> None:
        """The allowances once more."""
        self.say(
            Phrase.ASK_CONSENT,
            {"name": self.conversation.form.get("name", "")},
            buttons=(
                Button(Phrase.BUTTON_CONSENT_BOTH, f"consent:{BOTH}"),
                Button(Phrase.BUTTON_CONSENT_ACCOUNTS, f"consent:{ACCOUNTS}"),
                Button(Phrase.BUTTON_READ, "privacy:"),
            ),
        )

    def explain_privacy(self) -> None:
        """What is kept and why, in plain words."""
        buttons = (
            Button(Phrase.BUTTON_CONSENT_BOTH, f"consent:{BOTH}"),
            Button(Phrase.BUTTON_CONSENT_ACCOUNTS, f"consent:{ACCOUNTS}"),
        )
        self.say(Phrase.PRIVACY, buttons=buttons if self.state == CONSENT else ())

    def register(self) -> None:
        """A shop or vendor that waits for an admin."""
        form, person = self.conversation.form, self.facts.person.id
        self.happen(ConsentGiven(person, ConsentPart.ACCOUNTS, Phrase.ASK_CONSENT.value))
        if self.intent.subject == BOTH:
            self.happen(ConsentGiven(person, ConsentPart.REMINDERS, Phrase.ASK_CONSENT.value))
        if form.get("role") == Role.VENDOR:
            self.happen(VendorRegistered(person, self._vendor()))
            self._become(Role.VENDOR, VendorState.IDLE)
            self.say(Phrase.VENDOR_WAITS, {"name": form["name"]})
            return
        self.happen(ShopRegistered(person, self._shop()))
        self._become(Role.RETAILER, RetailerState.IDLE)
        self.say(Phrase.SHOP_WAITS, {"name": form["name"]})

    def _become(self, role: Role, state: str) -> None:
        self.conversation = replace(self.conversation, role=role, form={})
        self.state = state

    def _place(self) -> Place:
        form = self.conversation.form
        spot = (int(form["latitude"]), int(form["longitude"])) if "latitude" in form else None
        return Place(
            ward=form["ward"],
            latitude=spot[0] if spot else None,
            longitude=spot[1] if spot else None,
        )

    def _shop(self) -> Shop:
        form = self.conversation.form
        return Shop(
            id=ShopId(self.cause.id("shop")),
            code=f"S-{self.facts.next_business}",
            name=form["name"],
            owner_name=form["owner"],
            place=self._place(),
            standing=Standing.WAITING,
        )

    def _vendor(self) -> Vendor:
        form = self.conversation.form
        return Vendor(
            id=VendorId(self.cause.id("vendor")),
            code=f"V-{self.facts.next_business}",
            name=form["name"],
            owner_name=form["owner"],
            place=self._place(),
            standing=Standing.WAITING,
        )

    def show_help(self) -> None:
        """What this is, with the next step of registering."""
        if self.conversation.language is None:
            self.greet()
            return
        begun = self.state in (DETAILS, CONSENT)
        self.say(Phrase.HELP_NEWCOMER, buttons=() if begun else ROLE_BUTTONS)

    def show_prices(self) -> None:
        """Anybody may ask what things cost."""
        self._answer_in_kind()
        skus = asked_about(self.intent.reading)
        lines = price_lines(skus, self.facts.catalogue, self.facts.standings)
        self.say(Phrase.PRICES, {"lines": lines})


TABLE = Table(NEWCOMER, NewcomerState)
