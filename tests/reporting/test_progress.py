"""What a person sees while a run works: bars that say how much longer, or a line for each stage and publication."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from reporting.progress import Bars, Lines, counts
from warehouse.progress import Progress, Stage


def read(progress: Progress, editions: dict[str, list[int]], *, tick: Callable[[], None] = lambda: None) -> None:
    """Read editions of publications that give so many figures each, the last of each publication one refused."""
    stage = Stage(progress, "read", sum(len(figures) for figures in editions.values()))
    for publication, figures in editions.items():
        for number, given in enumerate(figures):
            stage.begin(publication, str(2020 + number))
            tick()
            stage.count(figures=given, refused=number == len(figures) - 1)
    stage.end()


def test_a_log_has_one_line_for_each_stage_and_publication() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    fetching = Stage(lines.tell, "fetch", 2)
    for name in ("acme", "other"):
        fetching.begin(name)
    fetching.end()
    read(lines.tell, {"acme": [1000, 500, 24], "other": [7]})
    checking = Stage(lines.tell, "check", 4)
    checking.begin("acme", units=3)
    checking.begin("other")
    checking.count(refused=2)
    checking.end()
    assert said == [
        "fetch acme",
        "fetch other",
        "read acme: 3 editions, 1,524 figures, 1 refused",
        "read other: 2020, 7 figures, 1 refused",
        "check acme: 3 editions",
        "check other: 2 refused",
    ]


def test_a_line_is_written_as_soon_as_its_publication_is_through() -> None:
    said: list[str] = []
    stage = Stage(Lines(said.append).tell, "fetch", 2)
    stage.begin("acme")
    assert said == []
    stage.begin("other")
    assert said == ["fetch acme"]


def test_a_stage_without_work_says_nothing() -> None:
    said: list[str] = []
    Stage(Lines(said.append).tell, "read", 0).end()
    assert said == []


def test_the_last_line_of_a_run_that_broke_off_says_where() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    stage = Stage(lines.tell, "read", 3)
    stage.begin("acme", "2020")
    stage.begin("acme", "2021")
    lines.stop()
    assert said == ["read acme 2021: stopped here"]


def test_a_run_that_broke_off_between_two_stages_says_nothing_wrong() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    read(lines.tell, {"acme": [1]})
    lines.stop()
    assert said == ["read acme: 2020, 1 figure, 1 refused"]


class Screen:
    """A terminal of one width, and a clock that the test moves."""

    def __init__(self, width: int) -> None:
        self.now = 0.0
        self._console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None, markup=False)
        self.bars = Bars(self._console, clock=lambda: self.now)

    def wait(self) -> None:
        self.now += 10

    def rows(self) -> dict[str, str]:
        """Return what is shown, by stage."""
        with self._console.capture() as shown:
            self._console.print(self.bars)
        return {line.split()[0]: line.rstrip() for line in shown.get().splitlines()}


def test_bars_show_stage_publication_figures_refused_and_time_left() -> None:
    screen = Screen(width=120)
    stage = Stage(screen.bars.tell, "read", 5)
    for edition, figures in (("2019", 800), ("2020", 724), ("2021", 0)):
        stage.begin("acme_trade", edition)
        if edition != "2021":
            screen.wait()
            stage.count(figures=figures, refused=1)
    row = screen.rows()["read"]
    assert "2/5" in row
    assert "0:00:30 left" in row  # two editions in twenty seconds, three to go
    assert "1,524 figures, 2 refused" in row
    assert row.endswith("acme_trade 2021")


def test_a_second_round_goes_on_in_the_same_bars() -> None:
    screen = Screen(width=120)
    read(screen.bars.tell, {"acme": [10, 20], "other": [5]}, tick=screen.wait)
    read(screen.bars.tell, {"press": [1]}, tick=screen.wait)
    rows = screen.rows()
    assert list(rows) == ["read"]
    assert "4/4" in rows["read"]
    assert "36 figures, 3 refused" in rows["read"]
    assert "left" not in rows["read"]


@pytest.mark.parametrize("width", [60, 80])
def test_on_a_narrow_terminal_it_is_the_name_that_is_cut_short(width: int) -> None:
    screen = Screen(width)
    stage = Stage(screen.bars.tell, "check", 9)
    for edition in range(3):
        stage.begin("a_publisher_with_a_long_name_and_a_report_with_another", f"{edition}")
        screen.wait()
    row = screen.rows()["check"]
    assert len(row) <= width
    assert "2/9" in row
    assert " left" in row
    assert row.endswith("…")


@pytest.mark.parametrize(
    ("figures", "refused", "said"),
    [(0, 0, ""), (1200, 0, "1,200 figures"), (0, 3, "3 refused"), (5, 1, "5 figures, 1 refused")],
)
def test_counts_leave_out_what_is_none(figures: int, refused: int, said: str) -> None:
    assert counts(figures, refused) == said
