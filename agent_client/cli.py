"""`auxilio-agent`: take the next customer from a script, watch, and write the picture to a file."""

import asyncio
import os
import ssl
import sys
from pathlib import Path
from typing import Annotated

import typer

from agent_client.app import Agent
from agent_client.errors import AgentError
from agent_client.link.seat import Seat
from protocol.modes import Mode

PASSWORD_VARIABLE = "AUXILIO_AGENT_PASSWORD"  # noqa: S105  the variable's name, not a password

command = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@command.callback()
def auxilio_agent() -> None:
    """Work at the help desk from a script."""


@command.command()
def take(
    url: Annotated[str, typer.Argument(help="The server's address, https://host:port")],
    email: Annotated[str, typer.Option(help="Who signs in")],
    save: Annotated[Path | None, typer.Option(help="Write the picture here, as raw H.264")] = None,
    seconds: Annotated[float, typer.Option(help="How long to stay, in seconds")] = 30.0,
    ca: Annotated[Path | None, typer.Option(help="The CA certificate that signed the server's")] = None,
) -> None:
    """Take the next customer, ask to see the desktop, stay for a while, and leave.

    The password is read from AUXILIO_AGENT_PASSWORD, or asked for: never from the command line.
    """
    password = os.environ.get(PASSWORD_VARIABLE) or typer.prompt("Password", hide_input=True)
    tls = ssl.create_default_context(cafile=ca) if url.startswith("https") else None
    try:
        asyncio.run(_take(Agent(url, tls), email, password, save, seconds))
    except AgentError as refused:
        sys.exit(str(refused))


async def _take(agent: Agent, email: str, password: str, save: Path | None, seconds: float) -> None:
    async with agent:
        await agent.sign_in(email, password)
        session_id, why = await agent.next_for_me()
        typer.echo(f"{session_id}: {why}")
        async with agent.sit_down(session_id) as seat:
            typer.echo("Waiting for the customer's yes to being seen.")
            await seat.until(
                lambda now: now.mode is Mode.OBSERVER, "the customer's yes", within_seconds=seconds
            )
            typer.echo(f"Watched: {await _watch(agent, seat, save, seconds)} frames.")


async def _watch(agent: Agent, seat: Seat, save: Path | None, seconds: float) -> int:
    count = 0
    pictures = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for header, payload in agent.frames(seat):
                if header.width_px:
                    count += 1
                    pictures += payload if save else b""
    except TimeoutError:
        pass
    if save:
        await asyncio.to_thread(save.write_bytes, pictures)
    return count


def main() -> None:
    """The console script."""
    command()
