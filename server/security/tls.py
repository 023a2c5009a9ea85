"""The TLS of our one port."""

import ssl
from pathlib import Path

from server.errors import SettingWrong


def server_context(chain: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 and later, HTTP/1.1, with this certificate. Call `load` again on it after a renewal.

    Raises:
        SettingWrong: the files are no certificate and key, or do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    load(context, chain, key)
    return context


def load(context: ssl.SSLContext, chain: Path, key: Path) -> None:
    """Let new connections have this certificate; those that are open keep theirs.

    Raises:
        SettingWrong: the files are no certificate and key, or do not belong together.
    """
    try:
        context.load_cert_chain(chain, key)
    except (OSError, ssl.SSLError) as wrong:
        raise SettingWrong(
            f"The certificate {chain} and the key {key} cannot be used together.",
            "Give the PEM files of one certificate, with its chain.",
        ) from wrong
