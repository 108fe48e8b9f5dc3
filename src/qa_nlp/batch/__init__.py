"""Thousands of documents, or a table of millions of findings, → tags: in parallel, in flat memory, resumable."""

from qa_nlp.batch.files import tag_files, warn_of_refused
from qa_nlp.batch.tagged import TIME_LIMIT, Batch, tagged

__all__ = ["TIME_LIMIT", "Batch", "tag_files", "tagged", "warn_of_refused"]
