"""Lines out of chunks: the same lines however the chunks fall, and none longer than allowed is held."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from serving.api.ndjson import LineReader

TEXT = st.lists(st.sampled_from([b"", b"a", b"bb", b" ", b"{}", b"x" * 9, b"x" * 20])).map(b"\n".join)


def read(body: bytes, cuts: list[int]) -> list[bytes | None]:
    reader, found, start = LineReader(8), [], 0
    for end in [*sorted(cut % (len(body) + 1) for cut in cuts), len(body)]:
        found += list(reader.feed(body[start:end]))
        assert len(reader._rest) <= 8
        start = end
    return found + list(reader.end())


@given(TEXT, st.lists(st.integers(0, 200)))
def test_chunks_do_not_matter(body: bytes, cuts: list[int]) -> None:
    expected = [None if len(line) > 8 else line for line in body.split(b"\n") if len(line) > 8 or line.strip()]
    assert read(body, cuts) == expected
