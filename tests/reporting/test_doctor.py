"""Each fault is made for real where a test can make it, and must be found with its remedy; without it all is well."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import filelock
import pytest

from bin.airflow_secrets import environment as make_secrets
from extractors import archive, storage
from extractors import publication as publications
from extractors.archive import Capture
from extractors.publication import Publication
from extractors.settings import PROJECT_ROOT, settings
from reporting.doctor import airflow_parts, archive_files, installation, machine, warehouse_files
from reporting.doctor.examination import examine
from reporting.doctor.finding import Finding
from tests.conftest import marketsplit
from tests.warehouse.acme import PUBLICATION, declaration
from tests.warehouse.batches import accept, figure, stage
from tests.warehouse.processes import PASSED
from warehouse import mart_checks
from warehouse.connection import build_path
from warehouse.load import load_batches
from warehouse.publish import publish

Check = Callable[[], Iterator[Finding]]


@pytest.fixture
def acme(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh home; the registry knows the tests' publication alone."""
    know(monkeypatch, declaration())
    return home


def know(monkeypatch: pytest.MonkeyPatch, publication: Publication) -> None:
    monkeypatch.setattr(publications, "_declarations", lambda: ({PUBLICATION: publication}, {}))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a home with a loaded and a published warehouse; tests copy it."""
    folder = tmp_path_factory.mktemp("built") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARKETSPLIT_HOME", str(folder))
        patch.setattr(mart_checks, "check_release", lambda connection: PASSED)
        settings.cache_clear()
        know(patch, declaration())
        load("2020")
        publish()
    settings.cache_clear()
    yield folder


@pytest.fixture
def warehouse(built: Path, acme: Path) -> Path:
    """Return a home with a loaded and a published warehouse."""
    shutil.copytree(built, acme)
    return acme


def load(edition: str) -> None:
    figures = [figure(f"A{number:02}", "2019", side, number) for number in range(90) for side in ("B2B", "B2C")]
    load_batches([accept(stage(edition, figures))])


def one(check: Check) -> tuple[str, str, str]:
    """Return verdict, finding and remedy of a check that finds one thing."""
    (found,) = check()
    return found.verdict, found.finding, found.remedy


def of(check: str) -> dict[str, str]:
    """Return the one finding about a thing in a whole examination."""
    (found,) = [row for row in examine() if row["what"] == check]
    return found


def damage(path: Path, part: str) -> None:
    """Turn some bits over, in the head of a warehouse file or in a block of its figures."""
    at = 8
    if part == "figures":
        with duckdb.connect(path, read_only=True) as connection:
            (block,) = connection.execute(
                "SELECT max(block_id) FROM pragma_storage_info('core.observation') WHERE column_name = 'raw_context'"
            ).fetchone() or (0,)
        at = 3 * 4096 + block * 262_144 + 100  # behind three heads, blocks of one size
    with path.open("r+b") as file:
        file.seek(at)
        old = file.read(50)
        file.seek(at)
        file.write(bytes(byte ^ 0xFF for byte in old))


def test_a_sound_installation_has_no_fault(warehouse: Path) -> None:
    keep(b"Acme 2020", "2020")
    assert [row for row in examine() if row["verdict"] == "wrong"] == []


# The program


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    verdict, found, remedy = one(installation.python)
    assert (verdict, found) == ("wrong", "3.10.4; expected 3.11 or newer")
    assert "PYTHON=python3.11" in remedy


def test_packages_that_are_missing_or_of_another_version_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("# made by hand\nduckdb==0.1 \\\n    --hash=sha256:00\nno-such-package==1.2\n")
    verdict, found, remedy = one(lambda: installation.environment(lock))
    assert verdict == "wrong"
    assert found == f"duckdb {duckdb.__version__}, locked 0.1; no-such-package missing, locked 1.2"
    assert "`make clean`" in remedy


def test_this_environment_is_that_of_the_lock_file() -> None:
    verdict, found, _ = one(installation.environment)
    assert verdict == "ok", found


def test_a_setting_without_sense_is_named_once_and_the_rest_waits(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETSPLIT_LOCK_WAIT_S", "-1")
    settings.cache_clear()
    findings = examine()
    assert [row["what"] for row in findings] == ["python", "environment", "settings"]
    assert findings[-1]["verdict"] == "wrong"
    assert "MARKETSPLIT_LOCK_WAIT_S" in findings[-1]["finding"]


# The machine


def test_a_state_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MARKETSPLIT_HOME", str(tmp_path / "file" / "home"))
    settings.cache_clear()
    found = of("state folder")
    settings.cache_clear()
    assert found["verdict"] == "wrong"
    assert str(tmp_path / "file") in found["finding"]
    assert "A file stands where a folder should be" in found["remedy"]


def test_looking_leaves_nothing_behind(acme: Path) -> None:
    examine()
    assert not acme.exists()


def test_a_disk_without_room_is_named(tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    mount = 'mount -t tmpfs -o size=1m none "$0" && "$@"'
    doctor = [sys.executable, str(PROJECT_ROOT / "marketsplit.py"), "doctor", "--json"]
    done = subprocess.run(
        # A disk of its own for one process, which no other sees.
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(tmp_path / "small"), *doctor],
        capture_output=True,
        text=True,
        env={**os.environ, "MARKETSPLIT_HOME": str(tmp_path / "small" / "home")},
        check=False,
    )
    if not done.stdout and ("unshare" in done.stderr or "mount" in done.stderr):
        pytest.skip(f"this machine lets nobody mount a disk of his own: {done.stderr}")
    assert done.returncode == 1
    (found,) = [row for row in map(json.loads, done.stdout.splitlines()) if row["what"] == "disk"]
    assert found["verdict"] == "wrong"
    assert found["finding"].startswith("1 MB free")
    assert "Free some space" in found["remedy"]


def test_a_large_warehouse_needs_room_for_its_copies(acme: Path) -> None:
    build_path().parent.mkdir(parents=True)
    with build_path().open("wb") as file:
        file.truncate(10**13)  # a hole: it takes no room itself
    verdict, found, _ = one(machine.disk)
    assert verdict == "wrong"
    assert "expected 20,000,500 MB" in found


def test_a_clock_behind_what_is_written_is_named(warehouse: Path) -> None:
    ahead = time.time() + 3 * 86400
    os.utime(build_path(), (ahead, ahead))
    verdict, found, remedy = one(machine.clock)
    assert verdict == "wrong"
    assert f"{build_path().name} is of {datetime.fromtimestamp(ahead, UTC):%Y-%m-%d}" in found
    assert remedy.startswith("Set the clock")


def test_a_clock_behind_the_last_fetch_is_named(acme: Path) -> None:
    keep(b"Acme", "2020", captured_at=datetime.now(UTC) + timedelta(days=400))
    verdict, found, _ = one(machine.clock)
    assert verdict == "wrong"
    assert f"the last fetch of {PUBLICATION}" in found


def test_a_clock_behind_a_published_edition_is_named(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = declaration()
    last = known.editions[-1].model_copy(update={"published_on": (datetime.now(UTC) + timedelta(days=3)).date()})
    know(monkeypatch, known.model_copy(update={"editions": [*known.editions[:-1], last]}))
    verdict, found, remedy = one(machine.clock)
    assert verdict == "wrong"
    assert f"{PUBLICATION}, edition {last.id}, was published on {last.published_on}" in found
    assert "mend `published_on`" in remedy


def test_a_clock_that_differs_from_that_of_the_disk_is_named(acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = time.time
    monkeypatch.setattr(machine.time, "time", lambda: right() - 3600)
    verdict, found, _ = one(machine.clock)
    assert verdict == "wrong"
    assert "s ahead: this machine and the state folder's disk differ" in found


# The archive


def keep(content: bytes, edition: str, *, captured_at: datetime = datetime(2021, 6, 1, tzinfo=UTC)) -> Path:
    """Archive a document as a fetch does, and return where it lies."""
    sha256 = archive.store_bytes(content, "text/html")
    archive.record_capture(
        Capture(
            capture_id=f"{edition}0000", fetch_id="1", publication=PUBLICATION, edition=edition, document="report",
            lang="en", mode="live", url="https://acme.example/x", final_url="https://acme.example/x", redirects=(),
            outcome="new", status=200, headers={}, media_type="text/html", size=len(content), sha256=sha256,
            captured_at=captured_at, robots="", detail="", error={},
        )
    )  # fmt: skip
    return archive.document_path(sha256, "text/html")


def test_every_damaged_document_is_named(acme: Path) -> None:
    changed, missing, whole = keep(b"one", "2019"), keep(b"two", "2020"), keep(b"three", "2021")
    changed.write_bytes(b"another")
    missing.unlink()
    found = list(archive_files.archive())
    assert [one.verdict for one in found] == ["wrong", "wrong"]
    text = "\n".join(one.finding for one in found)
    assert changed.name in text
    assert missing.name in text
    assert whole.name not in text
    assert {one.remedy for one in found} == {"Restore the file from a backup, or fetch the document again"}


def test_a_record_of_a_fetch_that_cannot_be_read_is_named(acme: Path) -> None:
    keep(b"one", "2019")
    (record,) = (acme / "archive" / "captures").rglob("*.json")
    record.write_text("{")
    verdict, found, remedy = one(archive_files.archive)
    assert verdict == "wrong"
    assert record.name in found
    assert remedy.startswith("Restore the file")


def test_what_killed_runs_left_is_named(acme: Path) -> None:
    assert one(archive_files.leftovers) == ("ok", "none", "")
    for name in ("archive/documents/ab/.ab12.html.x.partial", "exports/.marketsplit-export.x", "build/rebuild.duckdb"):
        (acme / name).parent.mkdir(parents=True, exist_ok=True)
        (acme / name).touch()
    verdict, found, remedy = one(archive_files.leftovers)
    assert verdict == "note"
    for name in (".ab12.html.x.partial", ".marketsplit-export.x", "rebuild.duckdb"):
        assert name in found
    assert remedy.startswith("Delete them")


# The warehouse


WRITER = """
import sys
from warehouse.connection import write_lock
with write_lock("test the doctor"):
    print("writing", flush=True)
    sys.stdin.readline()
"""


def start_writer() -> subprocess.Popen[str]:
    """Return a process that holds the writer's lock."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "writing\n"
    return writer


def test_who_writes_is_named_and_nobody_waits_for_him(warehouse: Path) -> None:
    with start_writer() as writer:
        verdict, found, remedy = one(warehouse_files.writer_lock)
        assert verdict == "note"
        assert f"process {writer.pid} on " in found
        assert found.endswith("to test the doctor")
        assert "end that process" in remedy
        assert [row["verdict"] for row in examine() if row["what"] in {"loaded", "published"}] == ["note", "note"]
        writer.communicate("done\n")
    assert one(warehouse_files.writer_lock) == ("ok", "free", "")


def test_a_writer_that_was_killed_is_named(acme: Path) -> None:
    with start_writer() as writer:
        writer.kill()
    verdict, found, remedy = one(warehouse_files.writer_lock)
    assert verdict == "note"
    assert found.startswith(f"free; its last writer was killed: process {writer.pid} on ")
    assert "`marketsplit run`" in remedy


def test_an_empty_installation_is_told_how_to_begin(acme: Path) -> None:
    for check in (warehouse_files.loaded, warehouse_files.published):
        assert one(check) == ("note", "nothing yet", "`marketsplit run`")


def test_a_warehouse_of_another_version_asks_for_a_rebuild(warehouse: Path) -> None:
    with duckdb.connect(build_path()) as connection:
        connection.execute("UPDATE core.schema_version SET version = 'another'")
    found = of("loaded")
    assert found["verdict"] == "wrong"
    assert "another version" in found["finding"]
    assert "`marketsplit rebuild`" in found["remedy"]


@pytest.mark.parametrize("part", ["head", "figures"])
def test_a_damaged_warehouse_asks_for_a_rebuild(warehouse: Path, part: str) -> None:
    damage(build_path(), part)
    found = of("loaded")
    assert found["verdict"] == "wrong"
    assert str(build_path()) in found["finding"]
    assert "`marketsplit rebuild`" in found["remedy"]


@pytest.mark.parametrize("part", ["head", "figures"])
def test_a_damaged_published_file_is_found_though_it_may_open(warehouse: Path, part: str) -> None:
    damage(storage.published_path(), part)
    found = of("published")
    assert found["verdict"] == "wrong"
    assert str(storage.published_path()) in found["finding"]
    assert "`marketsplit run`" in found["remedy"]


def test_a_published_file_older_than_what_is_loaded_is_named(warehouse: Path) -> None:
    assert one(warehouse_files.published)[0] == "ok"
    load("2021")
    verdict, found, remedy = one(warehouse_files.published)
    assert (verdict, remedy) == ("note", "`marketsplit run`")
    assert found.endswith("is older than what is loaded")


# Airflow


def test_missing_secrets_are_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{airflow_parts.JWT}={'x' * 64}\n")
    (tmp_path / ".env").chmod(0o600)
    verdict, found, remedy = one(lambda: airflow_parts.airflow_secrets(tmp_path))
    assert (verdict, found) == ("note", f"missing: {airflow_parts.SESSION}, {airflow_parts.FERNET}")
    assert "`make airflow` makes them" in remedy


def test_secrets_that_the_first_start_made_are_all_there(tmp_path: Path) -> None:
    make_secrets(tmp_path / ".env", {})
    assert one(lambda: airflow_parts.airflow_secrets(tmp_path)) == ("ok", "all there", "")


def test_secrets_of_no_use_or_for_all_to_read_are_named_and_not_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{airflow_parts.JWT}=short-one\n{airflow_parts.FERNET}=no-key\n")
    (tmp_path / ".env").chmod(0o644)
    found = list(airflow_parts.airflow_secrets(tmp_path))
    assert [one.verdict for one in found] == ["wrong", "wrong", "wrong", "note"]
    text = "\n".join(f"{one.finding} {one.remedy}" for one in found)
    assert f"{airflow_parts.JWT} is too short" in text
    assert f"{airflow_parts.FERNET} is not a Fernet key" in text
    assert f"chmod 600 {tmp_path / '.env'}" in text
    assert "short-one" not in text
    assert "no-key" not in text


def with_port(root: Path, number: int) -> Check:
    (root / "airflow.cfg").write_text(f"[api]\nhost = 127.0.0.1\nport = {number}\n")
    return lambda: airflow_parts.airflow_port(root)


def test_whoever_has_the_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        verdict, found, remedy = one(with_port(tmp_path, number))
        assert verdict == "note"
        assert found.startswith(f"127.0.0.1:{number} cannot be used: Address already in use (")
        assert f"process {os.getpid()})" in found
        assert f"AIRFLOW__API__PORT={number + 1}" in remedy
    assert one(with_port(tmp_path, number))[0] == "ok"


def test_a_port_that_our_own_airflow_has_is_as_it_should_be(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as ours, filelock.FileLock(tmp_path / "logs" / "start.lock"):
        verdict, found, _ = one(with_port(tmp_path, ours.getsockname()[1]))
    assert verdict == "ok"
    assert found.endswith("this folder's Airflow is running")


def test_a_port_that_is_no_number_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__API__PORT", "http")
    found = of("airflow port")
    assert found["verdict"] == "wrong"
    assert "AIRFLOW__API__PORT" in found["finding"]


# The command


def test_faults_are_exit_code_1_and_findings_lines_of_json(tmp_path: Path) -> None:
    done = marketsplit("doctor", "--json", home=tmp_path, env={"AIRFLOW__API__PORT": "http"})
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert all(row.keys() == {"what", "verdict", "finding", "remedy"} for row in rows)
    assert [row["what"] for row in rows if row["verdict"] == "wrong"] == ["airflow port"]
    assert all(row["remedy"] for row in rows if row["verdict"] != "ok")
