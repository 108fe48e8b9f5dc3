"""A worker process, seen from the run that started it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, cast

from qa_nlp.batch.pieces import Task
from qa_nlp.batch.settings import Settings

# Neither fork nor multiprocessing's spawn: the first is unsafe beside threads, the second runs the caller's script
# again in every worker unless it has a guard.
_PROGRAM = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from qa_nlp.batch.serve import serve; serve()"
)
# The processes share the cores: threads within one would only get in the way of the others.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS", "ARROW_NUM_THREADS"), "1"
) | {"TOKENIZERS_PARALLELISM": "false"}


class TaskFailedError(Exception):
    """A task that ended its worker, took too long or raised an error; the message says which, without quoting."""


class Child:
    """One worker process with its tagger.

    Raises
    ------
    ValueError, FileNotFoundError
        If its tagger cannot be loaded.
    RuntimeError
        If the process cannot start.
    """

    def __init__(self, settings: Settings) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries say there may quote a document
            env={**os.environ, **_ONE_THREAD},
            # Ctrl-C is for the run alone, which ends its workers itself.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._tasks, self._answers = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        self._late = False
        try:
            self._send(sys.path)
            self._send(settings)
            kind, text, _ = self._receive()
        except (OSError, EOFError) as error:
            self.kill()
            raise RuntimeError(
                f"expected a worker process to start; found that it ended with status {self._process.returncode}. "
                "Check that this Python can import qa_nlp, and that there is memory for another process."
            ) from error
        if kind != "ready":
            self.kill()
            raise (FileNotFoundError if kind == "FileNotFoundError" else ValueError)(text)

    def do(self, task: Task, limit: float) -> Iterator[tuple[str, bytes]]:
        """Yield the parts of a task, encoded, with their keys.

        Raises
        ------
        TaskFailedError
            If the task ends the process, takes more than ``limit`` seconds, or raises an error.
        """
        timer = threading.Timer(limit, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            self._send(task)
            while True:
                kind, text, encoded = self._receive()
                if kind == "part":
                    yield text, encoded
                elif kind == "failed":
                    raise TaskFailedError(f"the program failed at it ({text})")
                else:
                    return
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.kill()
            raise TaskFailedError(self._end(limit)) from error
        finally:
            timer.cancel()

    @property
    def alive(self) -> bool:
        """Whether another task can be given to it."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._tasks, self._answers):
            with suppress(OSError):  # what it had not taken yet cannot be flushed to it any more
                pipe.close()

    def _end_late(self) -> None:
        self._late = True
        self._process.kill()

    def _end(self, limit: float) -> str:
        if self._late:
            return f"it took more than {limit:g} seconds"
        return (
            f"it ended the process that was at work on it (status {self._process.returncode}), which happens when "
            "memory runs out or a library fails"
        )

    def _send(self, value: object) -> None:
        pickle.dump(value, self._tasks)
        self._tasks.flush()

    def _receive(self) -> tuple[str, str, bytes]:
        answer: tuple[str, str, bytes] = pickle.load(self._answers)
        return answer
