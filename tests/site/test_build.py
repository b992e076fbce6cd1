"""The site as files: complete, self-contained, the same for the same warehouse, made again only where data changed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
from lxml import html

from extractors.errors import StorageError, UsageError
from reporting.site import build, setting
from reporting.site.build import build_site
from reporting.site.pages import POLICY
from tests.conftest import marketsplit

#: A text as SQL: markup that would run.
HOSTILE = "$$<script>document.title='run'</script>$$"


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def change(home: Path, *statements: str) -> None:
    """Change the published warehouse, as another release would."""
    with duckdb.connect(home / "market_split.duckdb") as connection:
        for statement in (*statements, "UPDATE core.release SET state = 'changed'"):
            connection.execute(statement)


def test_the_same_warehouse_gives_the_same_bytes_and_a_second_build_makes_nothing(small: Path, tmp_path: Path) -> None:
    first = build_site(tmp_path / "one")
    assert (first.made, first.kept) == (len(files(tmp_path / "one")) - 1, 0)  # the manifest is not one of its own files
    build_site(tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    inodes = {path: path.stat().st_ino for path in (tmp_path / "one").rglob("*")}
    again = build_site(tmp_path / "one")
    assert (again.made, again.kept) == (0, first.made)
    assert {path: path.stat().st_ino for path in (tmp_path / "one").rglob("*")} == inodes


def test_only_pages_whose_data_changed_are_made_again(small: Path, tmp_path: Path) -> None:
    build_site(tmp_path / "site")
    before = files(tmp_path / "site")
    change(
        small, "UPDATE core.observation SET raw_context = 'another row' WHERE starts_with(observation_id, '09bbf29')"
    )
    built = build_site(tmp_path / "site")
    after = files(tmp_path / "site")
    changed = {name for name in after if after[name] != before.get(name)}
    figures = {name for name in changed if name.startswith("figures/")}
    assert len(figures) == 1
    # The first two name the state of the warehouse.
    assert changed - figures == {"index.html", "status.html", "manifest.json", "downloads/JPN/figures.csv"}
    assert built.made == len(changed) - 1


def test_a_page_that_is_no_longer_due_goes_and_one_that_was_touched_is_put_right(small: Path, tmp_path: Path) -> None:
    build_site(tmp_path / "site")
    before = files(tmp_path / "site")
    with duckdb.connect(small / "market_split.duckdb") as connection:
        # One that nothing is made of.
        (unused, *_) = connection.execute(
            "SELECT min(observation_id) FROM core.observation WHERE segment = 'ONLINE_RETAIL' AND ref_area = 'CAN'"
        ).fetchone() or ("",)
    gone = f"figures/{unused[:2]}/{unused}.html"
    assert gone in before
    change(small, f"DELETE FROM core.observation WHERE observation_id = '{unused}'")  # noqa: S608 - our own id
    (tmp_path / "site" / "method.html").write_text("overwritten")
    build_site(tmp_path / "site")
    after = files(tmp_path / "site")
    assert gone not in after
    assert after["method.html"] == before["method.html"]


def test_a_build_that_fails_leaves_the_last_site_whole(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_site(tmp_path / "site")
    before = files(tmp_path / "site")
    change(small, "UPDATE core.observation SET raw_context = 'another row'")

    def full(page: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "set_page", full)
    with pytest.raises(StorageError, match="The disk is full"):
        build_site(tmp_path / "site")
    assert files(tmp_path / "site") == before
    assert [path.name for path in tmp_path.glob(".site*.partial")] == []


def test_what_is_no_site_of_ours_is_left_alone(small: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("mine")
    with pytest.raises(StorageError, match="no site of ours"):
        build_site(tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text() == "mine"


def test_a_site_that_others_put_files_into_is_left_alone(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    build_site(folder)
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine")
    before = files(folder)
    with pytest.raises(StorageError, match=r"it was left alone; .*; found notes/mine\.txt"):
        build_site(folder, locale="de")
    assert files(folder) == before
    (folder / "notes" / "mine.txt").unlink()
    assert build_site(folder, locale="de").made


@pytest.mark.parametrize("listed", ["5", "[1]", '{"index.html": 3}', '{"index.html": []}', "null"])
def test_a_damaged_manifest_is_none(small: Path, tmp_path: Path, listed: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text(f'{{"made_by": "marketsplit site", "files": {listed}}}')
    with pytest.raises(StorageError, match="no site of ours"):
        build_site(tmp_path / "site")


def test_a_link_to_the_folder_of_a_web_server_stays_one(small: Path, tmp_path: Path) -> None:
    served, link = tmp_path / "www", tmp_path / "site"
    served.mkdir()
    link.symlink_to(served)
    build_site(link)
    built = build_site(link, locale="de")
    assert link.is_symlink()
    assert (served / "index.html").read_bytes() == built.index.read_bytes()
    assert not list(tmp_path.glob("*.partial"))


def test_where_no_site_can_be_it_says_so_at_once(small: Path) -> None:
    with pytest.raises(StorageError, match="cannot use /proc/site"):
        build_site(Path("/proc/site"))


@pytest.mark.usefixtures("home")
def test_without_a_warehouse_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="marketsplit run"):
        build_site(tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_an_unknown_locale_is_refused_and_a_known_one_writes_its_numbers(small: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such locale"):
        build_site(tmp_path / "site", locale="xx-nowhere")
    build_site(tmp_path / "site", locale="de")
    assert "81,74\u00a0%" in (tmp_path / "site" / "index.html").read_text()


def test_texts_of_the_warehouse_are_never_markup(small: Path, tmp_path: Path) -> None:
    change(
        small,
        f"UPDATE core.publication SET title = {HOSTILE}, licence = {HOSTILE}, url = 'javascript:alert(1)'",  # noqa: S608
        f"UPDATE core.area SET name = {HOSTILE} WHERE ref_area = 'JPN'",  # noqa: S608
        f"UPDATE core.basis SET title = {HOSTILE}, text = {HOSTILE}, url = 'javascript:alert(1)'",  # noqa: S608
        f"UPDATE core.observation SET raw_text = {HOSTILE}, raw_context = '\"''>' || {HOSTILE}",  # noqa: S608
    )
    change(
        small,
        "UPDATE core.validation_result SET success = false, unexpected_count = 1, checked_count = 1, "  # noqa: S608
        "suite = suite || evil, "
        "evidence = json_object('asked', json_extract(evidence, '$.asked'), 'expected', evil, "
        "'found', [json_object('point', evil, json_extract_string(evidence, '$.asked.column'), evil)]) "
        f"FROM (SELECT {HOSTILE} AS evil)",
    )
    build_site(tmp_path / "site")
    docs = (tmp_path / "site" / "data-docs" / "release.html").read_text(encoding="utf-8")
    assert docs.count("1 unexpected values found") > 20
    for path in (tmp_path / "site").rglob("*.html"):
        page = html.document_fromstring(path.read_bytes())
        assert not [one for one in page.iter("script") if one.text]
        assert not page.xpath("//img | //form | //svg | //*[@*[starts-with(name(), 'on')]]")
        assert not [link for link in page.xpath("//@href | //@src") if link.startswith("javascript:")]


def test_a_document_that_is_gone_from_the_archive_says_so(small: Path, tmp_path: Path) -> None:
    for document in (small / "archive" / "documents").glob("*/*"):
        document.unlink()
    build_site(tmp_path / "site")
    page = next((tmp_path / "site" / "documents").glob("*.html")).read_text()
    assert "the archived document is missing" in page
    figure = next((tmp_path / "site" / "figures").glob("*/*.html")).read_text()
    assert "The place is not marked in the document." in figure


def test_every_link_of_every_page_leads_to_a_file_of_the_site_or_names_a_page_elsewhere(site: Path) -> None:
    names = set(files(site))
    anchors: dict[str, set[str]] = {}
    broken = []
    for path in site.rglob("*.html"):
        page = html.document_fromstring(path.read_bytes())
        ids = page.xpath("//@id")
        anchors[path.relative_to(site).as_posix()] = set(ids)
        assert len(ids) == len(set(ids)), path
    for name in anchors:
        page = html.document_fromstring((site / name).read_bytes())
        loaded = set(page.xpath("//script/@src | //link/@href | //iframe/@src | //img/@src")) - {"data:,"}
        for link in {*page.xpath("//a/@href"), *loaded}:
            if link.startswith(("https://", "http://")):
                assert link not in loaded
                assert not re.search(r"\s", link), (name, link)
                continue
            target, _, anchor = link.partition("#")
            resolved = ((site / name).parent / unquote(target)).resolve() if target else site / name
            reached = resolved.relative_to(site.resolve() if target else site).as_posix()
            if reached not in names or (anchor and anchor not in anchors[reached]):
                broken.append((name, link))
    assert broken == []


def test_every_page_may_load_the_site_alone_and_documents_stand_in_frames_without_permissions(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = html.document_fromstring(path.read_bytes())
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        if path.parent.name == "documents":
            assert policy == "default-src 'none'; style-src 'unsafe-inline'"
            assert not page.xpath("//script | //iframe | //form | //a | //img | //*[@*[starts-with(name(), 'on')]]")
        else:
            assert policy == POLICY
            assert {frame.get("sandbox") for frame in page.iter("iframe")} <= {""}
            assert not [script for script in page.iter("script") if script.text]


def test_every_figure_has_a_page_with_its_place_marked_in_its_document(site: Path, published_home: Path) -> None:
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        rows = connection.execute("SELECT observation_id, snapshot_id, raw_text, is_tombstone FROM core.observation")
        figures = rows.fetchall()
    documents = {path.stem: html.document_fromstring(path.read_bytes()) for path in (site / "documents").iterdir()}
    marked = {name: {one.get("id"): one for one in page.xpath("//*[@id]")} for name, page in documents.items()}
    for observation_id, snapshot_id, raw_text, is_tombstone in figures:
        page = (site / "figures" / observation_id[:2] / f"{observation_id}.html").read_text()
        found = re.search(r'<iframe sandbox="" src="../../documents/(\w+)\.html(?:#(place-\w+))?"', page)
        assert found
        assert found[1] == snapshot_id
        if is_tombstone:
            continue
        # The mark holds the figure as printed, or where it is parted or missing, some of it.
        place = marked[snapshot_id][found[2]]
        text = re.sub(r"\s+", "", place.text_content())
        printed = re.sub(r"\s+", "", raw_text)
        assert printed in text or text in printed or not printed, (observation_id, raw_text, place.text_content())


def test_the_downloads_of_an_area_are_the_rows_of_the_warehouse(site: Path, published_home: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((site / "downloads" / "JPN" / "figures.csv").read_text(encoding="utf-8"))))
    with duckdb.connect(published_home / "market_split.duckdb", read_only=True) as connection:
        wanted = connection.execute(
            "SELECT observation_id, CAST(obs_value AS VARCHAR) FROM core.observation_latest WHERE ref_area = 'JPN'"
        ).fetchall()
    assert {row["observation_id"]: float(row["obs_value"] or 0) for row in rows} == {
        one: float(value or 0) for one, value in wanted
    }


def test_the_first_page_and_all_it_loads_are_small(site: Path) -> None:
    page = html.document_fromstring((site / "index.html").read_bytes())
    loaded = [str(one) for one in page.xpath("//script/@src | //link[@rel='stylesheet']/@href")]
    assert sum((site / name).stat().st_size for name in ("index.html", *loaded)) < 2_000_000


def test_the_manifest_tells_of_each_file_what_it_is(site: Path) -> None:
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == set(files(site)) - {"manifest.json"}
    for name, (_, digest, size) in manifest["files"].items():
        content = (site / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest()[:16], len(content)) == (digest, size)


def test_the_command_line_says_what_it_made(published_home: Path, site: Path) -> None:
    again = marketsplit("site", "--out", str(site), home=published_home)
    assert again.returncode == 0
    assert "0 files made" in again.stderr


def test_templates_set_nothing_unescaped_but_what_was_made_harmless() -> None:
    for path in sorted((setting.FOLDER / "templates").glob("*.html")):
        unescaped = re.findall(r"\{\{\s*([^}]*?)\s*\|\s*safe\s*\}\}", path.read_text(encoding="utf-8"))
        assert set(unescaped) <= {"style", "rules", "body"}, path.name


def test_without_any_figure_every_page_says_what_there_is_not(small: Path, tmp_path: Path) -> None:
    with duckdb.connect(small / "market_split.duckdb", read_only=True) as connection:
        marts = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'mart'").fetchall()
    change(
        small,
        "INSERT INTO core.quarantine BY NAME SELECT load_id, observation_id AS quarantine_id, publication, edition, "
        "document, snapshot_id, 'magnitude_level' AS rule, 'too large' AS reason, 'a/b' AS series_key, locator, "
        "raw_text, raw_context, '{}' AS evidence, recorded_at FROM core.observation",
        *(f"DELETE FROM mart.{mart}" for (mart,) in marts),  # noqa: S608 - names of our own catalogue
        "DELETE FROM core.observation",
    )
    build_site(tmp_path / "site")
    site = tmp_path / "site"
    first = (site / "index.html").read_text(encoding="utf-8")
    assert "No share can be formed yet" in first
    assert "There is no yearly share to draw." in first
    assert "No figure has been loaded yet." in (site / "areas" / "index.html").read_text(encoding="utf-8")
    publication = (site / "publications" / "unctad_global_ecommerce.html").read_text(encoding="utf-8")
    assert "All figures of this publication stand refused" in publication
    assert not (site / "figures").exists()


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("CZE", "One publisher alone gives a share here"),
        ("CAN", "It is one point: no trend can be told."),
        ("BEL", "No share of this area can be formed"),
    ],
)
def test_an_area_says_how_little_there_is(site: Path, area: str, said: str) -> None:
    assert said in (site / "areas" / f"{area}.html").read_text(encoding="utf-8")
