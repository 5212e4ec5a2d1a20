"""MLflow: a fit as a run with its data, figures and pictures, its release as a version of a registered model.

This module and the model file `training.pyfunc` alone know MLflow. It takes seconds to import, so it is imported when
something is logged and not before.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from classifier.datafiles import data_directory
from classifier.errors import TanggapError
from classifier.release import Release
from training.breakdown import Breakdown
from training.metric_names import flat, grouped, numbers

NAME = "tanggap"
"""Name of the experiment, and of the registered model."""
CHAMPION, CHALLENGER = "champion", "challenger"
STORE, ADDRESS = "mlflow.db", "MLFLOW_TRACKING_URI"
COLUMNS = {"complaints": ("text", "agency"), "replies": ("complaint", "reply", "level")}
PART = {"routing": "complaints", "replies": "replies"}
LIBRARIES = ("ftfy", "numpy", "pandas", "PySastrawi", "rapidfuzz", "safetensors", "scipy")
"""What a disposition needs, beside the code and the files of `DATA`, which travel with the model."""
DATA = ("directory", "lexicon", "regions", "rules", "taxonomy")
SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # a server that is away is noticed in seconds instead of minutes
}


def default_store(folder: Path) -> str:
    """The URI of the SQLite store in ``folder``, used where ``MLFLOW_TRACKING_URI`` names no server."""
    return os.environ.get(ADDRESS) or f"sqlite:///{folder.resolve() / STORE}"


def log_run(release: Release, tested: Breakdown | None, *, uri: str, artifacts: Path) -> str:
    """Log a fit and return the id of its run, below which runs for ``routing`` and ``replies`` are nested.

    The release becomes a version of the registered model `NAME` with the alias `CHALLENGER`.

    Parameters
    ----------
    tested: the answers to the test rows, where there are such; they give figures by class and by slice, and pictures.
    uri: the tracking store; for a new experiment ``artifacts`` is where files go.

    Raises
    ------
    TanggapError: when the store cannot be reached or refuses.
    """
    manifest = release.manifest
    with _store(uri) as mlflow:
        experiment = _experiment(mlflow, artifacts)
        tags = {"release": release.id, **flat({"code": manifest["code"]})}
        with mlflow.start_run(experiment_id=experiment, run_name=release.id, tags=tags) as run:
            about = {"seed": manifest["seed"], "kind": manifest["kind"], "labels": len(manifest["labels"])}
            mlflow.log_params({**about, **flat(manifest["split"], "split.")})
            mlflow.log_metrics(numbers(flat(manifest["metrics"])))
            for name in ("manifest.json", "MODEL_CARD.md"):
                mlflow.log_artifact(str(release.path / name))
            for part, data in PART.items():
                dataset = _dataset(data, manifest["data"][data])
                fingerprint = {"sha256": manifest["data"][data]["sha256"]}
                mlflow.log_input(dataset, context=data, tags=fingerprint)
                with mlflow.start_run(experiment_id=experiment, run_name=part, nested=True):
                    mlflow.log_input(dataset, context="training", tags=fingerprint)
                    mlflow.log_params(manifest["split"][data])
                    mlflow.log_metrics(numbers(manifest["metrics"][part]))
                    if part == "routing":
                        _log_routing(mlflow, tested, manifest["certificate"])
            _register(mlflow, release, run.info.run_id)
            return str(run.info.run_id)


def log_evaluation(
    release_id: str, result: Mapping[str, Any], data: Mapping[str, Mapping[str, Any]], folder: Path
) -> str:
    """Log what ``tanggap-train evaluate`` found below the run of the release; returns the id of the new run.

    Nothing is logged, and the id is empty, where no tracking store of ``folder`` knows the release. ``data`` is what
    was measured on, by `COLUMNS`: ``source``, ``sha256`` and ``rows``. Raises `TanggapError`.
    """
    with _known(release_id, folder) as (mlflow, version):
        if version is None:
            return ""
        with mlflow.start_run(
            experiment_id=mlflow.get_run(version.run_id).info.experiment_id,
            parent_run_id=version.run_id,
            run_name="evaluation",
            tags={"release": release_id},
        ) as run:
            for name, about in data.items():
                mlflow.log_input(_dataset(name, about), context="evaluation", tags={"sha256": about["sha256"]})
            for part in set(PART) & set(result):
                mlflow.log_metrics(numbers(flat({part: result[part]})))
            mlflow.log_metrics(grouped("slice", result.get("slices", {})))
            if "learning_curve" in result:
                from training.plots import learning_curve

                for point in result["learning_curve"]["points"]:
                    mlflow.log_metric("learning_curve.top1", point["top1"], step=point["n"])
                mlflow.log_figure(learning_curve(result["learning_curve"]), "plots/learning_curve.png")
            mlflow.log_dict(dict(result), "evaluation.json")
            return str(run.info.run_id)


def crown(release_id: str, folder: Path) -> None:
    """Give the alias `CHAMPION` to the release, where a tracking store of ``folder`` knows it.

    A store that cannot be reached is a line on stderr: what is in service does not depend on it.
    """
    try:
        with _known(release_id, folder) as (mlflow, version):
            if version is not None:
                mlflow.MlflowClient().set_registered_model_alias(NAME, CHAMPION, version.version)
    except TanggapError as error:
        print(f"the alias {CHAMPION} was not moved: {error}", file=sys.stderr)


@contextmanager
def _store(uri: str) -> Iterator[Any]:
    """MLflow speaking to ``uri``, as long as the block lasts; raises `TanggapError` for what it raises."""
    before = os.environ.get(ADDRESS)
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are about MLflow's own insides, and nobody here can mend those
        import mlflow

        mlflow.set_tracking_uri(uri)
        try:
            yield mlflow
        except mlflow.MlflowException as error:
            raise TanggapError(f"MLflow refused or did not answer ({error.error_code}); check {ADDRESS}") from error
        finally:
            mlflow.set_tracking_uri(before)


@contextmanager
def _known(release_id: str, folder: Path) -> Iterator[tuple[Any, Any]]:
    """MLflow and the newest version of the release in the store of ``folder``; the version is ``None`` without one.

    Where there is no store none is made, and MLflow is not imported.
    """
    if not os.environ.get(ADDRESS) and not (folder / STORE).exists():
        yield None, None
        return
    with _store(default_store(folder)) as mlflow:
        found = mlflow.MlflowClient().search_model_versions(f"name = '{NAME}' and tags.release = '{release_id}'")
        yield mlflow, max(found, key=lambda version: int(version.version), default=None)


def _experiment(mlflow: Any, artifacts: Path) -> str:
    known = mlflow.get_experiment_by_name(NAME)
    if known:
        return str(known.experiment_id)
    kind = {"mlflow.experimentKind": "custom_model_development"}  # which of its views MLflow opens with
    return str(mlflow.create_experiment(NAME, artifact_location=artifacts.resolve().as_uri(), tags=kind))


def _log_routing(mlflow: Any, tested: Breakdown | None, certificate: Mapping[str, Any] | None) -> None:
    """Figures by class and by slice, the certificate, and the pictures."""
    from training.plots import confusion, reliability, risk_coverage

    mlflow.log_metrics(numbers(flat({"certificate": certificate or {}})))
    if tested is None or not len(tested.answers):
        return
    mlflow.log_metrics(grouped("class", tested.by_class()) | grouped("slice", tested.by_slice()))
    answers = tested.answers
    pictures = {
        "confusion": confusion(tested.truth.tolist(), tested.proposed.tolist()),
        "reliability": reliability(answers.confidence, answers.correct),
        "risk_coverage": risk_coverage(answers.confidence, answers.correct),
    }
    for name, picture in pictures.items():
        mlflow.log_figure(picture, f"plots/{name}.png", save_kwargs={"dpi": 120})


def _register(mlflow: Any, release: Release, run_id: str) -> None:
    """Log the release as a model, register it, and give it the alias `CHALLENGER`."""
    import classifier

    with tempfile.TemporaryDirectory() as folder:
        travelling = Path(folder) / "data"
        for name in DATA:
            shutil.copytree(data_directory() / name, travelling / name)
        info = mlflow.pyfunc.log_model(
            name="release",
            python_model=str(Path(__file__).with_name("pyfunc.py")),
            artifacts={"release": str(release.path.resolve())},
            code_paths=[str(Path(classifier.__file__).parent), str(travelling)],
            signature=_signature(),
            pip_requirements=[f"{name}=={metadata.version(name)}" for name in LIBRARIES],
        )
    client = mlflow.MlflowClient()
    if not client.search_registered_models(f"name = '{NAME}'"):
        client.create_registered_model(NAME, description="Releases that propose the agency for a complaint.")
    tags = {"release": release.id}
    version = client.create_model_version(NAME, info.model_uri, run_id, tags=tags, model_id=info.model_id)
    client.set_registered_model_alias(NAME, CHALLENGER, version.version)


def _signature() -> Any:
    from mlflow.models import ModelSignature
    from mlflow.types.schema import ColSpec, Schema

    from training.pyfunc import OPTIONAL, TEXT

    optional = [ColSpec("string", name, required=False) for name in OPTIONAL]
    answer = [ColSpec("string", "agency"), ColSpec("double", "probability"), ColSpec("string", "decision")]
    return ModelSignature(Schema([ColSpec("string", TEXT), *optional]), Schema(answer))


def _dataset(name: str, about: Mapping[str, Any]) -> Any:
    """What was learned from or measured on: its file's name, fingerprint, columns and rows, and no row of it."""
    from mlflow.data.meta_dataset import MetaDataset
    from mlflow.data.sources import LocalArtifactDatasetSource
    from mlflow.types.schema import ColSpec, Schema

    class Labelled(MetaDataset):  # type: ignore[misc]
        def to_dict(self) -> dict[str, str]:
            return {**super().to_dict(), "profile": json.dumps({"num_rows": about["rows"]})}

    kinds = {"level": "long"}
    schema = Schema([ColSpec(kinds.get(column, "string"), column) for column in COLUMNS[name]])
    source = LocalArtifactDatasetSource(about["source"])
    return Labelled(source, name=about["source"], digest=about["sha256"][:16], schema=schema)
