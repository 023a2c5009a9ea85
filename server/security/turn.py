"""Credentials for a TURN server that shares a secret with us (coturn's `use-auth-secret`). Pure."""

import base64
import hashlib
import hmac
from typing import Final

TURN_LIFETIME_SECONDS: Final = 3600
"""An hour at most: long enough to set a path up, useless to whoever finds them later."""


def turn_credentials(secret: str, person_id: str, now_ms: int) -> tuple[str, str]:
    """User name and password, good for an hour.

    The user name is when they end and whose they are; the password proves that we made it
    (draft-uberti-behave-turn-rest-00; SHA-1 is what TURN servers check).
    """
    username = f"{now_ms // 1000 + TURN_LIFETIME_SECONDS}:{person_id}"
    proof = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(proof).decode()
