"""A release made ready to answer: the disposer and the reply judge it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.agencies import TerritorialNames
from classifier.directory import Directory
from classifier.disposition import Disposer
from classifier.errors import ReleaseError
from classifier.gazetteer import gazetteer
from classifier.intake import IntakeModel
from classifier.places import PlaceFinder
from classifier.policy import Policy
from classifier.records import Complaint, Disposition, ReplyPair, Verdict
from classifier.release import Release, read_release
from classifier.reply.flags import flags_of
from classifier.reply.judge import ReplyJudge
from classifier.routing_model import RoutingModel
from classifier.text import spelling


@dataclass(frozen=True)
class Engine:
    """Answers from one verified release."""

    release: Release
    disposer: Disposer
    judge: ReplyJudge

    @classmethod
    def load(cls, path: str | Path, *, directory: str | Path | None = None, region: str = "") -> Engine:
        """Read and verify a release.

        ``directory`` names a folder with an office's own competence table, used instead of the one in the release;
        ``region`` is taken for complaints that name none. Raises `ReleaseError` or `TaxonomyError`.
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
        judge = ReplyJudge.from_parts(release.document("scorer.json"), release.arrays("scorer.safetensors"))
        return cls(release, disposer, judge)

    def dispose(self, complaints: Sequence[Complaint], *, explain: bool = True) -> list[Disposition]:
        """One disposition a complaint, in order."""
        return self.disposer.dispose(complaints, explain=explain)

    def score(self, pairs: Sequence[ReplyPair]) -> list[Verdict]:
        """One verdict a pair, in order, with the flags that rules find."""
        verdicts = self.judge.judge(pairs, release=self.release.id)
        return [
            replace(verdict, flags=tuple(dict.fromkeys(flag.name for flag in flags_of(pair))))
            for pair, verdict in zip(pairs, verdicts, strict=True)
        ]
