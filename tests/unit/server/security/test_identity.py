from pathlib import Path

import pytest

from server.errors import SettingWrong
from server.security.identity import Identity
from server.settings import Settings, load

NOW_MS = 1_800_000_000_000


def settings(folder: Path, **more: object) -> Settings:
    given: dict[str, object] = {
        "data_folder": folder / "data",
        "key_folder": folder / "keys",
        "_env_file": None,
    }
    return load(**given | more)


def test_by_default_the_server_is_this_machine_and_has_a_ca_of_its_own(tmp_path: Path) -> None:
    identity = Identity(settings(tmp_path))
    assert identity.addresses.origins == {
        "https://localhost:8443",
        "https://127.0.0.1:8443",
        "https://[::1]:8443",
    }
    identity.check()
    context = identity.context(NOW_MS)
    assert identity.own_ca is not None
    assert identity.own_ca.ca_path.exists()
    identity.renew(context, NOW_MS + 80 * 86_400_000)
    identity.check()


def test_a_public_name_is_known_with_its_own_port_and_with_ours(tmp_path: Path) -> None:
    known = settings(tmp_path, public_url="https://help.example.org", names="help.example.es", host="::")
    addresses = Identity(known).addresses
    for origin in ("https://help.example.org", "https://help.example.es", "https://help.example.org:8443"):
        assert addresses.is_own_origin(origin)
    assert not addresses.is_own_origin("https://[::]:8443")


def test_behind_a_proxy_only_its_names_are_ours_and_tls_is_its_matter(tmp_path: Path) -> None:
    behind = settings(
        tmp_path, tls="proxy", trusted_proxies="10.0.0.1", public_url="https://help.example.org"
    )
    identity = Identity(behind)
    assert identity.addresses.origins == {"https://help.example.org"}
    assert identity.context(NOW_MS) is None
    identity.renew(None, NOW_MS)
    identity.check()


def test_a_given_certificate_is_read_again_and_a_broken_one_is_named(tmp_path: Path) -> None:
    made = Identity(settings(tmp_path / "other"))
    made.context(NOW_MS)
    assert made.own_ca is not None
    chain, key = made.own_ca.chain_path, made.own_ca.key_path
    identity = Identity(settings(tmp_path, tls="given", tls_certificate=chain, tls_key=key))
    context = identity.context(NOW_MS)
    identity.renew(context, NOW_MS)
    chain.write_text("broken")
    with pytest.raises(SettingWrong, match="cannot be used together"):
        identity.check()
    with pytest.raises(SettingWrong):
        identity.renew(context, NOW_MS)
