"""Faults planted in claims from real passages, and faithful paraphrases of the same, verified.

Every claim is made by rule from a sentence of the shipped library, so the set renews itself with
the library; further paraphrases are written by hand (``paraphrases.py``).
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.advisor.model import Answer, Citation, Claim, Form
from bot.advisor.names import names_in
from bot.advisor.verify import verify
from knowledge.corpus import SHIPPED_LIBRARY
from knowledge.embedder import load_embedder
from knowledge.model import Hit, SearchResult
from knowledge.passages import split
from knowledge.readers import read_source
from tests.bench.figures import Figure
from tests.bench.paraphrases import FRESH, FRESH_PLANTED, PARAPHRASES, PLANTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.advisor.support import Judge
    from knowledge.embedder import Embedder
    from knowledge.model import Passage, Sentence

PER_KIND = 90
FAITHFUL_PER_KIND = 110


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the words it quotes from a passage, and whether these prove it."""

    kind: str
    claim: str
    quote: str
    passage: Passage
    is_faithful: bool


def library_sentences(embedder: Embedder) -> list[tuple[Passage, Sentence]]:
    """Return every whole sentence of the shipped library with its passage."""
    found = []
    for path in sorted(SHIPPED_LIBRARY.glob("*.md")):
        source = read_source(path, f"library/{path.name}")
        for passage in split(source, embedder.count_tokens, embedder.max_tokens):
            for sentence in passage.sentences:
                text = passage.sentence_text(sentence)
                if not sentence.is_item and len(text.split()) >= 9 and text.endswith("."):
                    found.append((passage, sentence))
    return found


# --- faults: each rule returns the altered sentence, or nothing where it does not apply ---

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
_MONEY = re.compile(r"[$€£]")
_FLIPS = {
    "quantifier": (
        (r"\bmost\b", "some"), (r"\bsome\b", "most"), (r"\bmany\b", "all"), (r"\bfew\b", "many"),
        (r"\boften\b", "always"), (r"\busually\b", "always"), (r"\btypically\b", "never"),
        (r"\brarely\b", "often"), (r"\bseveral\b", "all"), (r"\bonly\b ", ""),
        (r"\bboth\b", "neither of"), (r"\ball\b", "few"), (r"\bevery\b", "hardly any"),
        (r"\bnearly half\b", "most"), (r"\bcan\b", "always"), (r"\bmay\b", "must"),
    ),
    "direction": (
        (r"\bmore\b", "less"), (r"\bless\b", "more"), (r"\bfewer\b", "more"),
        (r"\bhigher\b", "lower"), (r"\blower\b", "higher"), (r"\bbetter\b", "worse"),
        (r"\bworse\b", "better"), (r"\bbefore\b", "after"), (r"\bafter\b", "before"),
        (r"\brose\b", "fell"), (r"\bfell\b", "rose"), (r"\bincrease", "decrease"),
        (r"\bsuccess\b", "failure"), (r"\bfailure\b", "success"), (r"\bsuccessful\b", "failing"),
        (r"\bfail\b", "succeed"), (r"\bearly\b", "late"), (r"\bwithout\b", "with"),
        (r"\bwith\b", "without"), (r"\bstrong\b", "weak"), (r"\bformal\b", "informal"),
        (r"\blong\b", "short"), (r"\bexternal\b", "internal"), (r"\binternal\b", "external"),
    ),
}  # fmt: skip
_VERB = re.compile(
    r"\b(?P<verb>is|are|was|were|can|should|must|may|will|would|could|do|does|did|had|has)\b"
    r"(?! not)"
)
_DENIAL = re.compile(r"\b(?:not|never|no|cannot|without)\b ?")


def number(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Alter one number."""
    places = list(_NUMBER.finditer(text))
    if not places:
        return ""
    match = draw.choice(places)
    digits = re.sub(r"\D", "", match.group())
    altered = digits
    while altered == digits or altered[0] == "0":
        altered = "".join(draw.sample(digits, len(digits)))
        if altered == digits or altered[0] == "0" or len(set(digits)) == 1:
            altered = str(int(digits) + draw.choice((1, 3, 7, 11)))
    return text[: match.start()] + altered + text[match.end() :]


def unit(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Alter a currency, a unit or how often something is."""
    swaps = (("$", "€"), ("%", " million"), ("quarterly", "monthly"), ("monthly", "weekly"),
             ("weekly", "daily"), ("annual", "quarterly"), ("months", "years"), ("years", "months"),
             ("million", "billion"), ("billion", "million"), ("a year", "a month"),
             ("days", "weeks"), ("weeks", "months"))  # fmt: skip
    fit = [(a, b) for a, b in swaps if a in text]
    if not fit:
        return ""
    old, new = draw.choice(fit)
    return text.replace(old, new)


def date(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Alter a year or a month."""
    match = re.search(r"\b(?:19|20)\d\d\b", text)
    if match is None:
        return ""
    return text.replace(match.group(), str(int(match.group()) + draw.choice((-3, -1, 2, 5))))


def name(text: str, draw: random.Random, others: Sequence[str]) -> str:
    """Put another name of the library in the place of one."""
    own = [n for n in names_in(text) if len(n.text) > 3]
    if not own:
        return ""
    old = draw.choice(own)
    pool = [o for o in others if not set(o.lower().split()) & set(text.lower().split())]
    return text[: old.start] + draw.choice(pool) + text[old.end :]


def invented_name(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Credit somebody who is not there."""
    who = draw.choice(("Porter", "Drucker", "Accenture", "Bain and Company", "Christensen",
                       "Gartner", "Mintzberg", "the Boston Consulting Group"))  # fmt: skip
    if who.split()[-1] in text:
        return ""
    bare = text[0].lower() + text[1:] if not names_in(text[:25]) else text
    return f"According to {who}, {bare}"


def negation(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Deny what is said, or say what is denied."""
    denial = _DENIAL.search(text)
    if denial is not None and draw.random() < 0.5:
        return text[: denial.start()] + text[denial.end() :]
    match = _VERB.search(text)
    if match is not None:
        return f"{text[: match.end()]} not{text[match.end() :]}"
    match = re.search(r"\b(?:found|says|report|reports|writes|warns|argues) that (\w+)", text)
    return f"{text[: match.start(1)]}no {text[match.start(1) :]}" if match else ""


_NOUNS = (
    "trust", "contract", "culture", "governance", "strategy", "budget", "partner selection",
    "knowledge", "technology", "communication", "experience", "pricing", "leadership", "training",
    "planning", "performance", "revenue", "customers", "suppliers", "regulation", "metrics",
    "commitment", "risk", "scope", "conflict", "control", "learning", "products", "research",
)  # fmt: skip


def other_thing(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Say it of another thing."""
    fit = [noun for noun in _NOUNS if re.search(rf"\b{noun}\b", text)]
    if not fit:
        return ""
    old = draw.choice(fit)
    new = draw.choice([noun for noun in _NOUNS if noun not in text.lower()])
    return re.sub(rf"\b{old}\b", new, text)


def _flip(kind: str) -> Callable[[str, random.Random, Sequence[str]], str]:
    def rule(text: str, draw: random.Random, _others: Sequence[str]) -> str:
        fit = [(p, new) for p, new in _FLIPS[kind] if re.search(p, text)]
        if not fit:
            return ""
        pattern, new = draw.choice(fit)
        return re.sub(pattern, new, text, count=1)

    return rule


def swap(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Exchange two percentages, or two names that are not of one list."""
    shares = list(dict.fromkeys(re.findall(r"\d+(?:\.\d+)?%", text)))
    if len(shares) == 2:
        one, other = shares
        return text.replace(one, "\0").replace(other, one).replace("\0", other)
    return ""


def added_bound(text: str, draw: random.Random, _others: Sequence[str]) -> str:
    """Make more or less of a number."""
    match = re.search(r"(?<![\w.,$€£-])\d[\d.]*%", text)
    if match is None or re.search(r"(?:to|from|–|-)\s?$", text[: match.start()]):  # noqa: RUF001
        return ""
    return (
        f"{text[: match.start()]}{draw.choice(('more than ', 'less than '))}{text[match.start() :]}"
    )


FAULTS: dict[str, Callable[[str, random.Random, Sequence[str]], str]] = {
    "number": number,
    "unit or rhythm": unit,
    "date": date,
    "name": name,
    "attribution": invented_name,
    "negation": negation,
    "quantifier": _flip("quantifier"),
    "direction": _flip("direction"),
    "swapped figures": swap,
    "bound": added_bound,
    "another thing": other_thing,
}

# --- faithful: the same in other words ---

_REPORT = re.compile(
    r"^(?P<who>(?:[A-Z][\w'\u2019.&-]+(?:,? and |, | of | )?)+)(?P<year> \([^)]*\))? "
    r"(?:also |further )?(?P<verb>found|report|reports|reported|says|say|writes|argue|argues|"
    r"warns|concluded|conclude|advises|advise|recommends|recommend|observed) that (?P<what>.+)\.$"
)
_TAIL = re.compile(
    r"^(?P<what>.+), (?:writes|says|wrote|warns|argues|found|finds|reports|reported|according to) "
    r"(?P<who>[A-Z][^,]+(?:, [^,]+ and [^,]+)?)\.$"
)


def notation(text: str, draw: random.Random) -> str:
    """Write numbers another way."""
    altered = re.sub(r"(\d)%", r"\1 per cent", text)
    altered = re.sub(r"\b(\d),(\d)00\b", r"\1.\2 thousand", altered)
    altered = re.sub(r"\$(\d+) million", r"\1 million dollars", altered)
    return altered if altered != text else ""


def fronted(text: str, _draw: random.Random) -> str:
    """Name the source first: "According to …"."""
    match = _REPORT.match(text) or _TAIL.match(text)
    if match is None:
        return ""
    year = match.groupdict().get("year") or ""
    what = match["what"]
    what = what if names_in(what[:30]) else what[0].lower() + what[1:]
    return f"According to {match['who'].strip()}{year}, {what}."


def trailing(text: str, _draw: random.Random) -> str:
    """Name the source last."""
    match = _REPORT.match(text)
    if match is None:
        return ""
    what = match["what"]
    return f"{what[0].upper()}{what[1:]}, as {match['who'].strip()} found."


def unattributed(text: str, _draw: random.Random) -> str:
    """Leave the source to the citation."""
    match = _REPORT.match(text) or _TAIL.match(text)
    return f"{match['what'][0].upper()}{match['what'][1:]}." if match else ""


_SYNONYMS = (
    (r"\bfirms\b", "companies"), (r"\bfirm\b", "company"), (r"\bcompanies\b", "firms"),
    (r"\balliances\b", "partnerships"), (r"\balliance\b", "partnership"),
    (r"\bjoint ventures\b", "JVs"), (r"\bfound\b", "observed"), (r"\bsays\b", "states"),
    (r"\bshould\b", "ought to"), (r"\bbegin", "start"), (r"\bend\b", "terminate"),
    (r"\bgoals\b", "objectives"), (r"\bobjectives\b", "aims"), (r"\bproblems\b", "difficulties"),
    (r"\breasons\b", "causes"), (r"\bimportant\b", "crucial"), (r"\bhelps\b", "assists"),
    (r"\bexecutives\b", "senior leaders"), (r"\bstudy\b", "survey"),
    (r"\bquarterly\b", "every quarter"),
)  # fmt: skip


def synonyms(text: str, draw: random.Random) -> str:
    """Say it with other words of the field."""
    altered, made = text, 0
    for pattern, new in draw.sample(_SYNONYMS, len(_SYNONYMS)):
        if made < 3 and re.search(pattern, altered) and new not in text:
            altered, made = re.sub(pattern, new, altered), made + 1
    return altered if made else ""


def shortened(text: str, _draw: random.Random) -> str:
    """Keep the main part: what follows a comma or a semicolon goes."""
    match = re.match(
        r"^(?P<main>[^,;]{35,}?)(?:;|, (?:so|which|and that|because|rather than|whereas|as)\b)",
        text,
    )
    return f"{match['main']}." if match else ""


def framed(text: str, draw: random.Random) -> str:
    """Lead up to it."""
    lead = draw.choice(("In short, ", "Put briefly, ", "The evidence: ", "One finding is that "))
    starts_with_name = bool(names_in(text[:30]))
    return f"{lead}{text if starts_with_name else text[0].lower() + text[1:]}"


FAITHFUL: dict[str, Callable[[str, random.Random], str]] = {
    "other notation": notation,
    "source first": fronted,
    "source last": trailing,
    "source left out": unattributed,
    "synonyms": synonyms,
    "shortened": shortened,
    "framed": framed,
}


def cases(embedder: Embedder, seed: int = 4) -> list[Case]:
    """Make the set; the same library and seed make the same cases."""
    draw = random.Random(seed)
    sentences = library_sentences(embedder)
    draw.shuffle(sentences)
    others = sorted(
        {n.text for p, s in sentences for n in names_in(p.sentence_text(s)) if len(n.text) > 3}
    )
    made = [*_planted(sentences, draw, others), *_swapped(sentences, draw)]
    made += [*_neighbours(sentences, draw), *_faithful(sentences, draw)]
    return [*made, *_written(sentences)]


def _planted(
    sentences: Sequence[tuple[Passage, Sentence]], draw: random.Random, others: Sequence[str]
) -> Iterator[Case]:
    for kind, rule in FAULTS.items():
        made = 0
        for passage, sentence in draw.sample(sentences, len(sentences)):
            quote = passage.sentence_text(sentence)
            claim = rule(quote, draw, others)
            if claim and claim != quote and made < PER_KIND:
                made += 1
                yield Case(kind, claim, quote, passage, is_faithful=False)


def _swapped(sentences: Sequence[tuple[Passage, Sentence]], draw: random.Random) -> Iterator[Case]:
    """Cite, for a true claim, a sentence of another passage."""
    for (_, _), made in zip(sentences, range(PER_KIND), strict=False):
        passage, sentence = sentences[made]
        other, elsewhere = draw.choice(sentences)
        if other.source_id != passage.source_id:
            claim = unattributed(passage.sentence_text(sentence), draw)
            claim = claim or passage.sentence_text(sentence)
            yield Case("swapped citation", claim, other.sentence_text(elsewhere), other,
                       is_faithful=False)  # fmt: skip


def _neighbours(
    sentences: Sequence[tuple[Passage, Sentence]], draw: random.Random
) -> Iterator[Case]:
    """Cite, for a true claim, another sentence of the same source, on the same theme."""
    made = 0
    for passage, sentence in draw.sample(sentences, len(sentences)):
        near = [(p, s) for p, s in sentences if p.source_id == passage.source_id and s != sentence]
        claim = unattributed(passage.sentence_text(sentence), draw)
        if claim and near and made < PER_KIND:
            made += 1
            other, elsewhere = draw.choice(near)
            yield Case("neighbouring sentence", claim, other.sentence_text(elsewhere), other,
                       is_faithful=False)  # fmt: skip


def _faithful(sentences: Sequence[tuple[Passage, Sentence]], draw: random.Random) -> Iterator[Case]:
    for kind, rule in FAITHFUL.items():
        made = 0
        for passage, sentence in draw.sample(sentences, len(sentences)):
            quote = passage.sentence_text(sentence)
            claim = rule(quote, draw)
            if claim and claim != quote and made < FAITHFUL_PER_KIND:
                made += 1
                yield Case(kind, claim, quote, passage, is_faithful=True)


def _written(sentences: Sequence[tuple[Passage, Sentence]]) -> Iterator[Case]:
    """Pair the claims written by hand with the sentence that they were written from."""
    for table, is_faithful, kind in (
        (PARAPHRASES, True, "written by hand"),
        (PLANTED, False, "faults written by hand"),
        (FRESH, True, "written by hand afterwards"),
        (FRESH_PLANTED, False, "faults written by hand afterwards"),
    ):
        for beginning, claims in table.items():
            for passage, sentence in sentences:
                quote = passage.sentence_text(sentence)
                if quote.startswith(beginning):
                    yield from (Case(kind, c, quote, passage, is_faithful) for c in claims)
                    break


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: shown as written, narrowed to verbatim words, or dropped."""

    case: Case
    shown: bool
    narrowed: bool
    fault: str


def outcome(case: Case, judge: Judge) -> Outcome:
    """Verify one case beside a claim that certainly stands, as part of an answer."""
    passage = case.passage
    anchor = next(t for s in passage.sentences if (t := passage.sentence_text(s)))
    citations = (
        Citation(1, passage, case.quote, passage.work),
        Citation(2, passage, anchor, passage.work),
    )
    claims = (Claim(case.claim, (1,)), Claim(anchor, (2,)))
    answer = Answer("q", Form.FACT, claims, citations, 1.0, "bench", "build")
    verdict = verify(answer, SearchResult("q", (Hit(passage, 1, 1, None),), 1.0, "build"), judge)
    texts = {claim.text for claim in verdict.answer.claims} if verdict.answer else set()
    fault = next((f.name for c, f in (*verdict.dropped, *verdict.repaired) if c is claims[0]), "")
    shown = case.claim in texts
    narrowed = not shown and any(c is claims[0] for c, _ in verdict.repaired)
    return Outcome(case, shown, narrowed, fault)


def outcomes() -> list[Outcome]:
    """Make the cases and verify each with the shipped judge."""
    from bot.advisor.support import Support

    embedder = load_embedder()
    judge = Support(embedder.embed_texts)
    return [outcome(case, judge) for case in cases(embedder)]


def write_pairs(path: Path) -> int:
    """Write the cases as ``{"claim", "cited_text", "label", "kind"}`` lines, to fit support to."""
    made = cases(load_embedder())
    with path.open("w", encoding="utf-8") as file:
        for case in made:
            line = {"claim": case.claim, "cited_text": case.quote,
                    "label": int(case.is_faithful), "kind": case.kind}  # fmt: skip
            file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
    return len(made)


def measure() -> list[Figure]:
    """Verify all cases: a row a kind."""
    found = outcomes()
    rows = []
    for is_faithful in (False, True):
        part = [o for o in found if o.case.is_faithful is is_faithful]
        kinds = Counter(o.case.kind for o in part)
        for kind in [*kinds, ""]:
            mine = [o for o in part if kind in ("", o.case.kind)]
            rows.append(_row(kind, mine, is_faithful=is_faithful))
    return rows


def _row(kind: str, mine: Sequence[Outcome], *, is_faithful: bool) -> Figure:
    shown = sum(o.shown for o in mine)
    narrowed = sum(o.narrowed for o in mine)
    what = "faithful claims kept" if is_faithful else "planted faults shown"
    return Figure(
        f"{what}: {kind or 'all'}",
        f"{100 * shown / max(len(mine), 1):.1f} % ({shown} of {len(mine)}; "
        f"{narrowed} gave way to the passage's own words)",
        "100 %",
        "" if kind else ("≥ 90 %" if is_faithful else "≤ 2 %"),
    )


if __name__ == "__main__":
    import sys
    from pathlib import Path

    sys.stderr.write(f"{write_pairs(Path(sys.argv[1]))} pairs written to {sys.argv[1]}\n")
