"""Tables and quotes → a draft that a person will edit."""

from qa_nlp.briefing.compose import compose
from qa_nlp.briefing.draft import Draft
from qa_nlp.briefing.quotes import quote

__all__ = ["Draft", "compose", "quote"]
