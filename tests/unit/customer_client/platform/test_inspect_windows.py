"""What Windows' registry and update agent say, as rows."""

from customer_client.platform import inspect_windows as iw


def told(rows: list[tuple[str, ...]]) -> dict[str, str]:
    return {row[0]: row[1] for row in rows}


MISSING = """\ufeff"package","available"
"2026-11 Cumulative Update for Windows 11, version 24H2","KB5012345"
"Printer driver ""X"", v2",""
"""


def test_windows_11_calls_itself_10_and_is_called_by_its_name_j6() -> None:
    values = {
        "ProductName": "Windows 10 Pro",
        "CurrentBuildNumber": "26100",
        "UBR": 4652,
        "DisplayVersion": "24H2",
    }
    rows = told(iw.version_rows(values))
    assert rows["os"] == "Windows 11 Pro 24H2"
    assert rows["build"] == "26100.4652"


def test_windows_10_stays_10_j6() -> None:
    rows = told(iw.version_rows({"ProductName": "Windows 10 Home", "CurrentBuildNumber": "19045"}))
    assert (rows["os"], rows["build"]) == ("Windows 10 Home", "19045")
    assert told(iw.version_rows({}))["os"] == "Windows"


def test_the_update_agent_names_what_is_missing_j6() -> None:
    assert iw.missing_updates(MISSING) == [
        ("2026-11 Cumulative Update for Windows 11, version 24H2", "", "KB5012345"),
        ('Printer driver "X", v2', "", ""),
    ]
    assert iw.missing_updates("") == []


def test_programs_are_those_that_can_be_taken_away_again_j6() -> None:
    entries: list[dict[str, object]] = [
        {"DisplayName": "Zip", "DisplayVersion": "2.0", "Publisher": "Z"},
        {"DisplayName": "app", "DisplayVersion": 3},
        {"DisplayName": "app", "DisplayVersion": 3},
        {"DisplayName": "Runtime part", "SystemComponent": 1},
        {"DisplayName": "Fix for Zip", "ParentKeyName": "Zip"},
        {"Publisher": "nameless"},
    ]
    assert iw.installed_programs(entries) == [("app", "3", ""), ("Zip", "2.0", "Z")]
