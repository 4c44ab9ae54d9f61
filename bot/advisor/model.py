"""The shapes of asking and answering. They know nothing of Slack, storage or models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import Audience, Passage, Work


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation, as we recorded it."""

    question: str
    standalone: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, free of mentions and markup.

    ``thread`` holds the conversation so far, oldest first. ``audience`` is who can read the answer
    where it will stand: ``shared`` limits it to sources that outsiders may see.
    """

    text: str
    thread: tuple[Turn, ...] = ()
    audience: Audience = Audience.INTERNAL
    collections: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model's provider reports; ``cost`` is in its currency, ``None`` if untold."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None

    def __add__(self, other: Usage) -> Usage:
        """Return both together."""
        told = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            sum(told) if told else None,
        )


NO_USAGE = Usage()


class Form(StrEnum):
    """The shape an answer takes."""

    FACT = "fact"
    OUTLINE = "outline"
    COMPARISON = "comparison"
    DEFINITION = "definition"
    HOW_TO = "how-to"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered pointer from a claim to the exact words that prove it.

    ``quote`` stands verbatim in ``passage.text``. ``work`` is the publication that the quoted words
    report: the passage's own source, unless a note attributes the sentence to another.
    """

    number: int
    passage: Passage
    quote: str
    work: Work


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence (or list item) of an answer with the numbers of its citations, at least one.

    ``lead`` goes before it where sources contradict each other: who says it, and when.
    """

    text: str
    citations: tuple[int, ...]
    is_item: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Claims that all carry citations.

    ``standalone`` is the question as it was understood. ``confidence`` is 0 to 1. ``composed_by``
    names the composer; ``notice`` is a quiet line for the reader (a fallback, say). ``usage`` is
    what language models took on the way, whoever composed in the end.
    """

    standalone: str
    form: Form
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float
    composed_by: str
    build: str
    notice: str = ""
    usage: Usage = NO_USAGE

    @property
    def text(self) -> str:
        """The answer in plain text with ``[n]`` after every claim."""
        lines: list[str] = []
        for claim in self.claims:
            marks = "".join(f"[{n}]" for n in claim.citations)
            piece = f"{claim.lead}{claim.text} {marks}"
            if claim.is_item:
                lines.append(f"• {piece}")
            elif lines and not lines[-1].startswith("• "):
                lines[-1] = f"{lines[-1]} {piece}"
            else:
                lines.append(piece)
        return "\n".join(lines)


class RefusalReason(StrEnum):
    """Why the library is not made to answer."""

    NOT_IN_LIBRARY = "not-in-library"
    PROFESSIONAL = "professional"
    OUT_OF_SCOPE = "out-of-scope"
    NOT_A_QUESTION = "not-a-question"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that says what the library lacks, or whom to ask instead.

    ``nearest`` are up to three passages that come closest; they prove nothing and carry no numbers.
    """

    standalone: str
    reason: RefusalReason
    text: str
    nearest: tuple[Passage, ...] = ()
    confidence: float = 0.0
    build: str = ""
    usage: Usage = NO_USAGE


@dataclass(frozen=True, slots=True)
class Remark:
    """A short helpful reply to a greeting, thanks or noise; nothing was looked up."""

    text: str


Reply = Answer | Refusal | Remark
