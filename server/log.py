"""Log lines: structured, for people or for machines, and without secrets."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog

_SECRET_WORDS: Final = (
    "password",
    "secret",
    "token",
    "ticket",
    "cookie",
    "authorization",
    "csrf",
    "resume",
    "code",
)
_NO_SECRETS: Final = frozenset({"close_code", "status_code", "error_code"})
_HIDDEN: Final = "(hidden)"


def set_up(level: str, *, as_json: bool) -> None:
    """Send the log of this process, ours and the libraries', to standard error.

    Args:
        level: "debug", "info", "warning" or "error".
        as_json: One JSON object per line; otherwise aligned text.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
        _plain,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    ends: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        ends.append(structlog.processors.format_exc_info)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*ends, last])
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("sqlalchemy.engine", "alembic", "aiosqlite", "uvicorn.access"):
        logging.getLogger(name).setLevel("WARNING")
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every field whose name says that it is a secret; also one level down."""
    for name, value in event.items():
        if _is_secret(name):
            event[name] = _HIDDEN
        elif isinstance(value, Mapping):
            event[name] = {k: _HIDDEN if _is_secret(str(k)) else v for k, v in value.items()}
    return event


def _plain(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.pop("color_message", None)  # uvicorn says everything twice
    return event


def _is_secret(name: str) -> bool:
    lower = name.lower()
    return lower not in _NO_SECRETS and any(word in lower for word in _SECRET_WORDS)
