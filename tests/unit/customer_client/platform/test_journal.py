"""What was allowed and taken back, on this machine's own disk."""

import json
from pathlib import Path

from customer_client.platform.journal import KEPT_BYTES, NAME, Journal
from protocol.consent import LoweredBy
from protocol.modes import Mode


def test_epochs_go_on_after_a_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "state")
    assert journal.epoch == 0
    journal.write(4, Mode.FULL_CONTROL, None)
    journal.write(5, None, LoweredBy.PANIC_KEY)
    assert Journal(tmp_path / "state").epoch == 5


def test_a_line_says_what_and_why(tmp_path: Path) -> None:
    Journal(tmp_path).write(1, Mode.OBSERVER, LoweredBy.PATH_LOST)
    entry = json.loads((tmp_path / NAME).read_text())
    assert (entry["epoch"], entry["mode"], entry["by"]) == (1, "observer", "path_lost")


def test_a_line_that_power_failed_on_does_not_hide_the_others(tmp_path: Path) -> None:
    Journal(tmp_path).write(9, None, LoweredBy.STAFF)
    with (tmp_path / NAME).open("ab") as torn:
        torn.write(b'{"at": 17, "epo')
    assert Journal(tmp_path).epoch == 9


def test_a_long_journal_begins_anew_with_its_highest_epoch(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write(12, None, LoweredBy.STAFF)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"\n" * KEPT_BYTES)
    assert Journal(tmp_path).epoch == 12
    assert (tmp_path / NAME).stat().st_size < 200
    assert Journal(tmp_path).epoch == 12


def test_only_this_user_may_read_it(tmp_path: Path) -> None:
    Journal(tmp_path).write(1, None, LoweredBy.STAFF)
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0
