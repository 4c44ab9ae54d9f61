from __future__ import annotations

import numpy as np

from knowledge.alike import alike
from tests.fakes import HashingEmbedder


class Angles(HashingEmbedder):
    """Embeds a number as a direction: so many degrees."""

    def embed_texts(self, texts):
        radians = np.radians([float(text) for text in texts])
        return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def test_texts_of_one_meaning_come_together_around_a_centre_the_largest_group_first():
    large, small = alike(["90", "0", "20", "40", "95"], Angles(), 0.9)

    assert large[0] == 2
    assert set(large) == {1, 2, 3}
    assert small == (0, 4)


def test_a_chain_of_small_steps_joins_nothing():
    groups = alike([str(degrees) for degrees in range(0, 180, 20)], Angles(), 0.9)

    assert max(len(group) for group in groups) == 3


def test_every_text_is_in_one_group_and_the_same_texts_give_the_same_groups():
    texts = [f"{word} {other}" for word in "abcdefghij" for other in "klmno"]

    groups = alike(texts, HashingEmbedder())

    assert sorted(index for group in groups for index in group) == list(range(len(texts)))
    assert alike(texts, HashingEmbedder()) == groups


def test_nothing_gives_no_group():
    assert alike([], HashingEmbedder()) == []
