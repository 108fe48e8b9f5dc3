"""Giving pieces to worker processes, and what happens when one of them dies."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from qa_nlp.batch.child import Child, TaskFailedError
from qa_nlp.batch.part import Facts, Part
from qa_nlp.batch.pieces import Read, Tag, Task, slice_key, untagged_key
from qa_nlp.batch.settings import CALL, Settings
from qa_nlp.batch.store import Store
from qa_nlp.batch.work import refusal

_LOOK = 0.2  # seconds between looks at whether Ctrl-C was pressed


class Pool:
    """Does pieces in worker processes and keeps what they give in a store.

    A thread for every process hands it a task, keeps what comes back and asks for the next: so no more tasks are held
    than there are processes. A piece at which its process dies, takes too long or fails is tried once more at the end
    with no other beside it, and then refused.

    Parameters
    ----------
    settings, store
        How pieces are done, and where they are kept.
    processes
        How many at most; they are started as there is work for them.
    limit
        Seconds for one piece.
    done
        Called after each piece with what is known of it, by one thread at a time.
    """

    def __init__(
        self, settings: Settings, store: Store, processes: int, limit: float, done: Callable[[Facts], None]
    ) -> None:
        self._settings, self._store, self._processes, self._limit, self._done = settings, store, processes, limit, done
        self._change = threading.Condition()
        self._children: list[Child] = []
        self._waiting: deque[Task] = deque()
        self._again: list[Task] = []
        self._tried: set[str] = set()
        self._running = 0
        self._error: BaseException | None = None

    def run(self, tasks: Iterator[Task]) -> None:
        """Do all pieces that the iterator gives, and the slices that come of them.

        Raises
        ------
        Exception
            The first that ``tasks`` raises, or that keeping a part or starting a process does. The processes are gone
            then, as they are when this thread is interrupted.
        """
        self._round(tasks, self._processes)
        while self._again:
            again, self._again = self._again, []
            self._tried |= {task.key for task in again}
            self._round(iter(again), 1)

    def _round(self, tasks: Iterator[Task], processes: int) -> None:
        threads = [threading.Thread(target=self._serve, args=(tasks,), daemon=True) for _ in range(processes)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                while thread.is_alive():
                    thread.join(_LOOK)
        except BaseException as error:
            self._stop(error)
            raise
        if self._error is not None:
            raise self._error

    def _serve(self, tasks: Iterator[Task]) -> None:
        child: Child | None = None
        try:
            while (task := self._next(tasks)) is not None:
                if child is None or not child.alive:
                    child = self._start()
                self._do(child, task)
        except BaseException as error:
            self._stop(error)
        finally:
            if child is not None:
                child.kill()

    def _start(self) -> Child:
        child = Child(self._settings)
        with self._change:
            self._children.append(child)
            if self._error is not None:  # stopped while it was starting
                child.kill()
        return child

    def _next(self, tasks: Iterator[Task]) -> Task | None:
        """Return a task, waiting while others at work may still give some; None when there is nothing left."""
        with self._change:
            while self._error is None:
                task = self._waiting.popleft() if self._waiting else next(tasks, None)
                if task is not None:
                    self._running += 1
                    return loaded(task, self._store)
                if not self._running:
                    return None
                self._change.wait()
        return None

    def _do(self, child: Child, task: Task) -> None:
        slices: list[Task] = []
        try:
            facts = Facts()
            for key, encoded in child.do(task, self._limit):
                self._store.write(key, encoded)
                facts = Part.facts_of(encoded)
            slices = slices_of(task, facts, self._store)
        except TaskFailedError as failure:
            if self._error is not None:
                return  # the run was stopped, and the process with it
            if task.key not in self._tried:
                with self._change:
                    self._again.append(task)
                    self._running -= 1
                    self._change.notify_all()
                return
            refused = refused_part(task, str(failure))
            self._store.write(task.key, refused.encode())
            facts = refused.facts
        if isinstance(task, Tag):
            self._store.drop(untagged_key(task.key))
        with self._change:
            self._waiting.extend(slices)
            self._running -= 1
            self._done(facts)
            self._change.notify_all()

    def _stop(self, error: BaseException) -> None:
        with self._change:
            self._error = self._error or error
            for child in self._children:
                child.kill()
            self._change.notify_all()


def todo(tasks: Iterable[Task], store: Store, done: Callable[[str, Facts | None], None]) -> Iterator[Task]:
    """Yield the tasks that the store has no result of; ``done`` is told every key in order, with what is known of it.

    Of a document that was read into slices, those are yielded that were not tagged yet.
    """
    for task in tasks:
        facts = store.facts(task.key)
        done(task.key, facts)
        if facts is None:
            yield task
            continue
        left = slices_of(task, facts, store)
        yield from left if all(store.facts(untagged_key(each.key)) for each in left) else [task]


def slices_of(task: Task, facts: Facts, store: Store) -> list[Task]:
    """Return the slices of a long document that are not tagged yet, without their findings."""
    keys = (slice_key(task.key, number) for number in range(facts.slices))
    return [
        Tag(key, b"", task.name, f"findings {number * CALL + 1} to {(number + 1) * CALL}")
        for number, key in enumerate(keys)
        if store.facts(key) is None
    ]


def loaded(task: Task, store: Store) -> Task:
    """Return a slice with its findings, which wait in the store; any other task as it is."""
    if isinstance(task, Read) or task.findings:
        return task
    findings = store.read(untagged_key(task.key))
    if findings is None:
        raise OSError(f"expected a slice of a document in {store.folder}; found it gone or damaged")
    return replace(task, findings=findings)


def refused_part(task: Task, reason: str) -> Part:
    """Return what stands for a piece that failed twice."""
    place = task.place if isinstance(task, Tag) else None
    return refusal(
        task.name,
        place,
        f"expected to read and tag it; found twice that {reason}. Check that it opens in its own program, and split it "
        "if it is large.",
    )
