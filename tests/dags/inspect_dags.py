"""Run by test_dag_policy in a process of its own: parse the DAG folder as Airflow does, print what it holds as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import BundleDagBag


def seconds(duration: Any) -> float | None:
    return duration.total_seconds() if duration else None


def describe_task(task: Any) -> dict[str, Any]:
    return {
        "owner": task.owner,
        "pool": task.pool,
        "retries": task.retries,
        "backoff": task.retry_exponential_backoff,
        "timeout": seconds(task.execution_timeout),
        "outlets": [asset.uri for asset in task.outlets],
        "downstream": sorted(task.downstream_task_ids),
    }


def describe(dag: Any) -> dict[str, Any]:
    return {
        "file": Path(dag.fileloc).name,
        "tags": sorted(dag.tags),
        "doc": dag.doc_md,
        "description": dag.description,
        "schedule": dag.schedule if isinstance(dag.schedule, str) else [asset.uri for asset in dag.schedule],
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "timeout": seconds(dag.dagrun_timeout),
        "params": {name: dag.params.get_param(name).dump() for name in dag.params},
        "tasks": {task.task_id: describe_task(task) for task in dag.tasks},
    }


def main(folder: Path) -> None:
    before = set(sys.modules)
    bag = BundleDagBag(folder, bundle_path=folder)
    json.dump(
        {
            "import_errors": bag.import_errors,
            "dags": {dag_id: describe(dag) for dag_id, dag in bag.dags.items()},
            "modules": sorted({name.partition(".")[0] for name in set(sys.modules) - before}),
        },
        sys.stdout,
    )


main(Path(sys.argv[1]))
