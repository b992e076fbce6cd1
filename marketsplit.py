"""The command line: every verb a person uses, each a few lines over the packages.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a document does not look as declared or a check blocked the load;
130 after Ctrl-C, 141 where who reads the results stopped reading.
Results go to stdout; progress and messages go to stderr. Heavy libraries are imported by the verb that needs them.
"""

from __future__ import annotations

import io
import os
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from extractors.errors import MarketsplitError, UsageError

if TYPE_CHECKING:
    from warehouse.as_of import AsOf

app = typer.Typer(
    help="Published market reports in, defended B2B and B2C figures out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


Row = dict[str, Any]


#: The exit code of a command that Ctrl-C has ended: 128 and the number of the signal.
_INTERRUPTED = 130
#: The same of one whose results nobody reads any more, as of ``marketsplit trends | head``.
_PIPE_CLOSED = 141


def _folder(text: str) -> Path:
    """Return a folder that was named. An empty text, as of a variable that is not set, would be the current one."""
    if not text.strip():
        raise typer.BadParameter("an empty text names no folder")
    return Path(text)


class Clock(StrEnum):
    """By whose clock a day is meant."""

    published = "published"
    recorded = "recorded"


class FetchMode(StrEnum):
    """Where documents are fetched from."""

    saved = "saved"
    live = "live"


Json = Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")]
Publications = Annotated[list[str] | None, typer.Option("--publication", help="Only this publication; repeatable.")]
Day = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Answer as on that day, from what was known then."),
]
By = Annotated[
    Clock, typer.Option("--as-of-by", help="published: what publishers had printed; recorded: what we had loaded.")
]
Areas = Annotated[list[str] | None, typer.Option("--area", help="Only this area, as JPN or WLD; repeatable.")]

Secondary = Annotated[bool, typer.Option("--secondary", help="With retellings by others, marked as such.")]


@app.command()
def run(
    publications: Annotated[list[str] | None, typer.Argument(help="Publications; all when none is named.")] = None,
    fetch: Annotated[FetchMode, typer.Option(help="saved: the editions that come with the project.")] = FetchMode.saved,
    edition: Annotated[str | None, typer.Option(help="Only this edition.")] = None,
    force: Annotated[bool, typer.Option(help="Fetch whole documents even where nothing changed.")] = False,
) -> None:
    """Fetch, archive, read, check, load, compute shares and trends, publish, export; then print the headline trends."""
    from extractors import storage
    from reporting import progress as watching
    from reporting import status, summary, terminal, trend_views, trends
    from reporting.exports import export
    from warehouse import pipeline

    formats = export.standing_formats()
    with watching.shown() as progress:
        result = pipeline.run(publications or (), mode=fetch.value, edition=edition, force=force, progress=progress)
        is_published = storage.published_path().exists()
        written = [storage.published_path()] if result["release"] else []
        if is_published and not export.is_current(storage.exports_dir(), formats):
            written.append(export.export_tables(storage.exports_dir(), formats, progress=progress))
    out, err = terminal.out(), terminal.err()
    quarantined, notes = _of(publications, status.quarantined_rows()), _of(publications, status.note_rows())
    for line in summary.refusal_lines(quarantined, result["refused"]):
        err.print(f"refused: {line}")
    for line in summary.note_lines(notes):
        err.print(line)
    out.print(summary.run_summary(result))
    if not is_published:
        err.print("nothing is published yet: no edition could be loaded")
        _print_what_to_do(result, quarantined, notes)
        raise typer.Exit(max((one["exit_code"] for one in result["refused"]), default=1))
    out.print(trend_views.trend_grid(trends.headline_rows(), "B2B share of e-commerce, newest period of each series"))
    out.print(trend_views.TREND_LEGEND)
    for path in written:
        out.print(f"wrote {path}")
    if not written:
        out.print(f"nothing new; published warehouse: {storage.published_path()}")
    _print_what_to_do(result, quarantined, notes)
    if result["refused"]:
        raise typer.Exit(max(one["exit_code"] for one in result["refused"]))


publications_app = typer.Typer(rich_markup_mode=None)
app.add_typer(publications_app, name="publications")


@publications_app.callback(invoke_without_command=True)
def publications_(context: typer.Context, as_json: Json = False) -> None:
    """List the registry: publisher, cadence, licence, last captured, freshness. Or begin a new publication."""
    if context.invoked_subcommand:
        return
    from extractors.publication import faulty_declarations
    from reporting import status, terminal

    rows = status.publication_rows()
    if as_json:
        terminal.print_json(rows)
    else:
        terminal.out().print(terminal.publication_grid(rows))
    for error in faulty_declarations().values():
        terminal.err().print(f"not listed: {error}")


@publications_app.command("new")
def new_publication(
    publication: Annotated[str, typer.Argument(metavar="ID", help="<publisher>_<report>, fixed from now on.")],
    url: Annotated[str, typer.Option(help="Where the document was published.")],
    file: Annotated[Path, typer.Option("--from", help="The document; its name says the format, as page.html.")],
    edition: Annotated[str, typer.Option(help="Its edition, as 2024 or 2024-09-25.")],
    period: Annotated[str, typer.Option(help="What its main figures describe, as 2023 or 2023-Q3.")],
    lang: Annotated[str, typer.Option(help="Its language, as en or ja.")] = "en",
    publisher: Annotated[str, typer.Option(help="Who publishes it.")] = "",
) -> None:
    """Begin a publication from a document: a draft declaration, the saved edition, draft figures for review."""
    from extractors.scaffold.folder import create
    from reporting import terminal

    for path in create(publication, file, url=url, edition=edition, period=period, lang=lang, publisher=publisher):
        terminal.out().print(f"wrote {path}")
    terminal.err().print("Fill in what begins with FILL IN; docs/adding-a-publication.md goes on from here.")


@publications_app.command("draft")
def draft_figures(
    publication: Annotated[str, typer.Argument(metavar="ID", help="A publication whose declaration is filled in.")],
    edition: Annotated[str, typer.Option(help="The saved edition.")],
) -> None:
    """Write an edition's figures.csv as the declaration reads it now, each line for a person to review."""
    from extractors.publication import find_publication
    from extractors.scaffold.folder import redraft
    from reporting import terminal

    terminal.out().print(f"wrote {redraft(find_publication(publication), edition)}")


@app.command()
def read(
    publication: Annotated[str, typer.Argument(help="The publication whose declaration reads the file.")],
    file: Annotated[Path, typer.Argument(help="A local document.")],
    edition: Annotated[str | None, typer.Option(help="The edition it belongs to.")] = None,
    document: Annotated[str | None, typer.Option(help="Which document of the edition it is.")] = None,
    as_json: Json = False,
) -> None:
    """Print the observations in one local document, without touching archive or warehouse."""
    from extractors.publication import find_publication
    from extractors.read import read_file
    from reporting import terminal

    reading = read_file(find_publication(publication), file, edition_id=edition, document_id=document)
    if as_json:
        terminal.print_json(terminal.observation_rows(reading.observations))
    else:
        terminal.out().print(terminal.observation_grid(reading.observations))
    for rejected in reading.rejected:
        terminal.err().print(f"refused: {rejected.rule}: {rejected.locator.describe()}: {rejected.reason}")
    for line in terminal.review_lines(reading.doubtful):
        terminal.err().print(line)
    if reading.rejected:
        raise typer.Exit(3)


@app.command()
def review(
    publication: Annotated[str | None, typer.Argument(help="Only this publication.")] = None,
    accept: Annotated[str | None, typer.Option(metavar="KEY", help="Accept this reading; or its beginning.")] = None,
    reject: Annotated[str | None, typer.Option(metavar="KEY", help="Reject it.")] = None,
    note: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    as_json: Json = False,
) -> None:
    """List doubtful readings with their text and what is proposed, or decide on one; the next run acts on it."""
    from extractors import review as desk
    from reporting import terminal

    if accept is not None or reject is not None:
        if (accept is not None and reject is not None) or publication is not None:
            raise UsageError("a decision is on one reading", expected="either --accept KEY or --reject KEY alone")
        if accept is not None:
            terminal.out().print(f"accepted {desk.decide(accept, 'accepted', decided_by=desk.person(), note=note)}")
        else:
            terminal.out().print(
                f"rejected {desk.decide(reject or '', 'rejected', decided_by=desk.person(), note=note)}"
            )
        return
    readings = desk.waiting([publication] if publication else ())
    if as_json:
        terminal.print_json(terminal.review_rows(readings))
        return
    for line in terminal.review_lines(readings):
        terminal.out().print(line)
    if not readings:
        terminal.err().print("nothing waits for review")


@app.command()
def figures(
    lang: Annotated[
        str, typer.Option(help="Language of the text: de, en, es, ja, ko, zh-Hans or zh-Hant; es-MX, de-CH, zh-HK too.")
    ] = "en",
    as_json: Json = False,
) -> None:
    """Find every quantity in the text on stdin; numbers that cannot be read for certain are named on stderr."""
    from extractors.quantities import find_figures
    from reporting import terminal

    found, refused = find_figures(_standard_input(), lang)
    rows: list[dict[str, Any]] = [
        {
            "value": one.value,
            "unit": one.unit,
            "kind": one.kind,
            "text": one.text,
            "start": one.start,
            "end": one.end,
            "qualifier": one.qualifier,
        }
        for one in found
    ]
    if as_json:
        terminal.print_json(rows)
    else:
        terminal.out().print(terminal.rows_grid(rows, right=("value", "start", "end")))
    for doubt in refused:
        terminal.err().print(f"not read: {doubt.text!r} at {doubt.start}: {doubt.reason}")


@app.command()
def trends(
    area: Areas = None,
    publication: Publications = None,
    since: Annotated[str | None, typer.Option(help="First period wanted, as 2018.")] = None,
    as_of: Day = None,
    as_of_by: By = Clock.published,
    secondary: Secondary = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on stdout.")] = False,
) -> None:
    """Print the trend table, and each series as a whole."""
    from reporting import terminal, trend_views
    from reporting.trends import COLUMNS, series_rows, trend_rows

    if as_json and as_csv:
        raise UsageError("--json and --csv exclude each other")
    day = _as_of(as_of, as_of_by)
    areas, publications = area or (), publication or ()
    rows = trend_rows(areas=areas, publications=publications, since=since, as_of=day, secondary=secondary)
    if as_json:
        terminal.print_json(rows)
    elif as_csv:
        terminal.print_csv(rows, COLUMNS)
    elif rows:
        terminal.out().print(trend_views.trend_grid(rows))
        terminal.out().print(trend_views.TREND_LEGEND)
        series = series_rows(areas=areas, publications=publications, as_of=day, secondary=secondary)
        terminal.out().print(trend_views.series_grid(series))
    else:
        terminal.err().print("no trend matches")


@app.command()
def export(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", parser=_folder, help="Folder to write to; made when missing.")
    ],
    formats: Annotated[
        list[str],
        typer.Option("--format", help="csv, parquet, xlsx, json, json-stat, sdmx-csv; comma-separated or repeated."),
    ] = ["csv,parquet"],  # noqa: B006 - Typer's own way, and never changed
    table: Annotated[list[str] | None, typer.Option(help="Only this table, as share_trend; repeatable.")] = None,
    area: Areas = None,
    publication: Publications = None,
    since: Annotated[str | None, typer.Option(help="Only periods from this one on, as 2018 or 2018-Q3.")] = None,
    until: Annotated[str | None, typer.Option(help="Only periods up to the end of this one.")] = None,
    as_of: Day = None,
    as_of_by: By = Clock.published,
    secondary: Secondary = False,
) -> None:
    """Write tables with a manifest and a data package for reporting jobs, in place of the last export in DIR."""
    from reporting import progress as watching
    from reporting import summary, terminal
    from reporting.exports.export import empty_tables, export_tables, exported_files, read_manifest
    from reporting.exports.selection import Selection

    selection = Selection(
        tables=tuple(table or ()),
        areas=tuple(area or ()),
        publications=tuple(publication or ()),
        since=since,
        until=until,
        as_of=_as_of(as_of, as_of_by),
        secondary=secondary,
    )
    wanted = [name.strip() for name in ",".join(formats).split(",") if name.strip()]
    with watching.shown() as progress:
        manifest = export_tables(directory, wanted, selection, progress)
    for path in exported_files(manifest):
        terminal.out().print(str(path))
    for name in empty_tables(manifest):
        terminal.err().print(f"{name}: no row matches")
    terminal.err().print(summary.export_summary(read_manifest(manifest)))


Locale = Annotated[str, typer.Option(help="How numbers are written, as en, de or en-IN.")]


@app.command()
def site(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", parser=_folder, help="Folder of the site; the one under MARKETSPLIT_HOME by default."
        ),
    ] = None,
    locale: Locale = "en",
) -> None:
    """Make the site of the published warehouse: pages to open in a browser, each figure shown in its document."""
    from extractors import storage
    from reporting import progress as watching
    from reporting import terminal
    from reporting.site.build import build_site

    with watching.shown() as progress:
        built = build_site(out or storage.site_dir(), locale=locale, progress=progress)
    terminal.out().print(str(built.index))
    terminal.err().print(
        f"{terminal.many(built.made, 'file')} made, {built.kept:,} unchanged; open the first in a browser"
    )


@app.command()
def chart(
    areas: Annotated[list[str], typer.Argument(metavar="AREA...", help="As JPN or WLD.")],
    out: Annotated[Path, typer.Option(help="The picture; its name ends in .png, .svg or .html.")],
    locale: Locale = "en",
) -> None:
    """Draw the B2B shares of some areas as a picture for a report or a slide."""
    from reporting import terminal
    from reporting.charts.picture import draw_chart

    terminal.out().print(str(draw_chart(areas, out, locale=locale)))


@app.command()
def verdict(
    area: Areas = None,
    as_of: Day = None,
    as_of_by: By = Clock.published,
    as_json: Json = False,
) -> None:
    """Say of each area whether B2B is the larger side, by how many publishers, how clearly, and which way it moves."""
    from reporting import terminal, trend_views
    from reporting.verdict import verdicts

    rows = verdicts(area or (), as_of=_as_of(as_of, as_of_by))
    if as_json:
        terminal.print_json(rows)
    for line in () if as_json else trend_views.verdict_lines(rows):
        terminal.out().print(line)
    if not rows:
        terminal.err().print("no publisher gives a yearly share that matches")


@app.command()
def trace(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="An observation_id, share_id, trend_id or series_id, or its beginning.")
    ],
    as_of: Day = None,
    as_of_by: By = Clock.published,
    secondary: Secondary = False,
    as_json: Json = False,
) -> None:
    """Show a figure, its document, the place, the raw text around it, every vintage; of a trend, all it is made of."""
    from reporting import terminal
    from reporting import trace as tracing
    from reporting.trace_view import trace_report

    found = tracing.trace(identity, as_of=_as_of(as_of, as_of_by), secondary=secondary)
    if as_json:
        terminal.print_json([found])
    else:
        for renderable in trace_report(found):
            terminal.out().print(renderable)


class _SqlCommand(TyperCommand):
    """A command whose argument may begin with a comment: lines that begin with -- are no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"\n{one}" if one.startswith("--") and "\n" in one else one for one in args])


@app.command(cls=_SqlCommand)
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL")],
    as_of: Day = None,
    as_of_by: By = Clock.published,
    as_json: Json = False,
) -> None:
    """Run read-only SQL on the published warehouse."""
    from reporting import terminal
    from reporting.query import query_published

    rows = query_published(sql, as_of=_as_of(as_of, as_of_by))
    if as_json:
        terminal.print_json(rows)
    elif rows:
        terminal.out().print(terminal.rows_grid(rows))
    else:
        terminal.err().print("no row")


@app.command()
def dictionary(
    relation: Annotated[str | None, typer.Argument(help="Only this table, as mart.share_trend.")] = None,
    as_json: Json = False,
) -> None:
    """Say what every table and column means, what to beware of first."""
    from reporting import terminal
    from warehouse.dictionary import described_rows, render

    if as_json:
        terminal.print_json(described_rows(relation))
    else:
        terminal.out().print(render(relation))


@app.command("status")
def status_(as_json: Json = False) -> None:
    """Show freshness and the last loads and releases."""
    from reporting import summary, terminal
    from reporting.status import load_rows, note_rows, publication_rows, sees_every_load

    if not sees_every_load():
        terminal.err().print("this user may not lock the warehouse: loads since it was last published are not shown")
    publications_now, loads, notes = publication_rows(), load_rows(), note_rows()
    if as_json:
        terminal.print_json({"record": "publication", **row} for row in publications_now)
        terminal.print_json({"record": "load", **row} for row in loads)
        terminal.print_json({"record": "note", **row} for row in notes)
    else:
        terminal.out().print(terminal.publication_grid(publications_now))
        terminal.out().print()
        terminal.out().print(terminal.load_grid(loads))
        for line in summary.note_lines(notes):
            terminal.out().print(line)


@app.command()
def rebuild() -> None:
    """Make the warehouse again from the archive alone, then publish it."""
    from reporting import progress as watching
    from reporting import status, summary, terminal
    from warehouse.rebuild import rebuild as rebuild_warehouse

    with watching.shown() as progress:
        result = rebuild_warehouse(progress)
    quarantined, notes = status.quarantined_rows(), status.note_rows()
    terminal.out().print(summary.run_summary(result))
    for line in summary.refusal_lines(quarantined, result["refused"]):
        terminal.err().print(f"refused: {line}")
    for line in summary.note_lines(notes):
        terminal.err().print(line)
    _print_what_to_do(result, quarantined, notes)
    if result["refused"]:
        raise typer.Exit(max(one["exit_code"] for one in result["refused"]))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what is wrong with this installation, and the remedy."""
    from reporting import terminal
    from reporting.doctor.examination import examine

    findings = examine()
    if as_json:
        terminal.print_json(findings)
    else:
        terminal.out().print(terminal.findings_grid(findings))
    if any(one["verdict"] == "wrong" for one in findings):
        raise typer.Exit(1)


def _print_what_to_do(result: Row, quarantined: list[Row], notes: list[Row]) -> None:
    """Print, for the person who started a run, what it changed where and what is to be done now."""
    from reporting import summary, terminal

    err = terminal.err()
    if table := summary.publication_summary(result, quarantined):
        err.print(table)
    for line in summary.next_steps(result, quarantined, notes):
        err.print(line)


def _as_of(day: datetime | None, clock: Clock) -> AsOf | None:
    """Return the day that answers are wanted as of. Raises UsageError for a clock without a day."""
    from warehouse.as_of import AsOf

    if day is None and clock is not Clock.published:
        raise UsageError("--as-of-by needs a day", expected="--as-of 2020-01-01 beside it")
    return AsOf(day.date(), clock.value) if day else None


def _of(publications: list[str] | None, rows: list[Row]) -> list[Row]:
    """Return the rows of the publications that were named; all where none was."""
    return [row for row in rows if not publications or row["publication"] in publications]


def _standard_input() -> str:
    """Return the text on stdin, UTF-8 whatever the locale. Raises UsageError for anything else."""
    if sys.stdin is None:
        raise UsageError("there is no standard input", expected="text on stdin")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("the text on stdin is not UTF-8", place=f"byte {error.start}") from error


def main() -> None:
    """Run the command line; an error becomes one line on stderr and the exit code of its class."""
    if sys.stdout is None or sys.stderr is None:
        raise SystemExit("marketsplit: there is no standard output or no standard error to write to")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without our characters still shows figures
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except MarketsplitError as error:
        from reporting.terminal import visible

        sys.stderr.write(f"marketsplit: {visible(str(error))}\n")
        raise SystemExit(error.exit_code) from None
    except OSError as error:
        raise _unwritten(error) from None
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:  # what Typer makes of Ctrl-C
            raise _interrupted() from None
        if isinstance(ended.__context__, BrokenPipeError):  # what Typer and Rich end for, with code 1
            raise _unwritten(ended.__context__) from None
        raise
    except KeyboardInterrupt:
        raise _interrupted() from None
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise
        raise _interrupted() from None


def _unwritten(error: OSError) -> SystemExit:
    """Return the end of a command whose results cannot be written. What is left of them goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python would try again at its end
    if isinstance(error, BrokenPipeError):
        return SystemExit(_PIPE_CLOSED)
    sys.stderr.write(f"marketsplit: cannot write the results: {error.strerror or error}\n")
    return SystemExit(1)


def _interrupted() -> SystemExit:
    sys.stderr.write("marketsplit: interrupted; what was published before stays, and the next run goes on from there\n")
    return SystemExit(_INTERRUPTED)


if __name__ == "__main__":
    main()
