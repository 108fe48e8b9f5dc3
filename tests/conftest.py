"""Shared by all rooms: a small codebook, a small labelled set, and where the shared folder lies."""

from pathlib import Path

import pandas as pd
import pytest

from qa_nlp import Codebook

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, which is not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def small_book() -> Codebook:
    themes = [
        {"id": theme, "name": name, "definition": name, "strength": "good", "concern": "poor"}
        for theme, name in (("drift", "Drift"), ("supervision", "Supervision"), ("voice", "Voice"))
    ]
    return Codebook.from_dict({"groups": [{"id": "all", "name": "All", "themes": themes}]})


@pytest.fixture(scope="session")
def small_set() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Labelled sentences of six documents: three themes in both polarities, and sentences without any."""
    sayings = {
        (
            "drift",
            "concern",
        ): "the plan has drifted for {}|drift and delay in {}|drift is plain in {}|too much drift {}",
        (
            "drift",
            "strength",
        ): "no drift seen in {}|drift was avoided in {}|good pace and no drift {}|drift ended well {}",
        (
            "supervision",
            "concern",
        ): "supervision is poor in {}|supervision missed {}|weak supervision {}|supervision is late {}",
        ("supervision", "strength"): "supervision is good in {}|strong supervision {}|helpful supervision {}",
        ("voice", "concern"): "the voice of the child is missing {}|voice is poor {}|no voice in {}|weak voice {}",
        ("voice", "strength"): "the voice of the child is strong {}|voice is good {}|rich voice in {}|clear voice {}",
        (None, None): "the file was opened in {}|the family lives in {}|two siblings {}|the audit took place {}",
    }
    findings, tags = [], []
    for document, place in enumerate(("autumn", "this case", "the spring", "two files", "the summer", "winter")):
        for (theme, polarity), patterns in sayings.items():
            for number, pattern in enumerate(patterns.split("|")):
                finding_id = f"{document}-{theme}-{polarity}-{number}"
                findings.append((finding_id, pattern.format(place), f"document {document}"))
                if theme:
                    tags.append((finding_id, theme, polarity))
        # A bare topic says nothing by itself: its heading does.
        for theme, direction in (("supervision", "strength"), ("supervision", "concern"), ("voice", "strength")):
            finding_id = f"{document}-bare-{theme}-{direction}"
            findings.append((finding_id, theme, f"document {document}"))
            tags.append((finding_id, theme, direction))
    table = pd.DataFrame(findings, columns=["finding_id", "text", "document"])
    table["direction"] = [f.rpartition("-")[2] if "bare" in f else None for f in table["finding_id"]]
    return table, pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"])
