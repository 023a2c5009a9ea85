import re
from pathlib import Path
from typing import Any

import pytest

from server.errors import SettingWrong
from server.settings import PREFIX, Settings, Tls, is_loopback, load

DOCUMENT = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def given(tmp_path: Path, **more: object) -> Settings:
    folders: dict[str, object] = {"data_folder": tmp_path / "data", "key_folder": tmp_path / "keys"}
    return load(**folders | more)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_what_it_does(name: str) -> None:
    line = re.search(rf"^\| `{PREFIX}{name.upper()}` \|.*$", DOCUMENT.read_text(), re.MULTILINE)
    assert line is not None, f"docs/settings.md has no line for {PREFIX}{name.upper()}"
    assert str(Settings.model_fields[name].description) in line.group()


def test_nothing_is_documented_that_does_not_exist() -> None:
    documented = re.findall(rf"^\| `{PREFIX}([A-Z0-9_]+)` \|", DOCUMENT.read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(name.upper() for name in Settings.model_fields)


def test_the_defaults_are_safe(tmp_path: Path) -> None:
    settings = given(tmp_path)
    assert (settings.host, settings.tls, settings.trusted_proxies) == ("127.0.0.1", Tls.OWN_CA, ())
    assert settings.base_url == "https://localhost:8443"
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path}/data/auxilio.db"
    assert settings.is_secure


def test_the_environment_and_a_file_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("AUXILIO_ORGANISATION=Ayuda\nAUXILIO_PORT=9000\nOTHER=1\n")
    monkeypatch.setenv("AUXILIO_PORT", "9001")
    monkeypatch.setenv("AUXILIO_NAMES", " a.example , b.example,")
    monkeypatch.setenv("AUXILIO_PUBLIC_URL", "")
    settings = given(tmp_path)
    assert (settings.organisation, settings.port, settings.names) == (
        "Ayuda",
        9001,
        ("a.example", "b.example"),
    )
    assert settings.public_url is None


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    settings = given(
        tmp_path, turn_urls="turn:x", turn_secret="hidden", database_url="postgresql+asyncpg://u:hidden@h/d"
    )
    assert "hidden" not in repr(settings)
    assert settings.database == "postgresql+asyncpg://u:hidden@h/d"


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"tls": "off", "host": "192.0.2.1"}, "in the clear"),
        ({"tls": "off", "public_url": "http://help.example.org"}, "begins with http"),
        ({"public_url": "http://localhost"}, "begins with http"),
        ({"public_url": "help.example.org"}, "no address of a server"),
        ({"public_url": "https://help.example.org/desk"}, "no address of a server"),
        ({"public_url": "https://help.example.org:99999"}, "no address of a server"),
        ({"public_url": "https://"}, "no address of a server"),
        ({"tls": "proxy"}, "AUXILIO_TRUSTED_PROXIES"),
        ({"tls": "proxy", "trusted_proxies": "proxy.local"}, "no address or network"),
        ({"tls": "given"}, "AUXILIO_TLS_CERTIFICATE"),
        ({"tls": "sometimes"}, "AUXILIO_TLS is not usable"),
        ({"port": 0}, "AUXILIO_PORT is not usable"),
        ({"code_minutes": 11}, "AUXILIO_CODE_MINUTES is not usable"),
        ({"turn_urls": "turn:x"}, "AUXILIO_TURN_SECRET"),
        ({"recordings_s3_bucket": "films"}, "AUXILIO_RECORDINGS_S3_KEY_ID"),
        ({"recordings_s3_bucket": "films", "recordings_s3_key_id": "us"}, "S3_SECRET_KEY"),
        ({"language": "de"}, "AUXILIO_LANGUAGE is not usable"),
    ],
)
def test_what_must_not_be_is_refused_with_what_to_do(tmp_path: Path, more: dict[str, Any], part: str) -> None:
    with pytest.raises(SettingWrong) as refused:
        given(tmp_path, **more)
    assert part in str(refused.value)
    assert str(refused.value).endswith(".")


def test_keys_do_not_lie_in_the_data_folder(tmp_path: Path) -> None:
    for keys in (tmp_path / "data", tmp_path / "data" / "keys"):
        with pytest.raises(SettingWrong, match="copy of it would hold the keys"):
            given(tmp_path, key_folder=keys)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingWrong, match="cannot be written"):
        given(tmp_path, data_folder=tmp_path / "file" / "data")


def test_a_given_certificate_is_asked_for_its_key_too(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("")
    with pytest.raises(SettingWrong, match="AUXILIO_TLS_KEY"):
        given(tmp_path, tls="given", tls_certificate=tmp_path / "chain.pem")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("192.0.2.1", False),
        ("a", False),
    ],
)
def test_loopback_is_this_machine_only(host: str, own: bool) -> None:
    assert is_loopback(host) is own


def test_recordings_lie_where_they_can_be_written_and_never_beside_the_keys(tmp_path: Path) -> None:
    assert given(tmp_path).recordings == tmp_path / "data" / "recordings"
    elsewhere = given(tmp_path, recordings_folder=tmp_path / "films")
    assert (elsewhere.recordings, elsewhere.recordings.is_dir()) == (tmp_path / "films", True)
    with pytest.raises(SettingWrong, match="key folder"):
        given(tmp_path, recordings_folder=tmp_path / "keys" / "films")
    (tmp_path / "file").touch()
    with pytest.raises(SettingWrong, match="AUXILIO_RECORDINGS_FOLDER"):
        given(tmp_path, recordings_folder=tmp_path / "file" / "films")


def test_the_warning_for_recordings_comes_before_their_end(tmp_path: Path) -> None:
    given(tmp_path, recordings_warn_free_bytes=5, recordings_stop_free_bytes=5)
    with pytest.raises(SettingWrong, match="warning"):
        given(tmp_path, recordings_warn_free_bytes=4, recordings_stop_free_bytes=5)
