"""Staged batches → checked batches: good figures in accepted.parquet, doubtful ones with reasons in quarantine.parquet.

SQL derives what a rule looks at, Great Expectations judges, SQL sorts the figures. Batches are checked in the order of
their publication, each beside what earlier editions say; what later editions say has no part in it, so that checking
again gives the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from extractors import codes, storage
from extractors import publication as publications
from extractors.encodings import is_right_label
from extractors.publication import Publication
from warehouse import retellings, suites
from warehouse.batch import KEY, Batch, Verdict, read_batch, read_verdict
from warehouse.connection import build_reader
from warehouse.expectations import Checker, Outcome, Rule, checker
from warehouse.progress import Progress, Stage, unwatched

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

_SQL = Path(__file__).parent

_HISTORY = """
    SELECT publication, edition, published_on, ref_area, time_period, segment, measure, basis, unit_measure, obs_value,
           rounding_unit, obs_status
    FROM core.observation
    WHERE list_contains(?, publication)
    QUALIFY row_number() OVER (
        PARTITION BY publication, edition, ref_area, time_period, segment, measure, basis ORDER BY vintage DESC) = 1
        AND NOT is_tombstone
"""


def check_batches(references: Iterable[str], progress: Progress = unwatched) -> list[str]:
    """Check staged batches, oldest edition first, and return the same references in that order.

    Each folder gains accepted.parquet, quarantine.parquet, validation.parquet and checked.json. A blocked batch is no
    error here, its checked.json says so.

    Raises CheckerError where a check itself crashes, StorageError, WriterBusyError.
    """
    import duckdb

    batches = sorted((read_batch(one) for one in references), key=lambda one: (one.published_on, one.edition))
    if not batches:
        return []
    checking = Stage(progress, "check", len(batches))
    with duckdb.connect() as memory, checker() as gx:
        memory.execute("SET TimeZone = 'UTC'")
        memory.execute((_SQL / "check_functions.sql").read_text(encoding="utf-8"))
        _code_tables(memory)
        names = {batch.publication for batch in batches}
        for name in tuple(names):
            names.update(retellings.compared_with(publications.find_publication(name)))
        _remember(memory, sorted(names))
        of_run = [publications.find_publication(name) for name in sorted({batch.publication for batch in batches})]
        # What is compared with another publication comes after it.
        for publication in sorted(of_run, key=lambda one: bool(retellings.compared_with(one))):
            own = [batch for batch in batches if batch.publication == publication.id]
            checking.begin(publication.id, units=len(own))
            alone = _judge_alone(memory, gx, own, publication)
            for batch, outcomes in zip(own, alone, strict=True):
                _check(memory, gx, batch, publication, outcomes)
                checking.count(refused=read_verdict(batch).quarantined)
    checking.end()
    return [batch.reference for batch in batches]


def _code_tables(memory: DuckDBPyConnection) -> None:
    memory.execute("CREATE TABLE measure (measure VARCHAR, kind VARCHAR, of_measure VARCHAR)")
    memory.executemany(
        "INSERT INTO measure VALUES (?, ?, ?)", [(code, one.kind, one.of) for code, one in codes.MEASURES.items()]
    )
    memory.execute("CREATE TABLE segment (segment VARCHAR, subset_of VARCHAR)")
    memory.executemany(
        "INSERT INTO segment VALUES (?, ?)", [(code, one.subset_of) for code, one in codes.SEGMENTS.items()]
    )


def _remember(memory: DuckDBPyConnection, names: list[str]) -> None:
    """Take what the warehouse says about these publications; a short look under the writer's lock."""
    memory.execute(
        "CREATE TABLE history (publication VARCHAR, edition VARCHAR, published_on DATE, ref_area VARCHAR, "
        "time_period VARCHAR, segment VARCHAR, measure VARCHAR, basis VARCHAR, unit_measure VARCHAR, "
        "obs_value DECIMAL(30, 6), rounding_unit DECIMAL(30, 6), obs_status VARCHAR)"
    )
    memory.execute("CREATE TABLE earlier AS FROM history")
    with build_reader("see what earlier editions say") as warehouse:
        rows = warehouse.execute(_HISTORY, [names]).to_arrow_table() if warehouse else None
    if rows is not None:
        memory.register("rows", rows)
        memory.execute("INSERT INTO history FROM rows")
        memory.unregister("rows")


def _judge_alone(
    memory: DuckDBPyConnection, gx: Checker, batches: Sequence[Batch], publication: Publication
) -> list[list[Outcome]]:
    """Return for each batch what can be said of its figures and documents without looking at other editions.

    All editions of a publication are judged at once, because a validation costs the same for one as for all of them.
    """
    import pandas as pd

    figure_rules, document_rules = suites.figure_rules(publication), suites.document_rules(publication)
    columns = ", ".join(dict.fromkeys(["row_number", *(rule.column for rule in figure_rules)]))
    frames = []
    for number, batch in enumerate(batches):
        _open_batch(memory, batch, publication)
        memory.execute((_SQL / "check_figures.sql").read_text(encoding="utf-8"))
        frames.append(memory.execute(f"SELECT {number} AS batch, {columns} FROM figure ORDER BY row_number").df())  # noqa: S608 - own names
    figures = pd.concat(frames, ignore_index=True)
    of_figures = gx.check_each("figure", figures, figure_rules, "row_number", "batch") if len(figures) else {}
    documents = pd.DataFrame(
        {
            "batch": number,
            "document": one["document"],
            "status": one["status"],
            "size": one["size"],
            "media_type": one["media_type"].partition(";")[0].strip().lower(),
            "encoding_agrees": is_right_label(one["declared_encoding"] or "", one["encoding"]),
            "note_change": one["note_change"],
        }
        for number, batch in enumerate(batches)
        for one in batch.documents
    )
    of_documents = gx.check_each("document", documents, document_rules, "document", "batch")
    return [of_figures.get(number, []) + of_documents.get(number, []) for number in range(len(batches))]


def _check(
    memory: DuckDBPyConnection, gx: Checker, batch: Batch, publication: Publication, alone: Sequence[Outcome]
) -> None:
    _open_batch(memory, batch, publication)
    memory.execute((_SQL / "check_figures.sql").read_text(encoding="utf-8"))
    _note_all(memory, "figure", suites.figure_rules(publication), [one for one in alone if one.suite == "figure"])
    memory.execute((_SQL / "check_moved.sql").read_text(encoding="utf-8"))
    outcomes = list(alone)
    outcomes += _judge(memory, gx, "figure", suites.neighbour_rules(publication), rank=50)
    if retellings.compared_with(publication):
        _open_sources(memory, publication)
        memory.execute((_SQL / "check_retellings.sql").read_text(encoding="utf-8"))
        outcomes += _judge(memory, gx, "retelling", suites.retelling_rules(publication), rank=-100)
    memory.execute((_SQL / "check_sums.sql").read_text(encoding="utf-8"))
    outcomes += _judge(memory, gx, "sums", suites.sum_rules(publication), rank=100)
    outcomes += _judge_batch(memory, gx, batch, publication)
    blocking = [
        one for one in outcomes if one.suite in {"document", "batch"} and one.severity == "critical" and not one.success
    ]
    if not blocking:
        memory.execute(
            "INSERT INTO earlier BY NAME SELECT publication, edition, published_on, ref_area, time_period, segment, "
            "measure, basis, unit_measure, obs_value, rounding_unit, obs_status "
            "FROM staged ANTI JOIN refused USING (row_number)"
        )
    _write(memory, batch, outcomes, blocking)


def _open_batch(memory: DuckDBPyConnection, batch: Batch, publication: Publication) -> None:
    """Set up the tables that the frames of one batch are made of."""
    for table, file in (("staged", "observations.parquet"), ("rejected", "rejected.parquet")):
        memory.execute(f"CREATE OR REPLACE TABLE {table} AS FROM read_parquet(?)", [str(batch.file(file))])
    memory.execute(
        "CREATE OR REPLACE TABLE known AS SELECT * EXCLUDE (is_of_run) FROM ("  # noqa: S608 - own names
        "SELECT *, false AS is_of_run FROM history UNION ALL SELECT *, true FROM earlier) "
        "WHERE publication = $publication AND (published_on, edition) <= ($published_on, $edition) "
        f"AND obs_value IS NOT NULL QUALIFY row_number() OVER (PARTITION BY {', '.join(KEY)} "
        "ORDER BY published_on DESC, edition DESC, is_of_run DESC) = 1",
        {"publication": batch.publication, "published_on": batch.published_on, "edition": batch.edition},
    )
    memory.execute(
        "CREATE OR REPLACE TABLE basis "
        "(basis VARCHAR, b2c_basis VARCHAR, parts VARCHAR[], has_growth_of_levels BOOLEAN, "
        "retells VARCHAR, converted_from VARCHAR)"
    )
    memory.executemany(
        "INSERT INTO basis VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                code,
                one.b2c_basis or code,
                one.parts,
                code in publication.identities.growths,
                one.retells,
                one.converted_from,
            )
            for code, one in publication.bases.items()
        ],
    )
    memory.execute(
        "CREATE OR REPLACE TABLE finding "
        "(row_number INTEGER, rank INTEGER, rule VARCHAR, reason VARCHAR, evidence JSON)"
    )
    memory.execute("CREATE OR REPLACE VIEW refused AS SELECT DISTINCT row_number FROM finding")
    if any(basis.retells for basis in publication.bases.values()):
        # Neighbour years of a retelling: those of its source as well, whichever edition and basis has them.
        _open_sources(memory, publication)
        memory.execute(
            "INSERT INTO known BY NAME SELECT source.* REPLACE (basis.basis AS basis) "
            "FROM source JOIN basis ON basis.retells = source.publication"
        )
    memory.execute("SET VARIABLE share_pp = CAST(? AS DOUBLE)", [publication.expect.share_pp])
    memory.execute("SET VARIABLE growth_pp = CAST(? AS DOUBLE)", [publication.expect.growth_pp])


def _open_sources(memory: DuckDBPyConnection, publication: Publication) -> None:
    """Set up what a retelling is compared with: the figures of the publications it retells, and exchange rates.

    Every edition counts, whenever it was published: what a page retells may have been printed again since.
    """
    memory.execute(
        "CREATE OR REPLACE TABLE source AS SELECT * EXCLUDE (is_of_run) FROM ("  # noqa: S608 - own names
        "SELECT *, false AS is_of_run FROM history UNION ALL SELECT *, true FROM earlier) "
        "WHERE publication IN (SELECT retells FROM basis) AND obs_value IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY publication, edition, {', '.join(KEY)} ORDER BY is_of_run DESC) = 1"
    )
    # The direction of a rate is its basis, as in core.exchange_rate.
    memory.execute(
        "CREATE OR REPLACE TABLE rate AS SELECT DISTINCT "
        "CASE basis WHEN 'USD_PER_EUR_AVERAGE' THEN 'EUR' ELSE unit_measure END AS currency, "
        "CAST(time_period AS INTEGER) AS year, "
        "CASE basis WHEN 'USD_PER_EUR_AVERAGE' THEN 1 / CAST(obs_value AS DOUBLE) ELSE CAST(obs_value AS DOUBLE) END "
        "AS lcu_per_usd FROM (FROM history UNION ALL FROM earlier) "
        "WHERE measure = 'exchange_rate' AND obs_value > 0 "
        "AND basis IN ('LCU_PER_USD_AVERAGE', 'USD_PER_EUR_AVERAGE')"
    )
    memory.execute("SET VARIABLE source_factor = CAST(? AS DOUBLE)", [publication.expect.source_factor])


def _judge(memory: DuckDBPyConnection, gx: Checker, suite: str, rules: Sequence[Rule], *, rank: int) -> list[Outcome]:
    """Check the frame that has the suite's name, and write down what is found about its figures.

    A figure is refused by the rule of the lowest rank; ``rank`` is the first rule's.
    """
    columns = ", ".join(dict.fromkeys(["row_number", *(rule.column for rule in rules)]))
    frame = memory.execute(f"SELECT {columns} FROM {suite} ORDER BY row_number").df()  # noqa: S608 - own names
    if frame.empty:
        return []
    outcomes = gx.check(suite, frame, rules, "row_number")
    _note_all(memory, suite, rules, outcomes, rank=rank)
    return outcomes


def _note_all(
    memory: DuckDBPyConnection, table: str, rules: Sequence[Rule], outcomes: Sequence[Outcome], *, rank: int = 0
) -> None:
    for number, (rule, outcome) in enumerate(zip(rules, outcomes, strict=bool(outcomes))):
        if outcome.unexpected and rule.severity == "critical":
            _note(memory, table, rule, outcome, rank + number)


def _note(memory: DuckDBPyConnection, table: str, rule: Rule, outcome: Outcome, rank: int) -> None:
    memory.execute(
        "INSERT INTO finding SELECT row_number, $rank, $rule, "  # noqa: S608 - own names and expressions
        f"concat('expected ', $expected, '; found ', {rule.shown or rule.column}, ', printed \"', "
        "staged.raw_text, '\"'), "
        f"coalesce({rule.evidence}, 'null') "
        f"FROM {table} AS {table} JOIN (SELECT row_number, raw_text FROM staged) AS staged USING (row_number) "
        "WHERE row_number IN (SELECT unnest($rows))",
        {
            "rank": rank,
            "rule": rule.name,
            "expected": rule.expected,
            "rows": [int(one) for one in outcome.unexpected],
        },
    )


def _judge_batch(memory: DuckDBPyConnection, gx: Checker, batch: Batch, publication: Publication) -> list[Outcome]:
    """Check the edition as a whole: how much was read, refused, and how much of what was known is gone."""
    known, gone = memory.execute(
        "SELECT count(*), count(*) FILTER (WHERE staged.row_number IS NULL "  # noqa: S608 - own names
        "OR (staged.obs_value IS NULL AND history.obs_value IS NOT NULL)) FROM "
        "(FROM history WHERE publication = ? AND edition = ?) AS history "
        f"LEFT JOIN (SELECT DISTINCT ON ({', '.join(KEY)}) * FROM staged) AS staged USING ({', '.join(KEY)})",
        [batch.publication, batch.edition],
    ).fetchall()[0]
    memory.execute("SET VARIABLE revised_by = CAST(? AS DOUBLE)", [suites.REVISED_BY])
    ((revised, coarser, unflagged),) = memory.execute(
        (_SQL / "check_revised.sql").read_text(encoding="utf-8"),
        {
            "edition": batch.edition,
            "of_at_least": suites.REVISED_OF_AT_LEAST,
            "again_of_at_least": suites.AGAIN_OF_AT_LEAST,
            "flags_at_least": suites.FLAGS_AT_LEAST,
        },
    ).fetchall()
    (refused,) = memory.execute("SELECT count(*) FROM refused").fetchall()[0]
    figures = batch.observations + batch.rejected
    frame = _frame(
        [
            {
                "edition": batch.edition,
                "figures": figures,
                "refused": refused + batch.rejected,
                "gone": gone,
                "gone_part": gone / known if known else 0.0,
                "revised_part": revised,
                "coarser_part": coarser,
                "unflagged_part": unflagged,
            }
        ]
    )
    return gx.check("batch", frame, suites.batch_rules(publication), "edition")


def _frame(rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows))


def _write(memory: DuckDBPyConnection, batch: Batch, outcomes: list[Outcome], blocking: list[Outcome]) -> None:
    """Write the four files of a checked batch; checked.json comes last and makes it one."""
    _copy(
        memory,
        "SELECT * FROM staged ANTI JOIN refused USING (row_number) ORDER BY row_number",
        batch.file("accepted.parquet"),
    )
    _copy(memory, (_SQL / "check_quarantine.sql").read_text(encoding="utf-8"), batch.file("quarantine.parquet"))
    memory.execute(
        "CREATE OR REPLACE TABLE validation (suite VARCHAR, expectation VARCHAR, severity VARCHAR, success BOOLEAN, "
        "checked_count BIGINT, unexpected_count BIGINT, evidence VARCHAR)"
    )
    memory.executemany("INSERT INTO validation VALUES (?, ?, ?, ?, ?, ?, ?)", [one.as_row() for one in outcomes])
    _copy(memory, "FROM validation", batch.file("validation.parquet"))
    accepted, quarantined = memory.execute(
        "SELECT (SELECT count(*) FROM staged ANTI JOIN refused USING (row_number)), "
        "(SELECT count(*) FROM refused) + (SELECT count(*) FROM rejected)"
    ).fetchall()[0]
    verdict = Verdict(
        status="blocked" if blocking else "passed",
        message="; ".join(_say(one) for one in blocking),
        accepted=accepted,
        quarantined=quarantined,
    )
    text = json.dumps(asdict(verdict), ensure_ascii=False, indent=2) + "\n"
    storage.write_whole(batch.file("checked.json"), text.encode())


def _copy(memory: DuckDBPyConnection, query: str, target: Path) -> None:
    with storage.whole_file(target) as temporary:
        memory.sql(query).write_parquet(str(temporary))


def _say(outcome: Outcome) -> str:
    """Return a failed expectation in words: what was expected of what, and what was found."""
    evidence = json.loads(outcome.evidence)
    found = ", ".join(" ".join(f"{name} {value}" for name, value in one.items()) for one in evidence["found"])
    return f"{outcome.expectation}: expected {evidence['expected']}; found {found}"
