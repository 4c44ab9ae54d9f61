"""Inference as the judge of support, with a real cross-encoder loaded from a folder.

No weights that know English can be bundled, so a tiny model is taught a few pairs: enough to see
that loading, label order, batches and the way into an answer work. It says nothing of quality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from bot.advisor.advisor import Advisor
from bot.advisor.budget import Budget
from bot.advisor.chat_model import Access, open_model
from bot.advisor.llm import LanguageModelComposer
from bot.advisor.model import Answer, Question
from bot.advisor.nli import load_inference
from bot.errors import SettingsError
from bot.opening import Writing, make_advisor
from knowledge.bundled import bundled_model
from tests import llm_server
from tests.bot.advisor.made import passage
from tests.fakes import HashingEmbedder, StubLibrary
from tests.llm_server import Server

if TYPE_CHECKING:
    from pathlib import Path

ENTAILED = (
    ("Firms that trust each other share more.", "Trust makes firms share."),
    ("Committees meet every quarter.", "A committee meets quarterly."),
)
NOT_ENTAILED = (
    ("Firms that trust each other share more.", "A committee meets quarterly."),
    ("Committees meet every quarter.", "Trust makes firms share."),
)
KNOWN_BY_HEART = 0.02
LABELS = ("contradiction", "ENTAILMENT", "neutral")


def taught(folder: Path, labels: tuple[str, ...] = LABELS) -> str:
    """Make a cross-encoder folder whose model knows the pairs above by heart."""
    torch.manual_seed(7)
    tokenizer = AutoTokenizer.from_pretrained(bundled_model())
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=128, num_labels=len(labels),
        initializer_range=0.3,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(labels)), label2id={name: n for n, name in enumerate(labels)},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    pairs = [*ENTAILED, *NOT_ENTAILED]
    entails = next((n for n, name in enumerate(labels) if "entail" in name.lower()), 0)
    targets = torch.tensor([entails] * 2 + [(entails + 1) % len(labels)] * 2)
    batch = tokenizer([p for p, _ in pairs], [h for _, h in pairs], padding=True,
                      return_tensors="pt")  # fmt: skip
    model.bert.embeddings.requires_grad_(False)
    optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=0.005)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a model so small is slower on several
    for _ in range(600):
        optimizer.zero_grad()
        loss = model(**batch, labels=targets).loss
        if loss < KNOWN_BY_HEART:
            break
        loss.backward()
        optimizer.step()
    assert loss < KNOWN_BY_HEART
    torch.set_num_threads(threads)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return taught(tmp_path_factory.mktemp("nli"))


@pytest.mark.parametrize(
    "labels", [LABELS, ("entailment", "neutral", "contradiction"), ("not_found", "entails")]
)
def test_the_label_for_entailment_is_found_wherever_it_stands(tmp_path, labels):
    judge = load_inference(taught(tmp_path, labels))

    good = judge([(claim, evidence) for evidence, claim in ENTAILED])
    bad = judge([(claim, evidence) for evidence, claim in NOT_ENTAILED])

    assert min(good) > 0.9
    assert max(bad) < 0.1


def test_a_batch_says_what_its_pairs_say_alone(folder):
    judge = load_inference(folder)
    pairs = [(claim, evidence) for evidence, claim in (*ENTAILED, *NOT_ENTAILED)] * 20

    together = judge(pairs)
    alone = [judge([pair])[0] for pair in pairs[:4]]

    assert together[:4] == pytest.approx(alone, abs=1e-4)
    assert len(together) == len(pairs)


def test_it_agrees_with_the_encoder_s_own_softmax(folder):
    (evidence, claim) = ENTAILED[0]

    [ours] = load_inference(folder)([(claim, evidence)])
    theirs = CrossEncoder(folder).predict([(evidence, claim)], apply_softmax=True)[0][1]

    assert ours == pytest.approx(float(theirs), abs=1e-4)


def test_it_judges_the_claims_of_an_answer(folder):
    evidence, claim = ENTAILED[0]
    _, other = ENTAILED[1]

    def say(_):
        return llm_server.claims((claim, ["S1"], evidence), (other, ["S1"], evidence))

    with Server(say) as server:
        model = open_model(Access("openai:scripted", server.url), Budget())
        advisor = Advisor(
            StubLibrary(passage(evidence), sure=0.9),
            (LanguageModelComposer(model),),
            judge=load_inference(folder),
        )
        reply = advisor.answer(Question("What does trust do?"))

    assert isinstance(reply, Answer)
    assert claim in reply.text
    assert other not in reply.text


def test_the_setting_opens_it(folder):
    class Shelf(StubLibrary):
        embedder = HashingEmbedder()

        def vocabulary(self):
            return frozenset()

    advisor = make_advisor(Shelf(), Writing(nli=folder))

    assert type(advisor._judge).__name__ == "Inference"


def test_a_model_for_something_else_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="no label for entailment"):
        load_inference(taught(tmp_path, ("relevant", "irrelevant")))


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(SettingsError, match=f"ADVISOR_NLI_MODEL={tmp_path} cannot be loaded"):
        load_inference(str(tmp_path))
