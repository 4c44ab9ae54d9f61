"""Agreement of a text with written answers, as the rouge-score package measures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rouge:
    """ROUGE (Lin, 2004) over stemmed words, the best reference counting.

    Raises on construction:
        KnowledgeError: the package rouge-score is not installed.
    """

    def __init__(self) -> None:
        try:
            from rouge_score.rouge_scorer import RougeScorer
        except ImportError as error:
            raise KnowledgeError(
                "comparing answers with written ones needs the package rouge-score: "
                "pip install 'alliance-advisor[evaluate]'"
            ) from error
        self._scorer = RougeScorer(["rougeL", "rouge1"], use_stemmer=True)

    def longest_common(self, text: str, references: Sequence[str]) -> float:
        """Return RougeL: F1 of the longest common subsequence of words."""
        return max((self._of(r, text)["rougeL"].fmeasure for r in references), default=0.0)

    def words_found(self, text: str, references: Sequence[str]) -> float:
        """Return Rouge-1 recall: the share of a reference's words that the text holds."""
        return max((self._of(r, text)["rouge1"].recall for r in references), default=0.0)

    def _of(self, reference: str, text: str) -> dict[str, _Score]:
        found: dict[str, _Score] = self._scorer.score(reference, text)
        return found


if TYPE_CHECKING:
    from typing import Protocol

    class _Score(Protocol):
        recall: float
        fmeasure: float
