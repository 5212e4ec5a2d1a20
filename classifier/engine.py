"""A release made ready to answer: the disposer and the reply judge it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.agencies import TerritorialNames
from classifier.directory import Directory
from classifier.disposition import Disposer
from classifier.drift import DriftState, read_drift
from classifier.errors import ReleaseError
from classifier.gazetteer import gazetteer
from classifier.intake import IntakeModel
from classifier.places import PlaceFinder
from classifier.policy import Policy
from classifier.records import Complaint, Disposition, ReplyPair, Verdict
from classifier.release import Release, read_release
from classifier.reply.judge import FORMAT as JUDGE_FORMAT
from classifier.reply.judge import ReplyJudge
from classifier.reply.verdicts import score
from classifier.routing_model import RoutingModel
from classifier.text import spelling


@dataclass(frozen=True)
class Engine:
    """Answers from one verified release."""

    release: Release
    disposer: Disposer
    judge: ReplyJudge

    @classmethod
    def load(
        cls,
        path: str | Path,
        *,
        directory: str | Path | None = None,
        region: str = "",
        drift: str | Path | None = None,
    ) -> Engine:
        """Read and verify a release.

        ``directory`` names a folder with an office's own competence table, used instead of the one in the release;
        ``region`` is taken for complaints that name none; ``drift`` names a drift report to heed (see `heeding`).
        Raises `ReleaseError`, `TaxonomyError` or `DataError`.
        """
        release = read_release(path)
        if release.manifest["code"]["spelling"] != spelling.digest():
            raise ReleaseError(path, "was trained with another table of spellings than this version has; train it anew")
        model = RoutingModel.from_parts(release.document("router.json"), release.arrays("router.safetensors"))
        table: Directory | None = None
        if release.manifest["kind"] == "topic":
            table = Directory.load(directory) if directory else Directory.from_texts(release.texts("directory"))
        intake = IntakeModel.from_parts(release.document("intake.json"), release.arrays("intake.safetensors"))
        disposer = Disposer(
            model=model,
            intake=intake,
            policy=Policy.of(release.manifest["policy"], release.manifest["certificate"]),
            directory=table,
            finder=PlaceFinder(gazetteer()),
            territorial=TerritorialNames(release.manifest["territorial"]),
            region=region,
            release=release.id,
        )
        scorer = release.document("scorer.json")
        if scorer["format"] != JUDGE_FORMAT:
            raise ReleaseError(path, "holds a reply judge of another version than this one; train it anew")
        judge = ReplyJudge.from_parts(scorer, release.arrays("scorer.safetensors"))
        engine = cls(release, disposer, judge)
        return engine.heeding(read_drift(drift, release.id)) if drift else engine

    def heeding(self, state: DriftState) -> Engine:
        """The same engine with the drift alarm on or off; while it is on, nothing is automatic."""
        policy = replace(self.disposer.policy, drift=state.alarm)
        return replace(self, disposer=replace(self.disposer, policy=policy))

    def dispose(self, complaints: Sequence[Complaint], *, explain: bool = True) -> list[Disposition]:
        """One disposition a complaint, in order; ``explain=False`` leaves out reasons and copies."""
        return self.disposer.dispose(complaints, explain=explain)

    def score(self, pairs: Sequence[ReplyPair]) -> list[Verdict]:
        """One verdict a pair, in order, with the flags that rules find."""
        return score(self.judge, pairs, release=self.release.id)
