"""Settings: a table of what is refused and in which words, and what the defaults are."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.refusals import SettingError
from bot.settings import DEMO_ADMIN_PHONE, Settings, read_settings

KEY = "k7Qw9zXc2vBn4mLp8rTy6uIo1aSd3fGh"
LIVE = {
    "WHATSAPP_PHONE_ID": "106540352242922",
    "WHATSAPP_TOKEN": "EAAG-token",
    "WHATSAPP_APP_SECRET": "0a1b2c3d4e5f",
    "WHATSAPP_VERIFY_TOKEN": "chosen",
    "ADMIN_PHONES": "+9779812345678",
    "SECRET_KEY": KEY,
}

REFUSED = {
    "PORT is 'eighty'": {"PORT": "eighty"},
    "PORT is '0'; it needs a whole number from 1 to 65534": {"PORT": "0"},
    "PORT is '65535'": {"PORT": "65535"},
    "PORT is '८०८०'": {"PORT": "८०८०"},
    "DATABASE_URL begins with 'mysql'; it needs postgresql://": {"DATABASE_URL": "mysql://h/d"},
    "REDIS_URL begins with 'http'; it needs redis://": {"REDIS_URL": "http://h"},
    "LOG_LEVEL is 'loud'; it needs one of debug, info": {"LOG_LEVEL": "loud"},
    "LOG_FORMAT is 'xml'; it needs one of console, json": {"LOG_FORMAT": "xml"},
    "ADMIN_PHONES has '9812345678'": {"ADMIN_PHONES": "+9779812345678,9812345678"},
    "WHATSAPP_API_VERSION is '23'": {"WHATSAPP_API_VERSION": "23"},
    "WHATSAPP_TOKEN is missing while WHATSAPP_API_URL": {"WHATSAPP_API_URL": "https://example.com"},
    "WHATSAPP_API_URL is 'http://example.com'": {"WHATSAPP_API_URL": "http://example.com"},
    "SECRET_KEY has 5 characters": {"SECRET_KEY": "short"},
    "SECRET_KEY has 40 characters": {"SECRET_KEY": "ab" * 20},
    "WHATSAPP_APP_SECRET has 3 secrets": LIVE | {"WHATSAPP_APP_SECRET": "a,b,c"},
    "ADMIN_PHONES is empty": LIVE | {"ADMIN_PHONES": ""},
    "SECRET_KEY has nothing": LIVE | {"SECRET_KEY": ""},
}


def read(folder: Path, values: dict[str, str] | None = None) -> Settings:
    return read_settings(values or {}, folder)


@pytest.mark.parametrize(("words", "values"), REFUSED.items(), ids=REFUSED)
def test_a_wrong_value_is_refused_in_one_line(
    tmp_path: Path, words: str, values: dict[str, str]
) -> None:
    with pytest.raises(SettingError) as refused:
        read(tmp_path, values)
    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("missing", [name for name in LIVE if name.startswith("WHATSAPP")])
def test_a_half_set_whatsapp_group_names_the_missing_one(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SettingError, match=f"^{missing} is missing while "):
        read(tmp_path, LIVE | {missing: " "})


def test_nothing_set_means_the_simulator_on_the_next_port(tmp_path: Path) -> None:
    settings = read(tmp_path, {"PORT": "9000"})
    assert settings.simulator
    assert (settings.port, settings.simulator_port) == (9000, 9001)
    assert settings.whatsapp_api_url == "http://127.0.0.1:9001"
    assert settings.admin_phones == (DEMO_ADMIN_PHONE,)
    assert settings.home == tmp_path / ".khaacho"
    assert settings.database_url == settings.redis_url == ""


def test_the_simulators_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / ".khaacho" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_all_four_set_means_meta(tmp_path: Path) -> None:
    settings = read(tmp_path, LIVE | {"WHATSAPP_APP_SECRET": "old, new", "PORT": "65535"})
    assert not settings.simulator
    assert settings.whatsapp_api_url == "https://graph.facebook.com"
    assert settings.whatsapp_app_secrets == ("old", "new")
    assert settings.secret_key == KEY
    assert not (tmp_path / ".khaacho").exists()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text('PORT=9100\nLOG_LEVEL="debug"\nHOST=\nREDIS_URL=redis://a$b/0\n')
    settings = read(tmp_path, {"PORT": "9200"})
    assert (settings.port, settings.log_level) == (9200, "debug")
    assert settings.host == "127.0.0.1"
    assert settings.redis_url == "redis://a$b/0"


def test_the_example_file_changes_nothing(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / ".env.example"
    bare = read(tmp_path)
    (tmp_path / ".env").write_text(example.read_text())
    assert read(tmp_path) == bare


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    values = LIVE | {"DATABASE_URL": "postgresql://u:pass-word@h/d"}
    shown = repr(read(tmp_path, values))
    hidden = [value for name, value in values.items() if name != "WHATSAPP_PHONE_ID"]
    assert not [value for value in [*hidden, "pass-word"] if value in shown]


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match=r"^KHAACHO_HOME is '.*/file/home'; it needs a folder"):
        read(tmp_path, {"KHAACHO_HOME": str(tmp_path / "file/home")})


def test_the_command_says_it_in_one_line_and_exits_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eighty")
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert said == "khaacho: PORT is 'eighty'; it needs a whole number from 1 to 65534\n"
