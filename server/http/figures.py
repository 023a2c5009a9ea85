"""Figures for Prometheus: requests by route, and what the hub counts."""

import asyncio
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Figures(CollectorRegistry):
    """One application's figures: nothing global, so that two in one process do not mix."""

    def __init__(self, counts: Callable[[], dict[str, int]]) -> None:
        """`counts` gives further figures by name at each reading; those in `_total` only rise."""
        super().__init__()
        self.requests = Counter(
            "auxilio_requests", "Answered requests.", ["method", "route", "status"], registry=self
        )
        ProcessCollector(registry=self)
        PlatformCollector(registry=self)
        self._counts = counts
        self._hub = _HubFigures()
        self.register(self._hub)

    async def text(self) -> bytes:
        """All figures now, as Prometheus reads them; the process's own are read from files, in a thread."""
        self._hub.counted = self._counts()
        return await asyncio.to_thread(generate_latest, self)


class CountRequests:
    """Counts answers by route: templates, never addresses, which would be without bound and hold ids."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                self._figures.requests.labels(scope["method"], route, str(message["status"])).inc()
            await send(message)

        await self._app(scope, receive, counted)


class _HubFigures(Collector):
    def __init__(self) -> None:
        self.counted: dict[str, int] = {}

    def collect(self) -> Iterator[Metric]:
        for name, value in self.counted.items():
            words = name.removesuffix("_total").replace("_", " ")
            if name.endswith("_total"):
                yield CounterMetricFamily(f"auxilio_{name}", f"{words}, since the start.", value=value)
            else:
                yield GaugeMetricFamily(f"auxilio_{name}", f"{words}, now.", value=value)
