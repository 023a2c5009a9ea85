"""`auxilio-client`: let somebody help you on this computer."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from customer_client.app.coming import Coming, by_invitation, by_return
from customer_client.app.run import run
from customer_client.errors import ClientError
from customer_client.link.address import invitation
from customer_client.log import set_up
from customer_client.platform.choose import open_elevation, open_restarter
from customer_client.platform.preflight import preflight
from customer_client.platform.seat import LOGIN_SCREEN_SECONDS, adopt_desktop
from customer_client.settings import Settings
from customer_client.ui.sentences import sentence_of
from customer_client.ui.words import Language, language_of

command = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

UNABLE = 2
"""The exit code when it could not begin; the sentence on standard error says why."""


@command.callback()
def auxilio_client() -> None:
    """Let somebody help you on this computer. Nothing is shown to anybody before you allow it."""


@command.command()
def join(
    what: Annotated[str, typer.Argument(help="The code that you were told, or the whole link")],
    server: Annotated[str | None, typer.Option(help="The server's address, for a code alone")] = None,
    text: Annotated[bool, typer.Option("--text", help="Ask in this terminal instead of in windows")] = False,
    language: Annotated[str | None, typer.Option(help="es or en")] = None,
    proxy: Annotated[str | None, typer.Option(help="The HTTP(S) proxy's address")] = None,
) -> None:
    """Join a session. You are asked before anybody sees or touches anything; no option answers for you."""
    settings = Settings()
    settings = settings.model_copy(update={"proxy": proxy or settings.proxy})
    set_up(settings.log_level)
    words = language_of(language or settings.language)
    _come(
        lambda: by_invitation(invitation(what, server or settings.server), settings.proxy),
        settings,
        words,
        text,
    )


@command.command()
def present(
    what: Annotated[str, typer.Argument(help="The code of your demo, or the whole link")],
    server: Annotated[str | None, typer.Option(help="The server's address, for a code alone")] = None,
    text: Annotated[bool, typer.Option("--text", help="Ask in this terminal instead of in windows")] = False,
    language: Annotated[str | None, typer.Option(help="es or en")] = None,
    proxy: Annotated[str | None, typer.Option(help="The HTTP(S) proxy's address")] = None,
) -> None:
    """Show this desktop in your demo. Nobody sees it before you start, and nobody can ever control it."""
    join(what, server, text, language, proxy)


@command.command("return", hidden=True)
def come_again(
    state_dir: Annotated[Path, typer.Option(help="Where the way back was left")],
) -> None:
    """Go back into the session after a restart that was allowed there; the system calls this, once."""
    settings = Settings()
    settings = settings.model_copy(update={"state_dir": state_dir})
    set_up(settings.log_level)
    # Before anything else: what was left behind works once (SPEC R2).
    elevation = open_elevation()
    try:
        state = open_restarter(state_dir, elevation).take()
    finally:
        elevation.close()
    if state is not None:
        adopt_desktop(LOGIN_SCREEN_SECONDS)
        _come(lambda: by_return(state), settings, language_of(state.language), state.text)


def _come(coming: Callable[[], Coming], settings: Settings, words: Language, text: bool) -> None:
    try:
        way = coming()
        flight = preflight()
        if flight.abilities.sentence:
            print(flight.abilities.sentence, file=sys.stderr)
        asyncio.run(run(way, flight, settings, words, text=text))
    except ClientError as error:
        print(sentence_of(error, words), file=sys.stderr)
        raise typer.Exit(UNABLE) from error


def main() -> None:
    """The entry point."""
    command()
