"""The pipeline that most tutorials and peers use, to stand beside ours in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings


def embeddings() -> HuggingFaceEmbeddings:
    """Load the bundled model as a tutorial would: everything at its default."""
    from langchain_huggingface import HuggingFaceEmbeddings

    from knowledge.bundled import bundled_model

    return HuggingFaceEmbeddings(model_name=str(bundled_model()))


def index(texts: Sequence[str], folder: Path, model: HuggingFaceEmbeddings) -> tuple[Chroma, int]:
    """Split by characters, embed and store; return the store and the number of chunks."""
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = [chunk for text in texts for chunk in splitter.split_text(text)]
    store = Chroma.from_texts(
        chunks[:5000], model, persist_directory=str(folder), collection_name="naive"
    )
    for start in range(5000, len(chunks), 5000):  # more than Chroma takes in one call
        store.add_texts(chunks[start : start + 5000])
    return store, len(chunks)
