import base64
import hashlib
import hmac

from server.security.turn import turn_credentials


def test_the_password_proves_the_user_name_and_the_name_ends_within_an_hour() -> None:
    username, password = turn_credentials("shared", "p_andrea", 1_700_000_000_000)
    assert username == "1700003600:p_andrea"
    proof = hmac.new(b"shared", username.encode(), hashlib.sha1).digest()
    assert password == base64.b64encode(proof).decode()
