"""What a theme is: the codebook file and the class that reads it."""

from qa_nlp.codebook.codebook import Codebook, Theme
from qa_nlp.codebook.indicator import Indicator

__all__ = ["Codebook", "Indicator", "Theme"]
