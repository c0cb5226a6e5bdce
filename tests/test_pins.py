"""PINs: which are refused, and that only the right one with the right pepper opens."""

import pytest

from bot.pins import fit_pin, hash_pin, verify_pin

PEPPER = "k" * 32


@pytest.mark.parametrize(
    ("typed", "pin"),
    [
        ("2468", "2468"),
        (" 2468\n", "2468"),
        ("२४६८", "2468"),
        ("9०1२", "9012"),
        ("13579", "13579"),
        ("102938", "102938"),
        ("1123", "1123"),
    ],
)
def test_fit(typed: str, pin: str) -> None:
    assert fit_pin(typed) == pin


@pytest.mark.parametrize(
    "typed",
    [
        *("", "246", "2468101", "24 68", "24a8", "+246", "٢٤٦٨", "chini 95", "2468; drop table"),
        *("0000", "1111", "999999", "००००", "1234", "4321", "123456", "654321", "7890", "0987"),
        "१२३४",
    ],
)
def test_unfit(typed: str) -> None:
    assert fit_pin(typed) is None


def test_the_right_pin_opens() -> None:
    assert verify_pin("2468", hash_pin("2468", PEPPER), PEPPER)


@pytest.mark.parametrize(("pin", "pepper"), [("2469", PEPPER), ("2468", "x" * 32)])
def test_another_pin_or_pepper_does_not(pin: str, pepper: str) -> None:
    assert not verify_pin(pin, hash_pin("2468", PEPPER), pepper)


@pytest.mark.parametrize("kept", ["", "2468", "$argon2id$v=19$m=19456,t=2,p=1$broken"])
def test_a_broken_hash_opens_to_nobody(kept: str) -> None:
    assert not verify_pin("2468", kept, PEPPER)


def test_the_same_pin_is_kept_differently_each_time() -> None:
    kept = {hash_pin("2468", PEPPER) for _ in range(2)}
    assert len(kept) == 2
    assert all(one.startswith("$argon2id$") and "2468" not in one for one in kept)
