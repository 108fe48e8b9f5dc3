"""Work on the next thing while the last one is still in use."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(values: Iterator[T]) -> Iterator[T]:
    """Yield what ``values`` yields, in its order, each made in another thread while the caller uses the one before.

    Worth it where the making leaves Python (tokenizers, onnxruntime): the caller's Python then runs beside it. No more
    than one value waits, so that memory stays flat; an error is raised where its value would have come.
    """
    end = object()
    with ThreadPoolExecutor(max_workers=1) as other:
        coming = other.submit(next, values, end)
        while (value := coming.result()) is not end:
            coming = other.submit(next, values, end)
            yield value  # type: ignore[misc]
