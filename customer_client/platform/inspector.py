"""Asks every source of this system, and goes on when one of them fails (SPEC J6)."""

import logging
from collections.abc import Callable, Iterator, Mapping

from customer_client.errors import WorkError
from customer_client.platform.sections import Found, sections_of
from protocol.inspection import Section, Topic
from protocol.screen import Screen

log = logging.getLogger(__name__)

Source = Callable[[], Found]


class MachineInspector:
    """See `Inspector`.

    Args:
        sources: What each topic is found out by; the monitors are the caller's to say.
    """

    def __init__(self, sources: Mapping[Topic, Source]) -> None:
        self._sources = sources

    def sections(self, screen: Screen) -> Iterator[Section]:
        """See `Inspector.sections`."""
        sources = {**self._sources, Topic.MONITORS: lambda: monitors(screen)}
        for topic in Topic:
            yield from sections_of(topic, _found(topic, sources.get(topic)))


def monitors(screen: Screen) -> Found:
    """Name, size, scale, position, primary: sizes and places in physical pixels."""
    return Found(
        [
            (
                monitor.name,
                f"{monitor.width_px}×{monitor.height_px}",
                f"{monitor.scale:g}",
                f"{monitor.left_px}, {monitor.top_px}",
                str(monitor.primary).lower(),
            )
            for monitor in screen.monitors
        ]
    )


def _found(topic: Topic, source: Source | None) -> Found:
    if source is None:
        return Found((), "This cannot be found out on this system.")
    try:
        return source()
    except WorkError as unable:
        return Found((), str(unable))
    except Exception:  # the border of the worker thread: one broken topic does not cost the others
        log.exception("the inspection cannot tell the %s", topic.value)
        return Found((), "This could not be found out; the program's log on that machine says why.")
