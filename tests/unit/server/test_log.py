import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from server.log import hide_secrets, set_up


def test_secrets_are_hidden_by_the_names_of_their_fields() -> None:
    event = {
        "event": "x",
        "password": "p",
        "csrf_token": "c",
        "Set-Cookie": "k",
        "close_code": 4401,
        "person": {"name": "Ana", "session_code": "K7Q2-MX4P"},
    }
    hidden = hide_secrets(None, "info", event)
    assert hidden == {
        "event": "x",
        "password": "(hidden)",
        "csrf_token": "(hidden)",
        "Set-Cookie": "(hidden)",
        "close_code": 4401,
        "person": {"name": "Ana", "session_code": "(hidden)"},
    }


def test_ours_and_the_libraries_lines_are_json_with_time_and_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up("info", as_json=True)
    structlog.get_logger("ours").info("started", ticket="secret")
    logging.getLogger("theirs").warning("odd %s", "thing", extra={"color_message": "odd"})
    logging.getLogger("theirs").debug("unseen")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["ticket"], ours["level"]) == ("started", "(hidden)", "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("odd thing", "theirs", "warning")
    assert "timestamp" in theirs
    assert "color_message" not in theirs


def test_a_crash_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("info", as_json=True)
    logging.getLogger("x").error("it crashed", exc_info=ValueError("broken"))
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: broken" in json.loads(line)["exception"]


def test_people_read_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("warning", as_json=False)
    logging.getLogger("x").warning("look here")
    written = capsys.readouterr().err
    assert "look here" in written
    assert not written.startswith("{")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
