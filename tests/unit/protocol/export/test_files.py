"""The generated files are what the protocol says now, and `--check` knows."""

import json
import runpy
import sys
from pathlib import Path

import pytest

from protocol.export.__main__ import ROOT, main
from protocol.export.files import FILES, schema, stale


def test_the_files_of_this_project_are_fresh() -> None:
    assert stale(ROOT) == []


def test_what_is_written_is_fresh(tmp_path: Path) -> None:
    assert main([], tmp_path) == 0
    assert stale(tmp_path) == []
    assert main(["--check"], tmp_path) == 0


def test_what_is_missing_or_changed_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stale(tmp_path) == list(FILES)
    main([], tmp_path)
    old = tmp_path / "protocol" / "schema.gen.json"
    old.write_text(old.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == (
        "protocol/schema.gen.json is not what the protocol says now. Run: python -m protocol.export\n"
    )


def test_the_module_runs_as_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["protocol.export", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "protocol" / "export" / "__main__.py"), run_name="__main__")
    assert ended.value.code == 0


def test_the_schema_names_every_direction() -> None:
    whole = json.loads(schema())
    assert len(whole["directions"]) == 10
    assert "SessionState" in whole["$defs"]
