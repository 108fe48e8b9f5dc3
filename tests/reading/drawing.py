"""PDFs drawn line by line, for the tests of the PDF reader."""

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas


def font(size):
    return "Helvetica-Bold" if size < 0 else "Helvetica"


def draw(path, *pages, also=None, encrypt=None):
    """Draw (x, y, size, text) lines, y from the bottom; a size below 0 is bold. ``also`` draws more on each page."""
    canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt)
    for page in pages:
        for x, y, size, text in page:
            canvas.setFont(font(size), abs(size))
            canvas.drawString(x, y, text)
        if also is not None:
            also(canvas)
        canvas.showPage()
    canvas.save()
    return path


def prose(text, x=60, y=760, size=11, width=460, step=13.5):
    """Return the lines of a paragraph, wrapped as a word processor does."""
    lines, line = [], ""
    for word in text.split():
        if line and stringWidth(f"{line} {word}", font(size), abs(size)) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    return [(x, y - place * step, size, each) for place, each in enumerate(lines)]


def table(canvas, x, y, widths, rows, height=24, size=10):
    """Draw a ruled table from its top left corner; a cell is its text, its lines in a list; None joins the one left."""
    for row in rows:
        left = x
        tall = height + 12 * (max(len(cell) if isinstance(cell, list) else 1 for cell in row) - 1)
        for place, cell in enumerate(row):
            if cell is not None:
                across = 1
                while place + across < len(row) and row[place + across] is None:
                    across += 1
                canvas.rect(left, y - tall, sum(widths[place : place + across]), tall)
                canvas.setFont("Helvetica", size)
                for number, line in enumerate(cell if isinstance(cell, list) else [cell]):
                    canvas.drawString(left + 4, y - 15 - 12 * number, line)
            left += widths[place]
        y -= tall
    return y
