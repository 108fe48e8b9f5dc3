"""How large a document may be: every bound that the gate keeps, in one place, each with its reason.

A real audit, form or report stays far below each of them: the largest report of an inspectorate has some hundred
pages, the largest export of a case system some hundred thousand rows. They are there so that a file cannot take the
memory or the time of the machine, whatever it claims to be.
"""

from __future__ import annotations

MEGABYTE = 1_000_000

STREAMED_FILE = 500 * MEGABYTE
"""Bytes of a CSV file, which is read row by row: about two million rows."""

TEXT_FILE = 50 * MEGABYTE
"""Bytes of any other text file: it is held whole, at about ten times its size, and ten thousand pages are 30 MB."""

FILE = 200 * MEGABYTE
"""Bytes of any other file: scans and photographs make them large, their text does not."""

ARCHIVE_ENTRIES = 10_000
"""Files within a .docx, .xlsx or .odt: one a picture or sheet."""

ARCHIVE_DIRECTORY = 2 * MEGABYTE
"""Bytes of an archive's directory, known before it is read: that of 10,000 entries is about 1 MB."""

INFLATED_PART = 500 * MEGABYTE
"""Bytes of one file within an archive: a sheet of a million rows has about 300 MB."""

INFLATED_TREE = 100 * MEGABYTE
"""Bytes of the XML of a text document: it is held as a tree, at about ten times its size."""

INFLATED_ARCHIVE = 1_000 * MEGABYTE
"""Bytes of all files within an archive."""

INFLATED_RATIO = 250
"""Times its size that a file within an archive may have when inflated; Word's and Excel's own stay below 100."""

INFLATED_WITHOUT_RATIO = 10 * MEGABYTE
"""Bytes up to which the ratio says nothing: an empty sheet with many formatted cells is small either way."""

XML_DEPTH = 250
"""Open elements: tables within tables within lists need about fifty; libxml2 stops at 256."""

XML_ATTRIBUTES = 1_000
"""Attributes of one element: Office's own have a dozen, and a few dozen namespaces."""

XML_ELEMENTS = 5_000_000
"""Elements of one XML file, or of one row of a sheet: each is held at some hundred bytes."""

PDF_PAGES = 5_000
"""Pages of a PDF."""

PDF_STREAM = 50 * MEGABYTE
"""Bytes of one stream of a PDF that is read (drawing, font or table of objects), when inflated."""

PDF_PAGE = 20 * MEGABYTE
"""Bytes of what is drawn on one page, each form counted as often as it is drawn: a detailed map has about 5 MB."""

PDF_DOCUMENT = 500 * MEGABYTE
"""Bytes of what is drawn on all pages."""

PDF_LETTERS = 100_000
"""Letters on one page, each of which is held at about 2 kB; a page of the smallest print has 15,000."""

PDF_CODES = 500_000
"""Characters that one font maps to Unicode; there are 160,000 in all."""

PDF_OBJECTS = 5_000_000
"""Objects that a PDF's tables may claim."""

PDF_TABLES = 200
"""Tables of objects, one for each time the PDF was changed and saved."""
