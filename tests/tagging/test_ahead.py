"""Working ahead: the same values in the same order, made elsewhere, one at a time, and errors where they belong."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_nlp.tagging.ahead import ahead


@given(st.lists(st.one_of(st.none(), st.integers()), max_size=20))
def test_the_same_values_in_the_same_order(values):
    assert list(ahead(iter(values))) == values
    assert list(ahead(ahead(iter(values)))) == values


def test_the_next_value_is_made_in_another_thread_while_the_last_is_in_use():
    made = []

    def values():
        for value in range(5):
            made.append((value, threading.current_thread()))
            yield value

    for value in ahead(values()):
        deadline = time.monotonic() + 5
        while len(made) < min(value + 2, 5) and time.monotonic() < deadline:
            time.sleep(0.001)
        assert [each for each, _ in made] == list(range(min(value + 2, 5)))  # one ahead, not more
    assert threading.current_thread() not in {thread for _, thread in made}


def test_an_error_comes_where_its_value_would_have_come():
    def values():
        yield 1
        raise ValueError("no second value")

    found = ahead(values())
    assert next(found) == 1
    with pytest.raises(ValueError, match="no second value"):
        next(found)


def test_leaving_early_leaves_no_thread_behind():
    before = threading.active_count()
    found = ahead(ahead(iter(range(100))))
    assert next(found) == 0
    found.close()
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.001)
    assert threading.active_count() == before
