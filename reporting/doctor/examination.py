"""Everything that is looked at, in the order in which one thing rests on another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from extractors.errors import MarketsplitError
from reporting.doctor import airflow_parts, archive_files, installation, machine, warehouse_files
from reporting.doctor.finding import Finding

Check = Callable[[], Iterator[Finding]]

#: Without valid settings nobody knows where the rest lies.
_FIRST: tuple[Check, ...] = (installation.python, installation.environment, installation.settings)
_REST: tuple[Check, ...] = (
    installation.declarations,
    installation.contact,
    machine.state_folder,
    machine.disk,
    machine.clock,
    archive_files.archive,
    archive_files.leftovers,
    warehouse_files.writer_lock,
    warehouse_files.loaded,
    warehouse_files.published,
    airflow_parts.airflow_secrets,
    airflow_parts.airflow_port,
)


def examine() -> list[dict[str, str]]:
    """Return a finding for each thing looked at: ``what``, ``verdict`` (ok, note, wrong), ``finding``, ``remedy``."""
    findings = list(_findings(_FIRST))
    if not any(one.what == "settings" and one.verdict == "wrong" for one in findings):
        findings += _findings(_REST)
    return [asdict(one) for one in findings]


def _findings(checks: Iterable[Check]) -> Iterator[Finding]:
    """Yield what each check finds; one that cannot be carried out has found something as well."""
    for check in checks:
        try:
            yield from check()
        except MarketsplitError as error:
            remedy = error.remedy or ""
            said = str(error).removesuffix(f". {remedy}")
            yield Finding(check.__name__.replace("_", " "), "wrong", said, remedy)
        except OSError as error:
            yield Finding(check.__name__.replace("_", " "), "wrong", f"{error.filename}: {error.strerror}")
