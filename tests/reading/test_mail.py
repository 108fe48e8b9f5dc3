"""E-mail: the same findings from plain text and HTML, .eml and .msg; nothing of people or earlier messages."""

from email.message import EmailMessage

import pytest

from qa_nlp import read
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.mail import read_eml, read_msg
from tests.reading.outlook import msg

PLAIN = """Hi Sam,

Strengths

- Plans are clear
- Visits are in time, and the children
  are seen alone

Areas for development

1. Interpreters are not used.
2. Chronologies

Supervision is irregular. It isn’t reflective.

Kind regards
Pat Example
Team Manager | 01234 567890

From: Sam Other <sam@council.example>
Sent: 1 March 2026 09:00
To: Pat Example
Subject: Audit of case notes

Please send your findings.
"""
HTML = """<html><head><meta charset="utf-8"><style>p {margin: 0}</style></head><body>
<p class=MsoNormal>Hi Sam,<o:p></o:p></p><p class=MsoNormal><b>Strengths</b></p>
<ul><li>Plans are clear</li><li>Visits are in time, and the children are seen alone</li></ul>
<p class=MsoNormal><b>Areas for development</b></p>
<ol><li>Interpreters are not used.</li><li>Chronologies</li></ol>
<p>Supervision is irregular. It isn’t reflective.</p>
<p>Kind regards</p><p>Pat Example<br>Team Manager | 01234 567890</p>
<table><tr><td><img src="cid:logo"></td></tr></table>
<div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Sam Other &lt;sam@council.example&gt;<br><b>Sent:</b>
1 March 2026 09:00<br><b>To:</b> Pat Example<br><b>Subject:</b> Audit of case notes</p></div>
<p>Please send your findings.</p></body></html>"""
TABLE = """<table><tr><th>Section</th><th>Strengths</th><th>Areas for development</th></tr>
<tr><td>Plans</td><td>In time</td><td>No owner</td></tr></table>"""
FOUND = [
    ["Plans are clear", "Audit of case notes > Strengths", "strength"],
    ["Visits are in time, and the children are seen alone", "Audit of case notes > Strengths", "strength"],
    ["Interpreters are not used.", "Audit of case notes > Areas for development", "concern"],
    ["Chronologies", "Audit of case notes > Areas for development", "concern"],
    ["Supervision is irregular.", "Audit of case notes > Areas for development", "concern"],
    ["It isn’t reflective.", "Audit of case notes > Areas for development", "concern"],
]


def eml(plain=None, html=None, subject="RE: Audit of case notes"):
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "Pat Example <pat@council.example>", "sam@c.example"
    message["Date"] = "Mon, 2 Mar 2026 10:00:00 +0000"
    if plain is not None:
        message.set_content(plain)
    if html is not None:
        (message.add_alternative if plain is not None else message.set_content)(html, subtype="html")
    return message


def saved(tmp_path, content):
    path = tmp_path / ("audit.msg" if isinstance(content, bytes) and content.startswith(b"\xd0\xcf") else "audit.eml")
    path.write_bytes(content if isinstance(content, bytes) else content.as_bytes())
    return path


def listing(found):
    part = found[["text", "heading", "direction"]].astype(object)
    return part.where(part.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize(
    "content",
    [
        eml(PLAIN),
        eml(None, HTML),
        eml(PLAIN, HTML),
        msg("RE: Audit of case notes", PLAIN.replace("\n", "\r\n")),
        msg("RE: Audit of case notes", None, HTML),
        msg("FW: RE: Audit of case notes", PLAIN + "\0", HTML),
    ],
    ids=["eml plain", "eml html", "eml both", "msg plain", "msg html", "msg both"],
)
def test_the_same_message_gives_the_same_findings(tmp_path, content):
    found = read(saved(tmp_path, content))
    assert listing(found) == FOUND
    assert found["audited_on"].isna().all()
    assert found["auditor"].isna().all()
    assert "Pat" not in repr(found.to_dict()) + repr(found.attrs)
    assert [row["reason"].split(",")[0].split(" quoted")[0] for row in found.attrs["refused"]] == [
        "an earlier message", "a greeting", "a signature",
    ]  # fmt: skip


def test_a_table_is_read_from_the_html_since_plain_text_loses_it(tmp_path):
    html = f"<p>Hi Sam,</p><p>Please see below.</p>{TABLE}<p>Many thanks<br>Pat Example</p>"
    found = read(saved(tmp_path, eml("Hi Sam,\nPlease see below.\nSection Strengths\nPlans In time\n", html)))
    assert listing(found) == [
        ["Please see below.", "Audit of case notes", None],
        ["In time", "Audit of case notes > Plans > Strengths", "strength"],
        ["No owner", "Audit of case notes > Plans > Areas for development", "concern"],
    ]


def test_attachments_are_reported_by_kind_and_never_by_name(tmp_path):
    message = eml(PLAIN, HTML)
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="Alex Example audit.pdf")
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="Alex Example")
    message.add_attachment(eml("Inner text"))
    message.add_attachment("text of a second part", disposition="inline")
    left_out = read_eml(saved(tmp_path, message), {}).left_out
    assert [place for place, _ in left_out if place.startswith("attachment")] == [
        "attachment 1 (.pdf)", "attachment 2 (.bin)", "attachment 3 (.eml)", "attachment 4 (.txt)",
    ]  # fmt: skip
    left_out = read_msg(saved(tmp_path, msg("Audit", PLAIN, None, ["Alex Example.docx", "Alex Example"])), {}).left_out
    assert [place for place, _ in left_out if place.startswith("attachment")] == [
        "attachment 1 (.docx)", "attachment 2 (.bin)",
    ]  # fmt: skip
    assert "Alex" not in repr(left_out)


@pytest.mark.parametrize("content", [eml(""), msg("Audit", "")])
def test_a_message_without_text_of_its_own_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match="expected a message with text of its own; found none"):
        read(saved(tmp_path, content))


def test_a_forwarded_message_alone_is_refused_with_advice(tmp_path):
    with pytest.raises(ValueError, match=r"earlier messages below it\. Save those and read them"):
        read(saved(tmp_path, eml("Hi Sam,\n\n" + PLAIN[PLAIN.index("From:") :])))


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("us-ascii", "It’s late".encode("cp1252")),
        ("iso-8859-1", "It’s late".encode("cp1252")),
        ("us-ascii", "It’s late".encode()),
        ("no-such-charset", "It’s late".encode()),
        ("utf-16", "It’s late".encode("utf-16")),
        ("koi8-r", "It's late".encode("koi8-r")),
    ],
)
def test_bodies_that_say_the_wrong_encoding(tmp_path, charset, body):
    import base64

    head = (
        f"Subject: Visits\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    found = read(saved(tmp_path, head.encode() + base64.b64encode(body)))
    assert found["text"].str.replace("'", "’").tolist() == ["It’s late"]


def test_bytes_of_no_encoding_are_refused(tmp_path):
    head = b"Subject: Visits\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    with pytest.raises(UnreadableError, match="expected a message in UTF-8 or Windows-1252"):
        read_eml(saved(tmp_path, head + b"late \x81\x8d"), {})


def test_a_subject_in_words_encoded(tmp_path):
    message = eml("Plans are clear", subject="AW: Stärken – Strengths")
    assert listing(read(saved(tmp_path, message))) == [["Plans are clear", "Stärken – Strengths", "strength"]]


def test_another_format_by_that_name_is_refused(tmp_path):
    (tmp_path / "audit.msg").write_bytes(b"Plans are clear")
    with pytest.raises(UnreadableError, match="expected an Outlook message; found another format"):
        read_msg(tmp_path / "audit.msg", {})
