"""The one-time token of the first start: in this process's memory and on its console, nowhere else."""

from server.security.secrets import same


class SetupToken:
    """Lets one person become the administrator, once."""

    def __init__(self, token: str | None) -> None:
        """`token` None: there is an administrator, and no token ever fits."""
        self._token = token

    def take(self, given: str) -> bool:
        """Whether this is the token; it is gone then. Of many at once, one gets it."""
        if self._token is None or not same(given, self._token):
            return False
        self._token = None
        return True

    def give_back(self, token: str) -> None:
        """The set-up failed after all; the token is good again."""
        self._token = token
