"""Run by test_dag_policy in a process of its own: load plugins and DAGs as Airflow does, print them as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

from airflow import plugins_manager
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
        "outlets": [{"uri": asset.uri, "extra": asset.extra} for asset in task.outlets],
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


def packages(modules: set[str]) -> list[str]:
    return sorted({name.partition(".")[0] for name in modules})


def main(folder: Path) -> None:
    before = set(sys.modules)
    plugins = [one for one in plugins_manager.get_plugin_info() if str(one["source"]).startswith("$PLUGINS_FOLDER")]
    of_plugins = set(sys.modules) - before
    bag = BundleDagBag(folder, bundle_path=folder)
    json.dump(
        {
            "import_errors": bag.import_errors,
            "dags": {dag_id: describe(dag) for dag_id, dag in bag.dags.items()},
            "modules": packages(set(sys.modules) - before),
            "plugins": plugins,
            "plugin_errors": plugins_manager.get_import_errors(),
            "plugin_modules": packages(of_plugins),
        },
        sys.stdout,
        default=str,
    )


main(Path(sys.argv[1]))
