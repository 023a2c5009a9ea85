"""Randomness, and what is kept of a secret."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from server.security.codes import CODE_ALPHABET, CODE_LENGTH, shown

_ID_BYTES: Final = 13
"""104 bits: above the 96 that ids promise, and 21 letters of base 32."""
_TOKEN_BYTES: Final = 32


class SystemSecrets:
    """Ids, tokens, codes and digests (`runtime.ports.Secrets`)."""

    def __init__(self, digest_key: bytes) -> None:
        """`digest_key` has 32 bytes; without it stored digests cannot be searched for short secrets."""
        self._digest_key = digest_key

    def opaque_id(self, prefix: str) -> str:
        """A new id: the prefix ("s_"), and 21 lower case letters and digits."""
        return f"{prefix}{base64.b32encode(secrets.token_bytes(_ID_BYTES)).decode().rstrip('=').lower()}"

    def token(self) -> str:
        """A new secret of 256 bits, URL-safe, 43 characters."""
        return secrets.token_urlsafe(_TOKEN_BYTES)

    def code(self) -> str:
        """A new session code of 40 bits as a person reads it: "K7Q2-MX4P"."""
        return shown("".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)))

    def digest(self, secret: str) -> bytes:
        """HMAC-SHA-256 of the secret under this installation's key; equal secrets, equal digests."""
        return hmac.digest(self._digest_key, secret.encode(), hashlib.sha256)


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(given.encode(), expected.encode())
