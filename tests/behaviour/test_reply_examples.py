"""How replies of each level must be judged (data/behaviour/reply_examples.jsonl), with the starter release."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.examples import PAGE, examples, marked, page
from classifier.engine import Engine


def test_replies_get_the_level_that_their_authors_meant(starter: Path) -> None:
    shown = examples()
    assert Counter(example.level for example in shown) == {0: 10, 1: 10, 2: 10}
    verdicts = Engine.load(starter).score([example.pair for example in shown])
    right = [verdict.level == example.level for verdict, example in zip(verdicts, shown, strict=True)]
    far = [abs(verdict.level - example.level) for verdict, example in zip(verdicts, shown, strict=True)]
    assert sum(right) >= 24
    assert max(far) == 1


def test_the_page_shows_every_example_with_its_words(starter: Path) -> None:
    text, written = page(Engine.load(starter)), PAGE.read_text(encoding="utf-8")
    for example in examples():
        assert f"### {example.pair.id} " in text
        assert f"### {example.pair.id} " in written
        assert example.pair.complaint in written


def test_words_are_marked_once() -> None:
    assert marked("Lampu diganti. Salam, kami.", [(0, 5), (6, 14), (0, 5)]) == "**Lampu** **diganti.** Salam, kami."
    assert marked("Lampu diganti.", [(0, 5), (0, 14)]) == "**Lampu diganti.**"
