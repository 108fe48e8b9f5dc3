"""Workbooks and CSV files → cases of blocks."""

from qa_nlp.reading.sheets.delimited import read_csv
from qa_nlp.reading.sheets.workbook import read_workbook

__all__ = ["read_csv", "read_workbook"]
