"""The two networks: an encoder (a transformer, or windows over word vectors) under one head."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import nn

_UNSEEN = 1e4  # what a token that may not be looked at loses before the softmax


class TorchHead(nn.Module):
    """:class:`qa_nlp.tagging.head.Head` as it is trained; a test holds the two against each other.

    Looks at the words of the finding alone, not at those of its context, so that the evidence lies in the finding.
    """

    def __init__(self, width: int, n_themes: int, queries: torch.Tensor | None = None) -> None:
        super().__init__()
        self.query = nn.Parameter(queries.clone() if queries is not None else torch.randn(n_themes, width) * 0.05)
        self.weight = nn.Parameter(self.query.detach().clone())
        self.whole = nn.Parameter(torch.zeros(n_themes, width))
        self.bias = nn.Parameter(torch.full((n_themes,), -3.0))
        self.polarity = nn.Parameter(torch.zeros(4, width))
        self.polarity_whole = nn.Parameter(torch.zeros(4, width))
        self.polarity_bias = nn.Parameter(torch.zeros(n_themes, 4))
        nn.init.normal_(self.polarity, std=0.02)

    def forward(self, states: torch.Tensor, seen: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return theme logits (B x T) and polarity logits (B x T x 4)."""
        there = seen.to(states.dtype)
        attention = states @ self.query.T + (there.unsqueeze(2) - 1) * _UNSEEN  # B x L x T
        attention = torch.softmax(attention, dim=1) * there.unsqueeze(2)
        spread = there / there.sum(dim=1, keepdim=True).clamp(min=1)
        mean = (spread.unsqueeze(1) @ states).squeeze(1)
        themes = (attention * (states @ self.weight.T)).sum(dim=1) + mean @ self.whole.T + self.bias
        polarity = attention.transpose(1, 2) @ (states @ self.polarity.T) + (mean @ self.polarity_whole.T).unsqueeze(1)
        return themes, polarity + self.polarity_bias


class Transformer(nn.Module):
    """A pretrained transformer, its word vectors frozen but for those of the abbreviations added to them."""

    def __init__(self, folder: Path, n_tokens: int) -> None:
        super().__init__()
        from transformers import AutoModel

        model: Any = AutoModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
        self.model = model
        self.width = int(model.config.hidden_size)
        words = model.get_input_embeddings().weight
        self.n_known = int(words.shape[0])
        words.requires_grad_(False)
        self.added = nn.Parameter(torch.zeros(max(n_tokens - self.n_known, 1), self.width))

    @property
    def vectors(self) -> torch.Tensor:
        """Word vectors of every token."""
        return torch.cat([self.model.get_input_embeddings().weight, self.added]).detach()

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return token states (B x L x width)."""
        known = self.model.get_input_embeddings()(ids.clamp(max=self.n_known - 1))
        new = self.added[(ids - self.n_known).clamp(min=0)]
        vectors = torch.where((ids >= self.n_known).unsqueeze(2), new, known)
        states: torch.Tensor = self.model(
            inputs_embeds=vectors, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        return states


class Windows(nn.Module):
    """Word vectors, two layers that see a token with its neighbours, and the means of context and finding.

    Nothing but look-ups and matrix products: about a hundredth of the transformer's arithmetic.
    """

    def __init__(self, vectors: torch.Tensor, width: int, layers: int = 2, dropout: float = 0.1) -> None:
        super().__init__()
        self.width = width
        size = vectors.shape[1]
        self.words = nn.Embedding.from_pretrained(vectors.clone(), freeze=False)
        self.kind = nn.Parameter(torch.zeros(2, size))
        self.around = nn.Linear(2 * size, width)
        sizes = [size, *[width] * layers]
        self.layers = nn.ModuleList(nn.Linear(3 * a, b) for a, b in pairwise(sizes))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return token states (B x L x width)."""
        there, second = mask.unsqueeze(2).float(), types.unsqueeze(2).float()
        words = self.words(ids) + self.kind[0] * (1 - second) + self.kind[1] * second
        states = self.dropout(words) * there
        parts = [(states * part).sum(dim=1) / part.sum(dim=1).clamp(min=1) for part in (there - second, second)]
        around = self.around(torch.cat(parts, dim=1)).unsqueeze(1)
        for number, (layer, norm) in enumerate(zip(self.layers, self.norms, strict=True)):
            gap = torch.zeros_like(states[:, :1])
            left = torch.cat([gap, states[:, :-1]], dim=1)
            right = torch.cat([states[:, 1:], gap], dim=1)
            found = layer(torch.cat([left, states, right], dim=2))
            found = self.dropout(torch.relu(found if number else found + around))
            states = norm(states + found if number else found) * there
        return states


class Reader(nn.Module):
    """An encoder and the head that are trained together."""

    def __init__(self, encoder: Transformer | Windows, head: TorchHead) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = head

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor, seen: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return theme logits (B x T) and polarity logits (B x T x 4)."""
        themes, polarity = self.head(self.encoder(ids, mask, types), seen)
        return themes, polarity
