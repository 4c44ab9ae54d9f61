"""Opens what answers questions: the embedder, the library and the advisor over it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from knowledge.errors import NoIndexError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.advisor.advisor import Advisor
    from bot.advisor.nli import Inference
    from bot.settings import Settings
    from knowledge.progress import Progress
    from knowledge.retrieve import Library

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """Which embedding model to use: a name or folder, and a revision of it."""

    name: str
    revision: str = ""


def open_library(
    index_dir: Path, model: Model, progress: Progress | None = None, chroma_url: str = ""
) -> Library:
    """Open the index; where there is none yet, index the shipped library first.

    With *chroma_url* the passage vectors are on a Chroma server.

    Raises:
        KnowledgeError: the model or the index is unfit; the message says what to do.
    """
    from knowledge.embedder import load_embedder
    from knowledge.reindex import Request, reindex
    from knowledge.retrieve import Library

    embedder = load_embedder(model.name, model.revision)
    try:
        return Library(index_dir, embedder, chroma_url)
    except NoIndexError:
        logger.info("nothing is indexed yet: indexing the shipped library")
        request = Request(only_library=True, chroma_url=chroma_url)
        reindex(index_dir, embedder, request, progress)
        return Library(index_dir, embedder, chroma_url)


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes answers and who judges them: empty names mean no language model.

    ``model`` is ``provider:name``, ``seconds`` what it may take for an answer; ``nli`` a
    cross-encoder for inference, by name or folder.
    """

    model: str = ""
    base_url: str = ""
    key: str = field(default="", repr=False)
    seconds: float = 25.0
    nli: str = ""


def writing_of(settings: Settings) -> Writing:
    """Take from *settings* who writes."""
    key = settings.model_api_key
    return Writing(
        settings.model,
        settings.model_base_url,
        key.get_secret_value() if key else "",
        settings.answer_seconds,
        settings.nli_model,
    )


def make_advisor(library: Library, writing: Writing = Writing()) -> Advisor:
    """Make the advisor that answers from a library.

    With a language model it writes first, and the library's own sentences come where it fails.

    Raises:
        SettingsError: a model's name is malformed, or its package, key or files are missing.
    """
    from bot.advisor.advisor import Advisor
    from bot.advisor.support import Support
    from knowledge.embedder import BUNDLED, is_one_token

    embedder = library.embedder
    is_common = partial(is_one_token, embedder)
    judge = _inference(writing.nli) or Support(
        embedder.embed_texts if embedder.name == BUNDLED else None
    )
    if not writing.model:
        return Advisor(library, judge=judge, vocabulary=library.vocabulary, is_common=is_common)
    from bot.advisor.budget import Budget
    from bot.advisor.chat_model import Access, open_model
    from bot.advisor.extractive import ExtractiveComposer
    from bot.advisor.llm import LanguageModelComposer, ModelRewriter

    access = Access(writing.model, writing.base_url, writing.key)
    model = open_model(access, Budget(seconds=writing.seconds))
    return Advisor(
        library,
        (LanguageModelComposer(model), ExtractiveComposer()),
        judge=judge,
        rewrite=ModelRewriter(model),
        vocabulary=library.vocabulary,
        is_common=is_common,
    )


def _inference(model: str) -> Inference | None:
    if not model:
        return None
    from bot.advisor.nli import load_inference

    return load_inference(model)
