"""Who this server is to a browser: its addresses, and the certificate that proves them."""

import logging
import ssl
from typing import Final
from urllib.parse import urlsplit

from server.errors import CertificateRefused
from server.security import tls
from server.security.acme import Acme
from server.security.ca import OwnCa
from server.security.origin import OwnAddresses, of_url, own_addresses, together
from server.settings import Settings, Tls

log = logging.getLogger(__name__)

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104  compared with, not listened on
_PORT_OF: Final = {"http": 80, "https": 443}


class Identity:
    """The server's addresses and certificate, as its settings say.

    Attributes:
        addresses: Every address under which browsers may reach it.
        own_ca: The CA that it makes itself, or None.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.addresses: Final = _addresses(settings)
        self.own_ca: Final = OwnCa(settings.key_folder / "ca") if settings.tls is Tls.OWN_CA else None
        self._issuer = self.own_ca or _acme(settings)

    def context(self, now_ms: int) -> ssl.SSLContext | None:
        """What to serve with, after making or renewing the certificate if need be; None without TLS of ours.

        Raises:
            SettingWrong, KeyUnusable: the files cannot be used.
            CertificateRefused: the authority said no, and there is no older certificate.
        """
        if self._issuer is None:
            return self._given()
        try:
            self._issuer.renew(self._certified_names(), now_ms)
        except CertificateRefused as refused:
            if not self._issuer.chain_path.exists():
                raise
            log.warning("the older certificate is kept: %s", refused)
        return tls.server_context(self._issuer.chain_path, self._issuer.key_path)

    def renew(self, context: ssl.SSLContext | None, now_ms: int) -> None:
        """Renew what is due, and read the files again: a given certificate may have been renewed by others.

        Raises:
            SettingWrong, KeyUnusable, CertificateRefused: open connections and the older certificate go on.
        """
        if context is None:
            return
        if self._issuer is not None:
            self._issuer.renew(self._certified_names(), now_ms)
            tls.load(context, self._issuer.chain_path, self._issuer.key_path)
        elif self._settings.tls_certificate is not None and self._settings.tls_key is not None:
            tls.load(context, self._settings.tls_certificate, self._settings.tls_key)

    def check(self) -> None:
        """Read the certificate that is there, and change nothing. Raises SettingWrong."""
        if self._issuer is None:
            self._given()
        elif self._issuer.chain_path.exists():
            tls.server_context(self._issuer.chain_path, self._issuer.key_path)

    def _given(self) -> ssl.SSLContext | None:
        if self._settings.tls is not Tls.GIVEN:
            return None
        assert self._settings.tls_certificate is not None  # because `settings.load` checked both
        assert self._settings.tls_key is not None
        return tls.server_context(self._settings.tls_certificate, self._settings.tls_key)

    def _certified_names(self) -> list[str]:
        """What the certificate is for: the own CA also signs names that only this machine knows."""
        if self.own_ca is not None:
            return _direct_names(self._settings)
        return list(dict.fromkeys([_public_name(self._settings), *self._settings.names]))


def _acme(settings: Settings) -> Acme | None:
    if settings.tls is not Tls.ACME:
        return None
    return Acme(
        settings.key_folder / "acme",
        settings.acme_directory,
        settings.acme_email,
        settings.host,
        settings.acme_http_port,
        settings.acme_ca,
    )


def _addresses(settings: Settings) -> OwnAddresses:
    parts = urlsplit(settings.base_url)
    port = parts.port or _PORT_OF[parts.scheme]
    known = [of_url(settings.base_url), own_addresses(parts.scheme, settings.names, port)]
    if settings.tls is not Tls.PROXY:
        known.append(own_addresses(parts.scheme, _direct_names(settings), settings.port))
    return together(*known)


def _direct_names(settings: Settings) -> list[str]:
    """The names by which this port itself is reached."""
    names = [_public_name(settings), *settings.names, *_LOOPBACK]
    if settings.host not in _EVERYWHERE:
        names.append(settings.host)
    return list(dict.fromkeys(names))


def _public_name(settings: Settings) -> str:
    name = urlsplit(settings.base_url).hostname
    assert name is not None  # because `settings.load` checked it
    return name
