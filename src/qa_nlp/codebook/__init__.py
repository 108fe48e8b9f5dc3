"""What a theme is: the codebook file and the class that reads it."""

from qa_nlp.codebook.codebook import Codebook, Theme

__all__ = ["Codebook", "Theme"]
