"""The one module that knows MLflow: a training run with its data, figures and release.

MLflow takes seconds to import, so it is imported when a run is logged and not before.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

EXPERIMENT = "tanggap"


def default_store(folder: Path) -> str:
    """The URI of the SQLite store in ``folder``, used where ``MLFLOW_TRACKING_URI`` names no server."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{folder.resolve() / 'mlflow.db'}"


def log_run(release: Path, release_id: str, manifest: Mapping[str, Any], *, uri: str, artifacts: Path) -> str:
    """Log one training run and return its id.

    Parameters
    ----------
    release: the release directory; its manifest and model card become artifacts.
    manifest: what the run was made of and what it measured.
    uri: the tracking store; for a new experiment ``artifacts`` is where files go.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    import mlflow
    from mlflow.data.http_dataset_source import HTTPDatasetSource
    from mlflow.data.meta_dataset import MetaDataset

    mlflow.set_tracking_uri(uri)
    experiment = mlflow.get_experiment_by_name(EXPERIMENT)
    number = (
        experiment.experiment_id
        if experiment
        else mlflow.create_experiment(EXPERIMENT, artifact_location=artifacts.resolve().as_uri())
    )
    with mlflow.start_run(experiment_id=number, run_name=release_id) as run:
        mlflow.log_params(
            {"seed": manifest["seed"], "kind": manifest["kind"], "labels": len(manifest["labels"]), **_splits(manifest)}
        )
        for name, data in manifest["data"].items():
            source = HTTPDatasetSource(f"sha256:{data['sha256']}")
            mlflow.log_input(MetaDataset(source, name=data["source"], digest=data["sha256"][:16]), context=name)
        mlflow.log_metrics(
            {
                f"{part}.{name}": float(value)
                for part, figures in manifest["metrics"].items()
                for name, value in figures.items()
                if not isinstance(value, str)
            }
        )
        mlflow.set_tags(
            {"release": release_id, **{f"code.{name}": version for name, version in manifest["code"].items()}}
        )
        for name in ("manifest.json", "MODEL_CARD.md"):
            mlflow.log_artifact(str(release / name))
        return str(run.info.run_id)


def _splits(manifest: Mapping[str, Any]) -> dict[str, str]:
    return {f"split.{part}.{name}": text for part, split in manifest["split"].items() for name, text in split.items()}
