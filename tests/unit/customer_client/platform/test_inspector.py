"""One broken topic does not cost the others."""

import logging

import pytest

from customer_client.errors import CommandFailed
from customer_client.platform.inspector import MachineInspector
from customer_client.platform.sections import Found
from protocol.inspection import Topic
from protocol.screen import Monitor, MonitorId, Screen

SCREEN = Screen(
    monitors=(
        Monitor(
            id=MonitorId(0),
            left_px=0,
            top_px=0,
            width_px=2560,
            height_px=1440,
            scale=1.25,
            primary=True,
            name="DP-1",
        ),
        Monitor(id=MonitorId(1), left_px=-1920, top_px=-40, width_px=1920, height_px=1080, name="HDMI-1"),
    )
)


def broken() -> Found:
    raise CommandFailed("apt", "it hangs")


def crashed() -> Found:
    raise KeyError("nobody expected that")


def test_every_topic_is_told_in_its_order_j6() -> None:
    sources = {topic: (lambda topic=topic: Found([(topic.value, "x")])) for topic in Topic}
    sections = list(MachineInspector(sources).sections(SCREEN))
    assert [section.topic for section in sections] == list(Topic)
    assert not any(section.problem for section in sections)


def test_the_monitors_are_those_of_the_capture_j6() -> None:
    (monitors,) = (
        section for section in MachineInspector({}).sections(SCREEN) if section.topic is Topic.MONITORS
    )
    assert [row.cells for row in monitors.rows] == [
        ("DP-1", "2560×1440", "1.25", "0, 0", "true"),
        ("HDMI-1", "1920×1080", "1", "-1920, -40", "false"),
    ]


def test_what_cannot_be_found_out_says_why_j6(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    inspector = MachineInspector(
        {Topic.UPDATES: broken, Topic.MEMORY: crashed, Topic.DISKS: lambda: Found([("/", "", "1", "1")])}
    )
    told = {section.topic: section for section in inspector.sections(SCREEN)}
    assert told[Topic.UPDATES].problem == "apt did not work here: it hangs."
    assert "could not be found out" in told[Topic.MEMORY].problem
    assert "cannot be found out on this system" in told[Topic.PROGRAMS].problem
    assert told[Topic.DISKS].problem == ""
    assert len(told[Topic.DISKS].rows) == 1
