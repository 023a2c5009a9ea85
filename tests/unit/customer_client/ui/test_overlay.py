"""Where there is no layer, it says so and draws nothing."""

import logging

import pytest

from customer_client.ui.overlay import InkMark, NoOverlay, PointerMark
from protocol.ids import PersonId, RequestId

ANA = PersonId("person_ana")


def test_without_a_layer_it_says_so_once_y3(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    overlay = NoOverlay()
    overlay.clear()
    assert not caplog.records
    overlay.point(PointerMark(ANA, "Ana", "#ff0000", (1, 1)))
    overlay.ink(InkMark(ANA, "#ff0000", RequestId("stroke_first"), ((1, 1),), done=True))
    assert len(caplog.records) == 1
