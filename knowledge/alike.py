"""Texts of one meaning put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.embedder import Embedder

ONE_MEANING: Final = 0.7
"""Cosine from which two questions count as one, with all-MiniLM-L6-v2.

Of 60 questions that we wrote on 18 topics, many of them neighbours (what a team costs, what its
manager earns), 0.7 puts 64 % of a topic's pairs together, and 59 % of the pairs that it puts
together are of one topic; 0.6 gives 81 % and 56 %, 0.8 gives 39 % and 73 %.
"""


def alike(
    texts: Sequence[str], embedder: Embedder, threshold: float = ONE_MEANING
) -> list[tuple[int, ...]]:
    """Return the indexes of *texts* in groups of one meaning, the largest group first.

    Every text is in one group. Each group has a centre, its first, from which none of its texts is
    farther than *threshold*, so a chain of small steps joins nothing. The same texts in the same
    order give the same groups. The method is ``community_detection`` of sentence-transformers.
    """
    if not texts:
        return []
    # torch takes seconds to import: commands that group nothing must not wait.
    import torch
    from sentence_transformers.util import community_detection

    vectors = torch.from_numpy(embedder.embed_texts(texts))
    groups = community_detection(vectors, threshold=threshold, min_community_size=1)
    return [tuple(group) for group in groups]
