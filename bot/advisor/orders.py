"""Tells text that gives orders, or hides something, from text that states something."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.advisor.words import fold

_LINK_OR_ADDRESS = re.compile(
    r"https?:|hxxps?|www\.|\]\(|<[!@#][^>]*>|\b[\w.+-]+@[\w-]+\.\w+|"
    r"\b[\w-]+\.(?:com|net|org|io|ru|info|biz|xyz|top)(?:/|\b)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"```|`[^`]+`|</?[a-z][\w-]*[^>]*>|\$\{|\{\{|\}\}|=>|\bdef \w+\(|\brm -rf|\bsudo |\bcurl -|"
    r"\b(?:eval|exec|system|print|require|fetch|function)\(|\bSELECT .+ FROM |"
    r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}",
    re.IGNORECASE,
)
_ENCODED = re.compile(
    r"[A-Za-z0-9+/_]{40,}={0,2}|\b(?:[0-9a-f]{2}[\s:]?){16,}\b|(?:[01]{8}\s?){3,}|"
    r"(?:[.-]{1,5}\s){8,}|(?:&#x?[0-9a-f]+;){3,}|(?:%[0-9a-f]{2}){4,}",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")

_TEX_QUOTES = re.compile(r"(?<!`)``(?!`)([^`]*?)''")
"""Quotation marks as typesetters and plain-text archives write them; they are no code."""

_AI = r"(?:ai|a\.i\.|chat ?bot|language model|llm|gpt|chatgpt|claude|gemini|copilot)"
_MACHINE = rf"(?:{_AI}|assistant|bot|virtual agent)"
_ORDERS = (
    # to drop what it was told before
    (
        r"\b(?:ignore|disregard|forget|override|bypass|discard)\b[^.]{0,40}"
        r"\b(?:previous|prior|above|earlier|preceding|foregoing|system|your|all)\b[^.]{0,30}"
        r"\b(?:instructions?|prompts?|rules|guidelines|commands?|orders|directions|context|"
        r"messages?|training|guardrails?)\b"
    ),
    r"\b(?:ignore|disregard|forget) (?:everything|all|anything) (?:above|before|you|that|i)\b",
    r"\b(?:system|developer|hidden|initial) prompts?\b|\bjail ?break|\bprompt injection\b",
    (
        r"\bnew (?:instructions?|task|rules?)\s*:|"
        r"\b(?:important|urgent) instructions?\s*:"
    ),
    # to be somebody else
    (
        rf"\b(?:dear|hey|hello|attention|(?:notes?|instructions?|message) (?:to|for))[,:]?\s+"
        rf"(?:the |all |any |an? )?{_MACHINE}s?\b|^\W*(?:{_MACHINE}\s+)*{_MACHINE}\s*[,:]"
    ),
    rf"\byou are (?:now )?(?:an? |the )?(?:\w+ ){{0,3}}{_MACHINE}\b",
    rf"\b(?:as|if you are|since you are) an? (?:\w+ )?{_AI}\b",
    (
        r"\byou are now\b|\bpretend (?:to be|that you|you)\b|^\W*act as (?:if|an?|the)\b|"
        r"\brole-?play\b|\bfrom now on,? you\b"
    ),
    # to write something particular
    (
        r"\byour (?:next |final |entire |whole )?(?:answer|response|reply|output)s? "
        r"(?:must|should|shall|has to|needs to|will)\b"
    ),
    (
        r"^\W*(?:please |always |now |then )*(?:respond|reply|answer) "
        r"(?:only |just |always |instead |back )*(?:with|in|as|using)\b"
    ),
    (
        r"\b(?:in|to|with|at the (?:start|end|beginning|top|bottom) of) your "
        r"(?:answer|response|reply|output|summary)\b"
    ),
    r"\b(?:tell|inform|instruct|warn|convince|urge) (?:the|this|every) (?:user|reader|asker)\b",
    (
        r"\b(?:say|write|print|repeat|output|type|echo|display) "
        r"(?:exactly |only |the (?:word|phrase|following)|[\"'\u201c])"
    ),
    (
        r"\b(?:write|compose|generate|create|draft|produce) (?:me |us )?(?:an? |the )?(?:\w+ ){0,2}"
        r"(?:poem|song|joke|story|essay|limerick|haiku|tweet|password|source code|python script)\b"
    ),
    (
        r"\btranslate (?:this|it|everything|your)\b|\btranslate\b.+\b(?:in)?to "
        r"(?:english|french|german|spanish|italian|chinese|japanese|russian|arabic|latin|pirate)\b"
    ),
    (
        r"^\W*(?:please )?(?:summari[sz]e|rewrite|paraphrase|proofread) "
        r"(?:this|the (?:above|following|text|e-?mail|document|passage))\b"
    ),
    (
        r"\b(?:do not|don't|never) (?:mention|reveal|disclose|cite|tell)\b.{0,30}"
        r"\b(?:instructions?|prompt|user|sources?)\b"
    ),
    r"\b(?:base ?64|rot ?13|morse code|leetspeak|hexadecimal|reversed order|emojis? only)\b",
    # to act
    (
        r"\b(?:click|tap|visit|open|follow|go to|scan|download|run|execute) (?:on )?"
        r"(?:the|this|that|our|my) (?:\w+ )?(?:link|url|website|attachment|script|qr code)\b"
    ),
    (
        r"\b(?:send|e-?mail|forward|post|transfer|wire|submit|upload|enter|provide|give) (?:\w+ "
        r"){0,3}"
        r"(?:passwords?|passcodes?|credentials?|api keys?|access tokens?|credit cards?|bank "
        r"details|private keys?)\b"
    ),
)
_ORDER = re.compile("|".join(_ORDERS))


@lru_cache(maxsize=20_000)
def gives_orders(text: str) -> bool:
    """Tell whether *text* orders its reader about, or hides something: a link, code, encoding.

    Text in a document, message or file name is data. What looks like an instruction to the program
    that reads it is not repeated either, since a reader may take it for the advisor's own words.
    """
    return hides_something(text) or orders_machine(text)


def hides_something(text: str) -> bool:
    """Tell whether *text* holds a link, an address, code, encoded or invisible characters."""
    plain = _TEX_QUOTES.sub(r'"\1"', text)
    return any(pattern.search(plain) for pattern in (_LINK_OR_ADDRESS, _CODE, _INVISIBLE, _ENCODED))


@lru_cache(maxsize=20_000)
def orders_machine(text: str) -> bool:
    """Tell whether *text*, forwards or backwards, instructs the program that reads it."""
    folded = fold(text)
    return bool(_ORDER.search(folded) or _ORDER.search(folded[::-1]))
