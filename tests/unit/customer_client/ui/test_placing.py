"""Physical pixels of the virtual desktop in the windows' coordinates."""

import sys

import pytest

from customer_client.ui.placing import ScreenPlace, place_of


@pytest.mark.parametrize(
    ("place", "at_px", "local"),
    [
        (ScreenPlace(0, 0, 1.0), (10, 20), (10, 20)),
        (ScreenPlace(1920, -200, 1.0), (1930, -190), (10, 10)),
        (ScreenPlace(-2560, 0, 2.0), (-2560 + 300, 100), (150, 50)),
        (ScreenPlace(-2560, 0, 1.25), (-2560, 125), (0, 100)),
        (ScreenPlace(0, 0, 1.0), (-5, 3), (-5, 3)),
    ],
)
def test_a_point_lies_where_its_screen_is_and_as_it_scales(
    place: ScreenPlace, at_px: tuple[int, int], local: tuple[float, float]
) -> None:
    assert place.local(at_px) == local


@pytest.mark.parametrize(("platform", "scale"), [("linux", 2.0), ("win32", 2.0), ("darwin", 1.0)])
def test_on_macos_the_capture_counts_as_qt_does(
    monkeypatch: pytest.MonkeyPatch, platform: str, scale: float
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert place_of(-100, 5, 2.0) == ScreenPlace(-100, 5, scale)
