"""A release as an MLflow model: complaints in, dispositions out.

MLflow copies this file into each model that it logs and runs it wherever the model is loaded, so it imports the library
that travels with the model and nothing of training (https://mlflow.org/docs/latest/ml/model/models-from-code/).
"""

from __future__ import annotations

from typing import Any

import pandas as pd  # type: ignore[import-untyped]
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel

from classifier.engine import Engine
from classifier.records import Complaint

TEXT = "text"
OPTIONAL = ("title", "address", "kelurahan", "kecamatan", "region")
"""Columns that may be absent, and cells of them that may be empty."""
CHUNK = 2000


class ReleaseModel(PythonModel):  # type: ignore[misc]
    """Proposes the responsible agency for complaints, as the release in the artifact ``release`` does."""

    def load_context(self, context: Any) -> None:
        """Read and verify the release. Raises `ReleaseError`."""
        self.engine = Engine.load(context.artifacts["release"])

    def predict(self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        """``agency``, ``probability`` in [0, 1] and ``decision`` (auto, suggest or abstain) under the index of the
        complaints, whose columns are `TEXT` and any of `OPTIONAL`.
        """
        names = [TEXT, *(name for name in OPTIONAL if name in model_input)]
        texts = model_input[names].fillna("").astype(str)
        complaints = [Complaint(**dict(zip(names, row, strict=True))) for row in texts.itertuples(index=False)]
        rows = [
            (each.agency, each.probability, each.decision)
            for start in range(0, len(complaints), CHUNK)
            for each in self.engine.dispose(complaints[start : start + CHUNK], explain=False)
        ]
        return pd.DataFrame(rows, columns=["agency", "probability", "decision"], index=model_input.index)


set_model(ReleaseModel())
