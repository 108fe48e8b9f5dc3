"""What runs in a worker process: tasks come in on standard input, parts go out on standard output."""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

from qa_nlp.batch.pieces import Task


def serve() -> None:
    """Answer tasks until standard input ends; first come the settings.

    An answer is ``("part", key, encoded)`` for every part and then ``("done", "", b"")``, or ``("failed", type, b"")``.
    Messages of errors are not passed on, for a library's may quote the document; those of a tagger that cannot be
    loaded are the package's own.
    """
    tasks, answers = sys.stdin.buffer, _private_output()
    settings = pickle.load(tasks)
    try:
        from qa_nlp.batch.work import Work

        work = Work(settings)
    except (ValueError, FileNotFoundError) as error:
        _send(answers, (type(error).__name__, str(error), b""))
        return
    _send(answers, ("ready", "", b""))
    for task in _tasks(tasks):
        try:
            for key, part in work.do(task):
                _send(answers, ("part", key, part.encode()))
        except Exception as error:
            _send(answers, ("failed", type(error).__name__, b""))
        else:
            _send(answers, ("done", "", b""))


def _private_output() -> BinaryIO:
    """Take standard output for answers alone: whatever a library prints goes where errors go, which is nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _tasks(source: BinaryIO) -> Iterator[Task]:
    """Yield tasks; when there will be none any more, the process ends at once, whatever it is at.

    So it does not outlive the run that started it, however that one ended.
    """
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()

    def listen() -> None:
        while True:
            try:
                waiting.put(pickle.load(source))
            except EOFError:
                os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield waiting.get()


def _send(answers: BinaryIO, answer: tuple[str, str, bytes]) -> None:
    pickle.dump(answer, answers)
    answers.flush()
