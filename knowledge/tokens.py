"""Texts as an embedding model reads them: token numbers, and the characters each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text's tokens: their numbers, and where each starts and ends in the text.

    A special token stands for no character: its start and end are equal.
    """

    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)


class TokenReader:
    """A model's tokenizer under a prompt, safe to use from several threads at once.

    Works on its own copy: transformers switches truncation and padding of the shared one on every
    call, which fails with "Already borrowed" when two threads do it together.
    """

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, longest: int, *, prompt: str = ""
    ) -> None:
        self._tokenizer = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._longest = longest
        self._prompt = prompt

    def count(self, text: str) -> int:
        """Count the tokens of *text* with the prompt and special tokens, however many they are."""
        return len(self._tokenizer.encode(self._prompt + text))

    def read(self, text: str, core: int = 0) -> Tokens:
        """Return the tokens of *text*, as many as the model reads.

        What is too much is taken from the end of what stands before character *core* (a title and
        headings), and only then from the end of the text.
        """
        tokens = _tokens(self._tokenizer.encode(self._prompt + text), len(self._prompt))
        excess = len(tokens) - self._longest
        if excess <= 0:
            return tokens
        special = tokens.starts == tokens.ends
        heading = np.flatnonzero(~special & (tokens.ends <= core) & (tokens.starts >= 0))
        spared = heading[-excess:] if core else heading[:0]
        body = np.flatnonzero(~special & (tokens.ends > core))
        cut = body[len(body) - (excess - len(spared)) :]
        keep = np.ones(len(tokens), dtype=bool)
        keep[spared] = keep[cut] = False
        return Tokens(tokens.numbers[keep], tokens.starts[keep], tokens.ends[keep])


def _tokens(encoding: Encoding, prompt: int) -> Tokens:
    """Take the numbers and offsets out of *encoding*, offsets counted from the prompt's end."""
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    special = np.asarray(encoding.special_tokens_mask, dtype=bool)
    shifted = np.where(special[:, None], 0, offsets - prompt)
    return Tokens(np.asarray(encoding.ids, dtype=np.int64), shifted[:, 0], shifted[:, 1])
