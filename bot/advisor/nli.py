"""An optional judge of support: a cross-encoder for natural language inference."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

BAR = 0.5
_ENTAILS = "entail"


class Encoder(Protocol):
    """The part of a sentence-transformers ``CrossEncoder`` that judging needs."""

    def predict(self, pairs: Sequence[tuple[str, str]], **options: object) -> NDArray[np.float32]:
        """Return scores of (premise, hypothesis) pairs, shape (n, labels) or (n,)."""
        ...


class Inference:
    """Judges support by the probability that the quoted words entail the claim.

    ``labels`` names the encoder's outputs by place, as the model's configuration does. ``options``
    go with every call to the encoder, which must return logits.
    """

    bar = BAR

    def __init__(
        self,
        encoder: Encoder,
        labels: Mapping[int, str],
        options: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        self._encoder = encoder
        self._options = options
        self._place = next((n for n, label in labels.items() if _ENTAILS in label.lower()), -1)
        if self._place < 0:
            known = ", ".join(labels.values())
            raise SettingsError(
                f"ADVISOR_NLI_MODEL has no label for entailment (it has {known}); choose a "
                "cross-encoder trained for natural language inference"
            )

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return for each (claim, evidence) the probability of entailment."""
        if not pairs:
            return []
        premises = [(evidence, claim) for claim, evidence in pairs]
        scores = np.asarray(self._encoder.predict(premises, **self._options), dtype=np.float64)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = raised / raised.sum(axis=1, keepdims=True)
        return [float(share) for share in shares[:, self._place]]


def load_inference(model: str) -> Inference:
    """Load the cross-encoder *model*, a name or a folder; none comes with the product.

    Raises:
        SettingsError: it cannot be loaded, or is not for inference.
    """
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    try:
        encoder = CrossEncoder(model)
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SettingsError(f"ADVISOR_NLI_MODEL={model} cannot be loaded: {reason}") from error
    labels = {int(n): str(label) for n, label in encoder.config.id2label.items()}
    # Some models' own configuration asks for a softmax; it is taken here, once.
    options = {"activation_fn": Identity(), "show_progress_bar": False}
    return Inference(encoder, labels, options)
