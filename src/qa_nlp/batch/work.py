"""One piece → finished parts: what a worker process does, and nothing of processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pandas as pd

from qa_nlp.batch.part import Facts, Part
from qa_nlp.batch.pieces import Read, Tag, Task, calls, slice_key, untagged_key
from qa_nlp.batch.settings import CALL, Settings
from qa_nlp.reading import actions
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.document import Report, read_document
from qa_nlp.reading.findings import Row
from qa_nlp.reading.reader import table_of
from qa_nlp.tagging.models import resolve


class Work:
    """Reads and tags pieces by some settings; the tagger is loaded once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # One core each: the processes share the work, and sums come out the same however many there are.
        self._tagger = resolve(settings.model, settings.codebook, threads=1)

    def do(self, task: Task) -> Iterator[tuple[str, Part]]:
        """Yield the parts of a piece with their keys.

        A long document is read to its end into untagged slices, which are pieces of their own; last comes a part under
        its own key that says how many.
        """
        if isinstance(task, Tag):
            yield task.key, self._tagged(Part.decode(task.findings))
            return
        report = Report()
        try:
            yield from self._read(task, report)
        except UnreadableError as error:
            yield task.key, refusal(task.name, None, str(error))

    def _read(self, task: Read, report: Report) -> Iterator[tuple[str, Part]]:
        lots = self._lots(task, report)
        part = next(lots)
        slices = 0
        for following in lots:
            yield untagged_key(slice_key(task.key, slices)), part
            slices += 1
            part = following
        whole = Facts(n_documents=1, refused=report.refused, taken=report.taken)
        if slices:
            yield untagged_key(slice_key(task.key, slices)), part
            yield task.key, Part(replace(whole, slices=slices + 1))
        else:
            yield task.key, self._tagged(replace(part, facts=whole))

    def _lots(self, task: Read, report: Report) -> Iterator[Part]:
        rows: Iterator[Row] = read_document(task.path, task.name, self.settings.options, report)
        while lot := list(islice(rows, CALL)):
            own = Report(actions=report.actions[:])
            report.actions.clear()
            findings = table_of(lot, self.settings.given, own)
            stated = {"actions": actions(findings)} if own.actions else {}
            yield Part(frames={"findings": findings, **stated})

    def _tagged(self, part: Part) -> Part:
        findings = part.frames["findings"]
        given = [self._tagger.tag(call, min_score=self.settings.min_score) for call in calls(findings)]
        unsure = {finding_id for tags in given for finding_id in tags.attrs["unsure"]}
        for tags in given:
            tags.attrs.clear()
        tags = pd.concat(given, ignore_index=True)
        frames = {
            **part.frames,
            "tags": tags,
            "unsure": findings[findings["finding_id"].isin(unsure)],
        }
        if not self.settings.keep:
            del frames["findings"]
        facts = replace(
            part.facts,
            n_findings=len(findings),
            n_tagged=int(tags["finding_id"].nunique()),
            n_tags=len(tags),
            n_unsure=len(frames["unsure"]),
            names_round=bool(findings["round"].notna().any()),
        )
        return Part(facts, frames)


def refusal(document: str, place: str | None, reason: str) -> Part:
    """Return the part of a piece that cannot be done."""
    return Part(Facts(refused=[{"document": document, "locator": place, "reason": reason}]))
