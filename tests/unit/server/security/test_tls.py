import ssl
from pathlib import Path

import pytest

from server.errors import SettingWrong
from server.security.ca import OwnCa
from server.security.tls import load, server_context


@pytest.fixture
def ca(tmp_path: Path) -> OwnCa:
    made = OwnCa(tmp_path)
    made.renew(["localhost"], 1_800_000_000_000)
    return made


def test_nothing_below_tls_1_2_is_spoken(ca: OwnCa) -> None:
    context = server_context(ca.chain_path, ca.key_path)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    load(context, ca.chain_path, ca.key_path)


def test_files_that_do_not_belong_together_are_refused(ca: OwnCa) -> None:
    for chain, key in (
        (ca.chain_path, ca.ca_key_path),
        (ca.key_path, ca.key_path),
        (Path("/nothing"), ca.key_path),
    ):
        with pytest.raises(SettingWrong, match="cannot be used together"):
            server_context(chain, key)
