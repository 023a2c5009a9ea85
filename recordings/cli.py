"""The commands of `python -m recordings`."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from recordings import inspect, log_file, witness
from recordings.checkpoint import from_pem
from recordings.errors import RecordingsError
from recordings.export import export_folder
from recordings.record_file import KEY_BYTES
from recordings.source import LocalFolder
from recordings.verify import Expected, Report, verify

KEY_VARIABLE: Final = "AUXILIO_RECORDING_KEY"

APP = typer.Typer(
    help="What is in a session's folder: look at it, verify it, take it out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@APP.callback()
def commands() -> None:
    """Every command has a name, even while there is but one."""


@APP.command("verify")
def verify_folder(
    folder: Annotated[Path, typer.Argument(help="A session's folder, or one that holds such folders.")],
    public_key: Annotated[
        Path | None, typer.Option(help="What `auxilio-server checkpoint-key` prints, in a file.")
    ] = None,
    witness_file: Annotated[
        Path | None, typer.Option("--witness", help="witness.jsonl of the key folder: finds an older copy.")
    ] = None,
    running: Annotated[bool, typer.Option(help="The session may still run.")] = False,
    without_files: Annotated[bool, typer.Option(help="The recording was erased, or lies elsewhere.")] = False,
) -> None:
    """Check log, checkpoints and recording without any secret; names the first bad record and ends with 1."""
    try:
        key = from_pem(public_key.read_text()) if public_key else None
        statement = witness.read(witness_file) if witness_file else witness.Statement({})
        expected = Expected(key, statement.seen, not running, not without_files)
        reports = [(one, verify(one, expected)) for one in _folders(folder)]
    except (OSError, ValueError) as wrong:
        typer.echo(f"It cannot be verified: {wrong}.", err=True)
        raise typer.Exit(2) from wrong
    is_whole = not statement.bad_line
    if statement.bad_line:
        typer.echo(f"Line {statement.bad_line} of {witness_file} was changed.")
    for one, report in reports:
        is_whole &= report.is_whole
        for line in lines_of(report, one.name):
            typer.echo(line)
    if key is None:
        typer.echo("Whose signature it is was not checked: give --public-key for that.")
    raise typer.Exit(0 if is_whole else 1)


@APP.command("inspect")
def inspect_folder(folder: Annotated[Path, typer.Argument(help="A session's folder.")]) -> None:
    """Say which segments there are, of what, from when to when; needs no key."""
    for line in inspect.lines_of(LocalFolder(folder)):
        typer.echo(line)


@APP.command("export")
def export_session(
    folder: Annotated[Path, typer.Argument(help="A session's folder.")],
    out: Annotated[Path, typer.Argument(help="The folder to write to.")],
    key_file: Annotated[
        Path | None,
        typer.Option(help=f"A file with the session's recording key in hexadecimal; or set {KEY_VARIABLE}."),
    ] = None,
) -> None:
    """Write each monitor as MP4 and the events as JSON lines. Ends with 1 when a record was changed."""
    try:
        for path in export_folder(LocalFolder(folder), _recording_key(key_file), out):
            typer.echo(str(path))
    except RecordingsError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused
    except (OSError, ValueError) as wrong:
        typer.echo(f"It cannot be exported: {wrong}.", err=True)
        raise typer.Exit(2) from wrong


def lines_of(report: Report, name: str) -> Iterator[str]:
    """A report as people read it."""
    counted = (
        f"{report.entries} entries, {report.checkpoints} checkpoints, "
        f"{report.files} files with {report.records} records"
    )
    if report.is_whole:
        yield f"{report.session_id}: all as it was written. {counted}, signed by {report.signed_by.hex()}."
        if report.uncovered:
            yield f"  The last {report.uncovered} entries have no checkpoint yet: only the chain holds them."
    else:
        yield f"{report.session_id or name}: this is not what was written. Keep it as it is."
        yield from (f"  {finding}" for finding in report.findings)


def _folders(folder: Path) -> Sequence[Path]:
    if (folder / log_file.NAME).exists():
        return [folder.resolve()]
    inside = sorted(one for one in folder.iterdir() if one.is_dir())
    return inside if any((one / log_file.NAME).exists() for one in inside) else [folder.resolve()]


def _recording_key(path: Path | None) -> bytes:
    """Never an argument: those stand in the process list."""
    said = path.read_text() if path else os.environ.get(KEY_VARIABLE, "")
    try:
        key = bytes.fromhex(said.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"the recording key has {2 * KEY_BYTES} hexadecimal digits; see --help for where")
    return key
