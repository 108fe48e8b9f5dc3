"""Tables too large to hold: written part by part, and read a few rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from qa_nlp.tables.checks import check, empty
from qa_nlp.tables.doors import COUNT, DATE, NUMBER, SPANS, TEXT, YES_OR_NO, Table
from qa_nlp.tables.files import ending_of, plain, to_csv, to_jsonl
from qa_nlp.tables.spreadsheets import unguarded

if TYPE_CHECKING:
    import pyarrow as pa

_ROW_GROUP = 65_536
_READ_AHEAD = 1 << 20  # bytes of a Parquet column


def schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table; pandas reads its columns back with the table's dtypes."""
    import pyarrow as pa

    types = {
        TEXT: pa.string(),
        NUMBER: pa.float64(),
        COUNT: pa.int64(),
        DATE: pa.timestamp("ns"),
        YES_OR_NO: pa.bool_(),
        SPANS: pa.list_(pa.list_(pa.int64())),
    }
    return pa.schema(
        [(name, types[dtype]) for name, dtype in table.columns.items()],
        metadata=pa.Schema.from_pandas(empty(table), preserve_index=False).metadata,
    )


class TableWriter:
    """Writes one table, part by part, in the format that the ending of its path names.

    A ``.csv`` has the bytes that :func:`write_table` gives the whole table. Columns that the table does not know are
    left out, for not every part might have them.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table = path, table
        self._ending = ending_of(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._text: IO[str] | None = None
        self._parquet: Any = None
        self._waiting: list[Any] = []
        if self._ending == ".parquet":
            import pyarrow.parquet as pq

            self._schema = schema(table)
            self._parquet = pq.ParquetWriter(path, self._schema)
            return
        csv = self._ending == ".csv"
        self._text = path.open("w", encoding="utf-8-sig" if csv else "utf-8", newline="")
        if csv:
            to_csv(plain(empty(table), ".csv"), self._text, header=True)

    def write(self, frame: pd.DataFrame) -> None:
        """Add rows."""
        if frame.empty:
            return
        frame = frame[list(self.table.columns)]
        if self._text is None:
            import pyarrow as pa

            self._waiting.append(pa.Table.from_pandas(frame, schema=self._schema, preserve_index=False))
            if sum(part.num_rows for part in self._waiting) >= _ROW_GROUP:
                self._write_groups(whole_only=True)
        elif self._ending == ".csv":
            to_csv(plain(frame, ".csv"), self._text, header=False)
        else:
            to_jsonl(plain(frame, ".jsonl"), self._text)

    def _write_groups(self, *, whole_only: bool) -> None:
        """Write row groups of a fixed size, so that the file does not depend on how its rows arrived."""
        import pyarrow as pa

        rows = pa.concat_tables(self._waiting)
        while rows.num_rows >= _ROW_GROUP or (rows.num_rows and not whole_only):
            self._parquet.write_table(rows.slice(0, _ROW_GROUP).combine_chunks(), row_group_size=_ROW_GROUP)
            rows = rows.slice(_ROW_GROUP)
        self._waiting = [rows]

    def close(self) -> None:
        """Write what is waiting, and close the file."""
        if self._text is not None:
            self._text.close()
        else:
            if self._waiting:
                self._write_groups(whole_only=False)
            self._parquet.close()

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:  # whatever is there is of no use, and closing it might fail as writing did
            (self._text or self._parquet).close()


def stream_table(path: str | Path, table: Table, rows: int) -> Iterator[pd.DataFrame]:
    """Yield a table's rows in order, so many at a time, each lot checked; the file is never held whole.

    That keys are unique is checked within each lot only.

    Raises
    ------
    ValueError
        As of :func:`read_table`; the message says between which rows.
    FileNotFoundError
        If there is no such file.
    """
    path = Path(path)
    first = 1
    for frame in _LOTS[ending_of(path)](path, rows):
        last = first + len(frame) - 1
        try:
            yield check(frame, table)
        except ValueError as error:
            raise ValueError(f"{path.name}, rows {first} to {last}: {error}") from error
        first = last + 1


def _parquet_lots(path: Path, rows: int) -> Iterator[pd.DataFrame]:
    import pyarrow.parquet as pq

    # Buffered and without reading ahead of the pages: else a row group, which may be the whole file, is read at once.
    with pq.ParquetFile(path, buffer_size=_READ_AHEAD, pre_buffer=False) as file:
        for batch in file.iter_batches(batch_size=rows):
            yield batch.to_pandas()


def _csv_lots(path: Path, rows: int) -> Iterator[pd.DataFrame]:
    # As in read_table: only an empty cell is NA.
    with pd.read_csv(
        path, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""], chunksize=rows
    ) as lots:
        yield from map(unguarded, lots)


def _jsonl_lots(path: Path, rows: int) -> Iterator[pd.DataFrame]:
    with path.open(encoding="utf-8-sig") as lines:
        filled = (line for line in lines if line.strip())
        while lot := list(islice(filled, rows)):
            yield pd.DataFrame([json.loads(line) for line in lot])


_LOTS = {".parquet": _parquet_lots, ".csv": _csv_lots, ".jsonl": _jsonl_lots}
