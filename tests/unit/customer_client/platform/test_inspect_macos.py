"""What the commands of macOS write, as rows."""

import json

import pytest

from customer_client.errors import CommandFailed
from customer_client.platform import inspect_macos as im

SW_VERS = "ProductName:\t\tmacOS\nProductVersion:\t\t15.1\nBuildVersion:\t\t24B83\n"
SOFTWARE_UPDATE = """Software Update Tool

Finding available software
Software Update found the following new or updated software:
* Label: Safari18.2-18.2
\tTitle: Safari, Version: 18.2, Size: 150000KiB, Recommended: YES,
* Label: Strange one
"""
PROFILER = {
    "SPApplicationsDataType": [
        {"_name": "zoom", "version": "6.1", "signed_by": ["Developer ID Application: Zoom", "Apple Root"]},
        {"_name": "Safari", "version": "18.1", "obtained_from": "apple"},
        {"_name": "Mine"},
    ]
}


def test_the_release_and_its_build_j6() -> None:
    assert im.version_rows(SW_VERS) == [("os", "macOS 15.1"), ("build", "24B83")]


def test_each_update_is_a_label_with_its_details_j6() -> None:
    assert im.missing_updates(SOFTWARE_UPDATE) == [("Safari", "", "18.2"), ("Strange one", "", "")]
    assert im.missing_updates("No new software available.\n") == []


def test_programs_with_who_signed_them_j6() -> None:
    assert im.installed_programs(json.dumps(PROFILER)) == [
        ("Mine", "", ""),
        ("Safari", "18.1", "Apple"),
        ("zoom", "6.1", "Zoom"),
    ]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"SPApplicationsDataType": [3]}', "null"])
def test_what_is_no_list_of_programs_says_so_j6(text: str) -> None:
    with pytest.raises(CommandFailed, match="could not be read"):
        im.installed_programs(text)
