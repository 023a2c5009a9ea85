"""`auxilio-client`: let somebody help you on this computer."""

import asyncio
import sys
from typing import Annotated

import typer

from customer_client.app.run import run
from customer_client.errors import ClientError
from customer_client.link.address import invitation
from customer_client.log import set_up
from customer_client.platform.preflight import preflight
from customer_client.settings import Settings
from customer_client.ui.sentences import sentence_of
from customer_client.ui.words import language_of

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
    try:
        where = invitation(what, server or settings.server)
        flight = preflight()
        if flight.abilities.sentence:
            print(flight.abilities.sentence, file=sys.stderr)
        asyncio.run(run(where, flight, settings, words, text=text))
    except ClientError as error:
        print(sentence_of(error, words), file=sys.stderr)
        raise typer.Exit(UNABLE) from error


def main() -> None:
    """The entry point."""
    command()
