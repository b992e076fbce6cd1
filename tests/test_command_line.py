"""The command line as a person or a script uses it: processes, exit codes, what is printed where."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from extractors.publication import registry
from extractors.settings import PROJECT_ROOT
from reporting.exports.export import FORMATS
from tests.conftest import marketsplit
from tests.reviewed import archive_release

PUBLICATIONS = tuple(registry())


def json_lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_rebuild_without_an_archive_says_so_and_leaves_what_is_published(
    published_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert marketsplit("rebuild", home=home).returncode == 2
    shutil.copytree(published_home, home, dirs_exist_ok=True)
    shutil.rmtree(home / "archive")
    before = (home / "market_split.duckdb").read_bytes()
    done = marketsplit("rebuild", home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no complete edition in the archive to make a warehouse of" in done.stderr
    assert (home / "market_split.duckdb").read_bytes() == before


def test_a_repeated_run_asks_conditionally_and_writes_nothing_but_the_record_of_asking(
    published_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(published_home, home)
    before = files_under(home)
    done = marketsplit("run", home=home)
    assert done.returncode == 0, done.stderr
    assert "nothing new" in done.stdout
    assert "fetch meti_ecommerce_survey\n" in done.stderr
    assert "read " not in done.stderr
    assert re.search(r"^next: \d+ figures in quarantine, named above", done.stderr, flags=re.MULTILINE)
    # What stands in quarantine is named by every run, not only by the one that refused it.
    assert "eurostat_ecommerce_value, edition 2026-02-27, document isoc_ec_evals: magnitude_share" in done.stderr
    after = files_under(home)
    added = {name for name in after if name not in before}
    assert added
    assert all(name.startswith("archive/captures/") for name in added), added
    assert {json.loads(after[name])["outcome"] for name in added} == {"not_modified"}
    assert all(after[name] == data for name, data in before.items())


def test_run_prints_the_headline_table_and_names_the_files_it_wrote(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = marketsplit("run", "meti_ecommerce_survey", home=home)
    assert done.returncode == 0, done.stderr
    assert "B2B share %" in done.stdout
    assert "JPN" in done.stdout
    read = re.search(r"^read meti_ecommerce_survey: (\d+) editions, (\d+) figures$", done.stderr, flags=re.MULTILINE)
    assert read
    assert f"check meti_ecommerce_survey: {read[1]} editions\n" in done.stderr
    assert f"load meti_ecommerce_survey: {read[1]} editions, {read[2]} figures\n" in done.stderr
    assert re.search(rf"^meti_ecommerce_survey +{read[1]} +{read[2]} ", done.stderr, flags=re.MULTILINE)
    for line in done.stdout.splitlines():
        if line.startswith("wrote "):
            assert Path(line.removeprefix("wrote ")).stat().st_size > 0
    assert f"wrote {home / 'market_split.duckdb'}" in done.stdout
    assert f"wrote {home / 'exports' / 'manifest.json'}" in done.stdout


def test_progress_and_messages_never_reach_stdout_in_a_pipe(published_home: Path) -> None:
    done = marketsplit("publications", "--json", home=published_home)
    assert [row["publication"] for row in json_lines(done.stdout)] == list(PUBLICATIONS)
    assert done.stderr == ""


def test_trends_as_json_carry_exact_decimal_strings(published_home: Path) -> None:
    done = marketsplit(
        "trends", "--area", "JPN", "--publication", "meti_ecommerce_survey", "--json", home=published_home
    )
    rows = {(row["basis"], row["time_period"]): row for row in json_lines(done.stdout)}
    # 19.3609 in the edition of 2020; the one of 2021, which is newer, reprints the year as 19.4.
    b2b, b2c = Decimal("353.0"), Decimal("19.4")
    share = rows["METI_B2B_WIDE", "2019"]["b2b_share_pct"]
    assert isinstance(share, str)
    assert Decimal(share) == round(100 * b2b / (b2b + b2c), 6)


def test_trends_as_csv_have_the_same_rows_as_json(published_home: Path) -> None:
    as_csv = marketsplit("trends", "--area", "JPN", "--csv", home=published_home).stdout
    as_json = json_lines(marketsplit("trends", "--area", "JPN", "--json", home=published_home).stdout)
    rows = list(csv.DictReader(io.StringIO(as_csv)))
    assert len(rows) == len(as_json) > 0
    for left, right in zip(rows, as_json, strict=True):
        assert left["time_period"] == right["time_period"]
        if right["b2b_share_pct"] is not None:
            assert Decimal(left["b2b_share_pct"]) == Decimal(str(right["b2b_share_pct"]))


def test_trends_as_of_a_day_know_nothing_published_later(published_home: Path) -> None:
    arguments = ("trends", "--publication", "unctad_global_ecommerce", "--json")
    then = json_lines(marketsplit(*arguments, "--as-of", "2020-01-01", home=published_home).stdout)
    now = json_lines(marketsplit(*arguments, home=published_home).stdout)
    assert {row["edition"] for row in then} == {"2019"}
    assert {row["edition"] for row in now} > {"2019"}


def test_before_anything_was_loaded_nothing_was_known(published_home: Path) -> None:
    for arguments, told in (
        (("trends", "--as-of", "2020-01-01", "--as-of-by", "recorded"), "no trend matches\n"),
        (("verdict", "--as-of", "1990-01-01"), "no publisher gives a yearly share that matches\n"),
    ):
        done = marketsplit(*arguments, home=published_home)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", told)


def test_trends_end_with_each_series_as_a_whole(published_home: Path) -> None:
    done = marketsplit("trends", "--publication", "unctad_global_ecommerce", "--area", "WLD", home=published_home)
    assert done.returncode == 0, done.stderr
    whole = done.stdout.partition("Series as a whole")[2].splitlines()
    assert whole[1].split()[:5] == ["area", "publication", "periods", "n", "share"]
    series = json_lines(
        marketsplit(
            "query",
            "SELECT first_time_period, last_time_period, n FROM mart.series_trend WHERE is_newest_stretch "
            "AND publication = 'unctad_global_ecommerce' AND ref_area = 'WLD'",
            "--json",
            home=published_home,
        ).stdout
    )
    assert len(series) == len(whole) - 2 > 0
    for one in series:
        line = next(line for line in whole if f"{one['first_time_period']} to {one['last_time_period']}" in line)
        assert re.search(rf" {one['n']}  [▁▂▃▄▅▆▇█]{{{one['n']}}} ", line), line


def test_the_verdict_names_figures_and_sources_and_rests_on_what_was_known(published_home: Path) -> None:
    now = marketsplit("verdict", "--area", "JPN", home=published_home)
    assert now.returncode == 0, now.stderr
    assert now.stdout.startswith("Japan 2019: B2B is the larger side (2 of 2 over half).")
    assert "353000000000000 to 19400000000000 JPY" in now.stdout
    then = marketsplit("verdict", "--area", "JPN", "--as-of", "2020-01-01", home=published_home)
    assert then.stdout.startswith("Japan 2017: B2B is the larger side (2 of 2 over half).")
    row = json_lines(marketsplit("verdict", "--area", "JPN", "--json", home=published_home).stdout)[0]
    assert (row["ref_area"], row["is_latest_comparable"], row["publishers_over_half"]) == ("JPN", True, 2)


def test_trace_leads_from_share_trend_and_series_to_cells(published_home: Path) -> None:
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        ids = connection.execute(
            "SELECT share_id, trend_id, series_id, time_period, len(observation_ids) FROM mart.share_trend "
            "WHERE publication = 'meti_ecommerce_survey' AND basis = 'METI_B2B_WIDE' AND previous_edition IS NOT NULL "
            "ORDER BY time_period LIMIT 1"
        ).fetchone()
    assert ids is not None
    for identity, mart in zip(ids[:3], ("segment_share", "share_trend", "series_trend"), strict=True):
        traced = json_lines(marketsplit("trace", identity, "--json", home=published_home).stdout)[0]
        assert traced["mart"] == f"mart.{mart}"
        cells = traced["inputs"]
        assert isinstance(cells, list)
        assert len(cells) >= (2 if mart == "segment_share" else ids[4])
        assert all(cell["place"] and cell["sha256"] and cell["ref_area"] == "JPN" for cell in cells)
    shown = marketsplit("trace", ids[1], home=published_home)
    assert shown.returncode == 0
    assert "Made of" in shown.stdout


def test_the_dictionary_says_of_each_column_what_it_means(published_home: Path) -> None:
    shown = marketsplit("dictionary", "mart.mainstream", home=published_home)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("## mart.mainstream\n\n**Beware:** publishers are counted across definitions")
    rows = json_lines(marketsplit("dictionary", "mart.mainstream", "--json", home=published_home).stdout)
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        columns = connection.execute("DESCRIBE mart.mainstream").fetchall()
    assert [(row["column"], row["type"]) for row in rows] == [(column[0], column[1]) for column in columns]
    assert all(row["description"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("run", "no_such_publication"), 2, f"no such publication; expected one of {PUBLICATIONS[0]}"),
        (("run", "meti_ecommerce_survey", "--edition", "1999"), 2, "1999"),
        (
            ("trace", "ffffffffffffffff"),
            2,
            "nothing has this id; expected an observation_id of core.observation; found ffffffffffffffff",
        ),
        (("query", "DELETE FROM core.observation"), 2, "read-only"),
        (("query", "SELECT * FROM read_csv('/etc/passwd')"), 2, "disabled"),
        (("query", "SELECT nonsense"), 2, "nonsense"),
        (("query", ""), 2, "expected one SQL statement; found none"),
        (("query", "SELECT 1; SELECT 2"), 2, "expected one SQL statement; found 2"),
        (("trends", "--since", "abc"), 2, "expected 2018, 2018-Q3"),
        (("trends", "--area", "jpn"), 2, "no such area"),
        (("trends", "--publication", "nope"), 2, "no such publication"),
        (("trace", ""), 2, "no id is given"),
        (("export", ""), 2, "an empty text names no folder"),
        (("site", "--out", ""), 2, "an empty text names no folder"),
        (("trends", "--area", ""), 2, "found nothing"),
        (("export", "somewhere", "--format", "papyrus"), 2, "expected csv, parquet, xlsx, json, json-stat, sdmx-csv"),
        (("export", "somewhere", "--table", "trend"), 2, "expected share_trend, "),
        (("export", "somewhere", "--area", "jpn"), 2, "no such area"),
        (("export", "somewhere", "--until", "2018-Q5"), 2, "expected 2018, 2018-Q3"),
        (("export", "somewhere", "--as-of", "tomorrow"), 2, "tomorrow"),
        (("trends", "--json", "--csv"), 2, "exclude"),
        (("trends", "--as-of", "2020-02-30"), 2, "'2020-02-30' does not match the formats '%Y-%m-%d'"),
        (("trends", "--as-of-by", "recorded"), 2, "--as-of-by needs a day; expected --as-of 2020-01-01 beside it"),
        (("verdict", "--as-of", "2020-01-01", "--as-of-by", "rumoured"), 2, "is not one of 'published', 'recorded'"),
        (("verdict", "--area", "JPN'; DROP"), 2, "no such area; expected ISO 3166-1 alpha-3 or a named group"),
        (("trace", "share-"), 2, "several ids begin so; expected a share_id of mart.segment_share; found share-"),
        (("trace", "series-0", "--as-of", "1990-01-01"), 2, "nothing has this id; expected a series_id"),
        (("dictionary", "mart.nope"), 2, "no such relation; expected one of core.observation"),
        (("query", "DELETE FROM mart.mainstream", "--as-of", "2020-01-01"), 2, "read-only"),
        (("query", "FROM read_csv('/etc/passwd')", "--as-of", "2020-01-01"), 2, "disabled"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_code_2(
    published_home: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = marketsplit(*arguments, home=published_home)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_export_writes_what_is_selected_and_names_the_files(published_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    arguments = ["export", str(folder), "--format", "csv, json", "--table", "share_trend", "--table", "basis"]
    done = marketsplit(*arguments, "--area", "JPN", "--area", "KOR", "--since", "2015", home=published_home)
    assert done.returncode == 0, done.stderr
    assert [Path(line).name for line in done.stdout.splitlines()] == [
        "share_trend.csv",
        "basis.csv",
        "share_trend.json",
        "basis.json",
        "datapackage.json",
        "manifest.json",
    ]
    assert {Path(line) for line in done.stdout.splitlines()} == set(folder.iterdir())
    rows = list(csv.DictReader(io.StringIO((folder / "share_trend.csv").read_text(encoding="utf-8"))))
    assert {row["ref_area"] for row in rows} == {"JPN", "KOR"}
    assert min(row["time_period"] for row in rows) == "2015"


def test_export_tells_which_tables_are_empty(published_home: Path, tmp_path: Path) -> None:
    done = marketsplit("export", str(tmp_path), "--table", "share_trend", "--since", "2099", home=published_home)
    assert done.returncode == 0
    progress, told, summary = done.stderr.splitlines()[:-2], done.stderr.splitlines()[-2], done.stderr.splitlines()[-1]
    assert progress == ["export csv", "export parquet"]
    assert told == "share_trend: no row matches"
    assert summary.startswith("4 files, 1 table, 0 rows, ")


def test_on_a_terminal_progress_is_drawn_there_and_results_stay_as_they_are(
    published_home: Path, tmp_path: Path
) -> None:
    arguments = ["export", str(tmp_path / "out"), "--format", "csv,json", "--table", "basis"]
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, str(PROJECT_ROOT / "marketsplit.py"), *arguments],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "MARKETSPLIT_HOME": str(published_home), "TERM": "xterm", "COLUMNS": "100"},
        timeout=300,
        check=False,
    )
    os.close(theirs)
    drawn = os.read(ours, 1_000_000).decode()
    os.close(ours)
    assert done.returncode == 0, drawn
    assert [Path(line).name for line in done.stdout.decode().splitlines()] == [
        "basis.csv",
        "basis.json",
        "datapackage.json",
        "manifest.json",
    ]
    assert "2/2" in drawn
    assert "export csv\r\n" not in drawn  # the lines are for logs


def test_verbs_that_need_a_warehouse_say_how_to_get_one(tmp_path: Path) -> None:
    day = ("--as-of", "2020-01-01")
    for arguments in (
        ("trends",),
        ("trends", *day),
        ("verdict",),
        ("query", "SELECT 1", *day),
        ("trace", "ab"),
        ("export", str(tmp_path / "out")),
    ):
        done = marketsplit(*arguments, home=tmp_path / "empty")
        assert done.returncode == 2, (arguments, done.stderr)
        assert "Run `marketsplit run` first" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_document_that_does_not_look_as_declared_is_exit_code_3_and_names_the_place(tmp_path: Path) -> None:
    saved = PROJECT_ROOT / "extractors/publications/unctad_global_ecommerce/saved/2020"
    original = next(path for path in saved.iterdir() if path.suffix == ".html")
    changed = tmp_path / "release.html"
    text = original.read_text(encoding="utf-8")
    assert text.count("Economy") == 1
    changed.write_text(text.replace("Economy", "Territory"), encoding="utf-8")
    done = marketsplit("read", "unctad_global_ecommerce", str(changed), "--edition", "2020", home=tmp_path / "home")
    assert done.returncode == 3
    assert "unctad_global_ecommerce, edition 2020" in done.stderr
    assert "Economy" in done.stderr
    assert "Territory" in done.stderr
    assert not (tmp_path / "home").exists()


def test_read_prints_the_figures_of_a_local_document_without_touching_the_state(tmp_path: Path) -> None:
    saved = PROJECT_ROOT / "extractors/publications/unctad_global_ecommerce/saved/2020"
    document = next(path for path in saved.iterdir() if path.suffix == ".html")
    done = marketsplit(
        "read", "unctad_global_ecommerce", str(document), "--edition", "2020", "--json", home=tmp_path / "x"
    )
    assert done.returncode == 0, done.stderr
    points = {
        (row["ref_area"], row["time_period"], row["segment"], row["measure"]): row for row in json_lines(done.stdout)
    }
    assert points["USA", "2018", "TOTAL", "ecommerce_sales"]["obs_value"] == "8640000000000"
    assert points["WLD", "2017", "TOTAL", "ecommerce_sales"]["obs_value"] == "23800000000000"
    assert not (tmp_path / "x").exists()


def test_figures_finds_every_quantity_on_stdin(tmp_path: Path) -> None:
    done = marketsplit(
        "figures", "--lang", "ja", "--json", home=tmp_path, stdin="市場規模は465兆2,372億円（前年比10.7％増）"
    )
    first = json_lines(done.stdout)[0]
    assert first["value"] == "465237200000000"
    assert (first["unit"], first["kind"], first["text"]) == ("JPY", "amount", "465兆2,372億円")
    assert (first["start"], first["end"]) == (5, 16)


def test_figures_names_what_it_cannot_read_on_stderr(tmp_path: Path) -> None:
    done = marketsplit("figures", "--json", home=tmp_path, stdin="1.2.3 bn, 5%, 1/2 billion")
    assert [line["text"] for line in json_lines(done.stdout)] == ["5%"]
    assert "not read: '1.2.3 bn' at 0: not a number" in done.stderr
    assert "not read: '1/2 billion' at 14: a fraction" in done.stderr


def test_query_results_of_any_type_are_json_lines(published_home: Path) -> None:
    sql = "SELECT 1 AS a, 2 AS a, INTERVAL 1 DAY AS b, TIME '12:00' AS c, CAST('x' AS BLOB) AS d, ['nan'::DOUBLE] AS e"
    done = marketsplit("query", sql, "--json", home=published_home)
    assert done.returncode == 0, done.stderr
    row = json_lines(done.stdout)[0]
    assert (row["a"], row["a_2"], row["c"], row["e"]) == (1, 2, "12:00:00", ["nan"])


def test_control_characters_of_documents_and_errors_never_reach_a_terminal(
    published_home: Path, tmp_path: Path
) -> None:
    done = marketsplit("query", "SELECT chr(27) || '[41m' || chr(155) || 'x' AS a", home=published_home)
    assert done.stdout.split() == ["a", "\\x1b[41m\\x9bx"]
    saved = PROJECT_ROOT / "extractors/publications/unctad_global_ecommerce/saved/2020"
    document = tmp_path / "page.html"
    original = next(path for path in saved.iterdir() if path.suffix == ".html")
    document.write_text(original.read_text(encoding="utf-8").replace("Economy", "Econom\x1b[41my"), encoding="utf-8")
    done = marketsplit("read", "unctad_global_ecommerce", str(document), "--edition", "2020", home=tmp_path / "home")
    assert done.returncode == 3
    assert "Econom\\x1b[41my" in done.stderr
    assert "\x1b" not in done.stderr


def test_text_that_is_not_utf8_is_refused_not_guessed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT_ROOT / "marketsplit.py"), "figures"],
        input="465兆円".encode("shift_jis"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def test_rebuilding_from_a_damaged_archive_keeps_the_warehouse(published_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(published_home, home)
    victim = next(path for path in (home / "archive" / "documents").rglob("*.html"))
    victim.write_bytes(victim.read_bytes()[:-10])
    before = (home / "market_split.duckdb").read_bytes()
    done = marketsplit("rebuild", home=home)
    assert done.returncode == 1
    assert victim.name in done.stderr
    assert (home / "market_split.duckdb").read_bytes() == before
    assert marketsplit("query", "SELECT count(*) AS n FROM core.observation", home=home).returncode == 0


def test_trace_leads_from_a_table_cell_to_the_document_and_place(published_home: Path) -> None:
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        row = connection.execute(
            "SELECT observation_id FROM core.observation WHERE publication = 'unctad_global_ecommerce' "
            "AND edition = '2020' AND ref_area = 'JPN' AND segment = 'TOTAL' AND measure = 'ecommerce_sales'"
        ).fetchone()
    assert row is not None
    done = marketsplit("trace", row[0], home=published_home)
    assert done.returncode == 0, done.stderr
    assert "3,280" in done.stdout
    assert 'row "Japan"' in done.stdout
    assert "column" in done.stdout
    assert "sha256" in done.stdout


def test_trace_leads_from_a_sentence_to_its_characters(published_home: Path) -> None:
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        row = connection.execute(
            "SELECT observation_id FROM core.observation WHERE publication = 'meti_ecommerce_survey' "
            "AND raw_text LIKE '465兆%' LIMIT 1"
        ).fetchone()
    assert row is not None
    figure = json_lines(marketsplit("trace", row[0], "--json", home=published_home).stdout)[0]
    assert figure["raw_text"] == "465兆2,372億円"
    locator = json.loads(str(figure["locator"]))
    assert locator["sentence"][locator["start"] : locator["end"]] == figure["raw_text"]
    assert str(figure["place"]).startswith("characters ")


def test_status_shows_captures_loads_and_the_release(published_home: Path) -> None:
    rows = json_lines(marketsplit("status", "--json", home=published_home).stdout)
    loads = [row for row in rows if row["record"] == "load"]
    assert {row["kind"] for row in loads} == {"load", "release"}
    assert {row["status"] for row in loads} == {"complete"}
    assert [row["publication"] for row in rows if row["record"] == "publication"] == list(PUBLICATIONS)


def test_status_shows_a_user_who_may_only_read_what_was_loaded_until_the_release(
    published_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(published_home, home)
    for path in (home / "build").iterdir():
        path.chmod(0o444)
    done = marketsplit("status", "--json", home=home, heeds_modes=True)
    assert done.returncode == 0, done.stderr
    assert json_lines(done.stdout) == json_lines(marketsplit("status", "--json", home=published_home).stdout)
    assert "loads since it was last published are not shown" in done.stderr
    (home / "market_split.duckdb").unlink()
    nothing = json_lines(marketsplit("status", "--json", home=home, heeds_modes=True).stdout)
    assert {row["record"] for row in nothing} == {"publication"}


def test_who_stops_reading_is_no_failure_of_ours(published_home: Path) -> None:
    command = f"{sys.executable} {PROJECT_ROOT / 'marketsplit.py'}"
    home = {**os.environ, "MARKETSPLIT_HOME": str(published_home)}
    home.pop("PYTHONUNBUFFERED", None)
    for verb in ("trends", "trends --json", "query --json 'SELECT 1'", "trends --csv --area ZWE"):
        ended = subprocess.run(
            ["bash", "-c", f"{command} {verb} | true; echo ${{PIPESTATUS[0]}}"],
            env=home, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert (ended.stdout, ended.stderr) == ("141\n", ""), verb
    closed = subprocess.run(
        ["bash", "-c", f"{command} trends >&-"], env=home, capture_output=True, text=True, check=False
    )
    assert closed.returncode == 1
    assert closed.stderr == "marketsplit: there is no standard output or no standard error to write to\n"


def test_an_empty_answer_says_so_and_keeps_its_header(published_home: Path) -> None:
    assert "no row" in marketsplit("query", "FROM mart.share_trend WHERE false", home=published_home).stderr
    header, *rows = marketsplit("trends", "--csv", "--area", "ZWE", home=published_home).stdout.splitlines()
    assert header.startswith("ref_area,publication,time_period,")
    assert rows == []


def test_sql_may_begin_with_a_comment(published_home: Path) -> None:
    done = marketsplit("query", "--json", "-- the answer\nSELECT 42 AS answer", home=published_home)
    assert json_lines(done.stdout) == [{"answer": 42}]
    misspelt = marketsplit("query", "--jsno", "SELECT 42", home=published_home)
    assert (misspelt.returncode, "No such option: --jsno" in misspelt.stderr) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("verb", ["query 'SELECT 1'", "trends --json", "trends"])
def test_results_that_find_no_room_are_told(published_home: Path, verb: str) -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} {PROJECT_ROOT / 'marketsplit.py'} {verb} > /dev/full"],
        env={**os.environ, "MARKETSPLIT_HOME": str(published_home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (1, "marketsplit: cannot write the results: No space left on device\n")


def test_an_empty_setting_is_none(tmp_path: Path) -> None:
    done = marketsplit("status", "--json", home=tmp_path, env={"MARKETSPLIT_LOCK_WAIT_S": ""})
    assert done.returncode == 0, done.stderr


def test_what_retellings_gave_is_traced_with_them(published_home: Path) -> None:
    rows = json_lines(marketsplit("trends", "--secondary", "--json", home=published_home).stdout)
    retold = next(str(row["trend_id"]) for row in rows if row["standing"] == "secondary")
    alone = marketsplit("trace", retold, home=published_home)
    assert alone.returncode == 2
    assert "--secondary needs the same here" in alone.stderr
    (found,) = json_lines(marketsplit("trace", retold, "--secondary", "--json", home=published_home).stdout)
    assert {one["standing"] for one in found["inputs"]} == {"secondary"}  # type: ignore[index, attr-defined]
    refused = marketsplit("trends", "--publication", "press_retellings", home=published_home)
    assert refused.returncode == 2
    assert "Add --secondary" in refused.stderr


def test_trends_name_a_break_and_show_both_stretches(published_home: Path) -> None:
    printed = marketsplit(
        "trends", "--area", "FRA", "--publication", "eurostat_ecommerce_value", home=published_home
    ).stdout
    assert re.search(r" 2021 .* break ", printed)
    assert "2011 to 2020, then a break" in printed
    assert "2021 to 2024 " in printed
    series = marketsplit("trends", "--area", "WLD", "--secondary", home=published_home).stdout.split(
        "Series as a whole"
    )[1]
    assert "press_retellings (secondary)" in series


def test_tables_in_a_pipe_have_no_blanks_at_their_line_ends(published_home: Path) -> None:
    printed = marketsplit("trends", "--area", "JPN", home=published_home).stdout
    assert len(printed.splitlines()) > 20
    assert not re.search(" $", printed, re.MULTILINE)


def test_review_lists_what_waits_and_takes_decisions(home: Path) -> None:
    archive_release()
    done = marketsplit("review", home=home)
    assert done.returncode == 0, done.stderr
    assert "may have decreased to ›334.9 trillion yen‹ (down by 5.1%" in done.stdout
    assert "proposed  334900000000000 JPY: B2B ecommerce_sales, JPN, 2020, status A, METI_B2B_WIDE" in done.stdout
    (waiting,) = json_lines(marketsplit("review", "meti_ecommerce_survey", "--json", home=home).stdout)
    key = str(waiting["key"])
    assert done.stdout.startswith(f"{key}  meti_ecommerce_survey, edition 2021-07-30, document en\n")
    sentence, start, end = str(waiting["sentence"]), waiting["start"], waiting["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert sentence[start:end] == waiting["raw_text"] == "334.9 trillion yen"
    assert (waiting["segment"], waiting["time_period"], waiting["obs_value"]) == ("B2B", "2020", "334900000000000")

    assert marketsplit("review", "--accept", key, "--reject", key, home=home).returncode == 2
    unknown = marketsplit("review", "--accept", "zzz", home=home)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert f"expected one of {key}; found zzz" in unknown.stderr

    decided = marketsplit("review", "--accept", key[:8], "--note", "so says the report", home=home)
    assert (decided.returncode, decided.stdout) == (0, f"accepted {key}\n")
    empty = marketsplit("review", home=home)
    assert (empty.returncode, empty.stdout, empty.stderr) == (0, "", "nothing waits for review\n")


def test_doctor_finds_a_damaged_archive_and_says_which_document(published_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(published_home, home)
    assert marketsplit("doctor", home=home).returncode == 0
    victim = next(path for path in (home / "archive" / "documents").rglob("*") if path.is_file())
    victim.chmod(0o644)
    victim.write_bytes(victim.read_bytes() + b" ")
    done = marketsplit("doctor", "--json", home=home)
    assert done.returncode == 1
    wrong = [row for row in json_lines(done.stdout) if row["verdict"] == "wrong"]
    assert [row["what"] for row in wrong] == ["archive"]
    assert victim.name in str(wrong[0]["finding"])


def test_rebuild_from_the_archive_gives_the_same_figures(published_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(published_home, home)
    (home / "market_split.duckdb").unlink()
    shutil.rmtree(home / "build")
    shutil.rmtree(home / "staged")
    done = marketsplit("rebuild", home=home)
    assert done.returncode == 0, done.stderr
    compared = (
        "SELECT * EXCLUDE (load_id, recorded_at) FROM core.observation ORDER BY observation_id",
        "SELECT * FROM mart.segment_share ORDER BY ALL",
        "SELECT * FROM mart.share_trend ORDER BY ALL",
    )
    for sql in compared:
        results = []
        for folder in (published_home, home):
            with duckdb.connect(folder / "market_split.duckdb", read_only=True) as connection:
                results.append(connection.execute(sql).fetchall())
        assert results[0] == results[1]
        assert results[0]
    formats = ",".join(FORMATS)
    assert marketsplit("export", str(tmp_path / "rebuilt"), "--format", formats, home=home).returncode == 0
    exported = [files_under(folder) for folder in (published_home / "exports", tmp_path / "rebuilt")]
    for files in exported:
        files.pop("manifest.json")  # it names the state of the warehouse, for which loads count
    assert exported[0] == exported[1]
    assert exported[0]


def test_help_lists_every_verb_without_heavy_imports(tmp_path: Path) -> None:
    done = marketsplit("--help", home=tmp_path, env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert done.returncode == 0
    for verb in (
        "run",
        "publications",
        "read",
        "figures",
        "trends",
        "export",
        "trace",
        "verdict",
        "query",
        "dictionary",
        "status",
        "rebuild",
        "doctor",
    ):
        assert f"\n  {verb} " in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not imported & {
        "duckdb",
        "pandas",
        "pyarrow",
        "great_expectations",
        "airflow",
        "requests",
        "lxml",
        "pycountry",
    }
