"""A table of figures: medians and p95, as text and as JSON."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. `goal` is what we promise, as a person reads it."""

    bench: str
    subject: str
    name: str
    median: float
    p95: float | None = None
    count: int = 1
    unit: str = "ms"
    goal: str = ""


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def of(
    bench: str, subject: str, name: str, values: Sequence[float], *, unit: str = "ms", goal: str = ""
) -> Figure:
    """The figure of several measurements."""
    return Figure(bench, subject, name, statistics.median(values), p95(values), len(values), unit, goal)


@dataclass(slots=True)
class Table:
    """Figures in the order in which they came."""

    figures: list[Figure] = field(default_factory=list[Figure])

    def add(self, *figures: Figure) -> None:
        """Take figures, and say them at once."""
        self.figures.extend(figures)
        for figure in figures:
            print(_line(figure), flush=True)

    def json(self) -> str:
        """All figures, for a file."""
        return json.dumps([asdict(figure) for figure in self.figures], indent=1)

    def markdown(self) -> str:
        """All figures, for the documentation."""
        head = "| bench | subject | figure | median | p95 | n | goal |\n|---|---|---|---|---|---|---|\n"
        rows = (
            f"| {f.bench} | {f.subject} | {f.name} | {f.median:,.2f} {f.unit} | "
            f"{'' if f.p95 is None else f'{f.p95:,.2f}'} | {f.count} | {f.goal} |"
            for f in self.figures
        )
        return head + "\n".join(rows) + "\n"


def _line(figure: Figure) -> str:
    spread = "" if figure.p95 is None else f" (p95 {figure.p95:,.2f})"
    goal = f"   goal {figure.goal}" if figure.goal else ""
    return (
        f"{figure.bench:12} {figure.subject:28} {figure.name:34} "
        f"{figure.median:>10,.2f}{spread} {figure.unit}  n={figure.count}{goal}"
    )
