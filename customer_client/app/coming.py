"""How the program comes into its session: by an invitation, or back after a restart."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import time_ns

from customer_client.app.returns import kept_of
from customer_client.core.effects import Kept
from customer_client.link.address import Invitation, Server
from customer_client.link.come_back import come_back
from customer_client.link.join import Entrance, join
from customer_client.platform.ports import ReturnState


@dataclass(frozen=True, slots=True)
class Coming:
    """The way in, not gone yet.

    Attributes:
        server: Where to.
        proxy: The HTTP(S) proxy's address, where one was named.
        enter: Goes it, once, for a person of this language.
        kept: What was in force before a restart.
    """

    server: Server
    proxy: str | None
    enter: Callable[[str], Awaitable[Entrance]]
    kept: Kept | None = None


def by_invitation(invitation: Invitation, proxy: str | None) -> Coming:
    """With the code of a person, on a page or on the phone."""
    return Coming(invitation.server, proxy, lambda language: join(invitation, language=language, proxy=proxy))


def by_return(state: ReturnState) -> Coming:
    """With what was left behind before the restart (SPEC R2)."""
    server = Server(state.origin, state.ca_sha256)
    left_seconds = max(0.0, state.expires_at_ms / 1000 - time_ns() / 1e9)

    def enter(language: str) -> Awaitable[Entrance]:
        return come_back(
            server,
            state.token,
            state.session_id,
            language=language,
            within_seconds=left_seconds,
            proxy=state.proxy,
        )

    return Coming(server, state.proxy, enter, kept_of(state))
