"""What a run is doing, as a person sees it: bars on a terminal, in a log one line for each stage and publication."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Column
from rich.text import Text

from reporting.terminal import err, many
from warehouse.progress import Progress, Step


@contextmanager
def shown() -> Iterator[Progress]:
    """Yield a function to tell each step to; what it was last told is shown on stderr until the block ends."""
    console = err()
    if sys.stderr.isatty() and not console.is_dumb_terminal:
        with Bars(console) as bars:
            yield bars.tell
        return
    lines = Lines(console.print)
    try:
        yield lines.tell
    except BaseException:
        lines.stop()
        raise


class Bars:
    """A bar for each stage: how far, how much longer, what came of it, and with what it is busy."""

    def __init__(self, console: Console, clock: Callable[[], float] | None = None) -> None:
        self._bars = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            _Left(Column(no_wrap=True)),
            TextColumn("{task.fields[counts]}", markup=False, table_column=Column(no_wrap=True)),
            # Takes what room is left, so that on a narrow terminal it is the name that is cut short.
            TextColumn("{task.fields[subject]}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
            console=console,
            get_time=clock,
            expand=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._behind: dict[str, Step] = {}

    def tell(self, step: Step) -> None:
        """Show how far a stage is; one that comes again, for the publications of a second round, goes on."""
        if step.stage not in self._tasks:
            self._tasks[step.stage] = self._bars.add_task(step.stage, total=None, counts="", subject="")
        so_far = _sum(self._behind.get(step.stage, Step(step.stage, total=0)), step)
        self._bars.update(
            self._tasks[step.stage],
            completed=so_far.done,
            total=so_far.total,
            counts=counts(so_far.figures, so_far.refused),
            subject=f"{step.subject} {step.part}".strip(),
        )
        if not step.subject:
            self._behind[step.stage] = so_far

    def __rich__(self) -> RenderableType:
        """Return the bars as they are now."""
        return self._bars.get_renderable()

    def __enter__(self) -> Bars:
        """Show the bars from now on."""
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave them as they are."""
        self._bars.stop()


class _Left(ProgressColumn):
    """How long a stage may still take, by the share of its work that is done; once it is, how long it took."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """Return it in words."""
        if task.finished:
            return Text(f"{_seconds(task.finished_time or 0)}")
        return Text("" if task.time_remaining is None else f"{_seconds(task.time_remaining)} left")


class Lines:
    """A line for each publication that a stage is through with."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._first: Step | None = None
        self._last: Step | None = None

    def tell(self, step: Step) -> None:
        """Write what became of the publication before, where the step is about another."""
        self._last = step
        if self._first and (self._first.stage, self._first.subject) == (step.stage, step.subject):
            return
        if self._first:
            self._write(_line(self._first, step))
        self._first = step if step.subject else None

    def stop(self) -> None:
        """Write where the run ended before it was through."""
        if self._last and self._last.subject:
            self._write(f"{self._last.stage} {self._last.subject} {self._last.part}".rstrip() + ": stopped here")


def counts(figures: int, refused: int) -> str:
    """Return what came of some work; nothing where nothing did."""
    told = [many(figures, "figure")] if figures else []
    return ", ".join([*told, f"{refused:,} refused"] if refused else told)


def _line(first: Step, after: Step) -> str:
    """Return what a stage did for one publication, told by its first step and the one after its last."""
    units = after.done - first.done
    editions = many(units, first.unit) if units > 1 else first.part
    came_of_it = counts(after.figures - first.figures, after.refused - first.refused)
    told = ", ".join(one for one in (editions, came_of_it) if one)
    return f"{first.stage} {first.subject}" + (f": {told}" if told else "")


def _sum(before: Step, step: Step) -> Step:
    return Step(
        step.stage,
        done=before.done + step.done,
        total=before.total + step.total,
        figures=before.figures + step.figures,
        refused=before.refused + step.refused,
    )


def _seconds(duration: float) -> timedelta:
    return timedelta(seconds=round(duration))
