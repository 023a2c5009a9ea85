"""What was allowed and taken back, on this machine's own disk."""

import json
from pathlib import Path

from customer_client.platform.journal import KEPT_BYTES, NAME, Journal
from protocol.consent import LoweredBy
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.recording_messages import RecordingDeed, RecordingHere


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


def test_a_wish_is_kept_until_it_was_heard_n4(tmp_path: Path) -> None:
    assert Journal(tmp_path).wish is None
    wish = RecordingHere(request_id=RequestId("rec_first"), deed=RecordingDeed.WITHDRAW)
    journal = Journal(tmp_path)
    journal.keep_wish(RecordingHere(request_id=RequestId("rec_first"), deed=RecordingDeed.PAUSE))
    journal.keep_wish(wish)
    journal.write(3, None, LoweredBy.STAFF)
    assert Journal(tmp_path).wish == wish
    Journal(tmp_path).keep_wish(None)
    assert Journal(tmp_path).wish is None
    assert Journal(tmp_path).epoch == 3


def test_a_long_journal_keeps_the_wish_and_a_broken_line_hides_none_n4(tmp_path: Path) -> None:
    wish = RecordingHere(request_id=RequestId("rec_first"), deed=RecordingDeed.WITHDRAW)
    Journal(tmp_path).keep_wish(wish)
    with (tmp_path / NAME).open("ab") as file:
        file.write(b'{"wish": {"deed": "never heard of"}}\n{"epoch": "x"}\n7\n' + b"\n" * KEPT_BYTES)
    assert Journal(tmp_path).wish == wish
    assert (tmp_path / NAME).stat().st_size < 400
    assert Journal(tmp_path).wish == wish
