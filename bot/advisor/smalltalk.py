"""Tells greetings, thanks and noise from questions, so that they are not searched for."""

from __future__ import annotations

import re
from enum import Enum

from bot.advisor.abbreviations import is_abbreviation
from bot.advisor.phrases import whole
from bot.advisor.words import fold, listed

EXAMPLES = (
    "Why do alliances fail?",
    "What belongs on a steering committee agenda?",
)
_TRY = f"Try \u201c{EXAMPLES[0]}\u201d or \u201c{EXAMPLES[1]}\u201d"


class SmallTalk(Enum):
    """What people write to a bot that is no question; the value is the reply."""

    GREETING = (
        "Hello! Ask me anything about managing alliances and partnerships; I answer from a "
        f"library of documents and cite every sentence. {_TRY}."
    )
    THANKS = f"You're welcome. Ask on in this thread whenever you like. {_TRY}."
    FAREWELL = "Goodbye! I am here whenever an alliance question comes up."
    ABOUT = (
        "I answer questions about alliance management from a library of documents; every sentence "
        "carries a citation that you can open, and where the library holds no answer I say so. "
        "Type /alliance to keep your team's alliance log. "
        f"{_TRY}."
    )
    ACKNOWLEDGED = f"Good. If you want to know more, just ask. {_TRY}."
    EMPTY = f"There is no question in that message yet. {_TRY}."
    NOISE = f"I could not make out a question there. {_TRY}."


_NAMED = (
    r"( (there|all|team|everyone|everybody|folks|bot|advisor|again|you|guys|friend|hello|hi|hey|"
    r"alliance advisor))*"
)
_GREETING = whole(
    rf"""
    (hi+|hello+|hey+|heya|hiya|howdy|yo|greetings|salut|hola|hallo|bonjour|ciao|moin|namaste|welcome){_NAMED}
    good (morning|afternoon|evening|day|night){_NAMED}
    (hi|hello|hey){_NAMED}\W+(how are you|how's it going|how are things|what's up)( doing)?( today)?
    (how are you|how's it going|how are things|how do you do|what's up|sup|wassup)( doing)?( today)?
    (are you|is anyone|anyone|anybody|you) (there|here|awake|alive|online|around)
    (nice|pleased|good) to (meet|see) you
    (test|testing|ping)( 1 2 3| one two three| 123)?
    happy (new year|friday|monday|holidays|birthday)
    (merry )?(christmas|xmas)
    """
)
_THANKS = whole(
    r"""
    ((ok|okay|great|perfect|awesome|cool|super|brilliant|wonderful|excellent|nice|good|alright|got it|very good)\W+)*(many |so many )?(thanks?|thank you|thx|thanx|tnx|ty|tysm|cheers|much appreciated|appreciated|merci|danke|gracias|arigato)( (a lot|a million|a bunch|so much|very much|much|again|you|all|bot|advisor|everyone|for (that|this|it|the help|your help|the answer|the info)))*
    (i )?appreciate (it|that|this|your help)
    (that|this|it) (was|is|really was)( very| really| so)? (helpful|useful|great|perfect|what i needed|exactly what i needed)
    (very |really |so )?(helpful|useful)
    you('re| are) (the best|great|awesome|amazing|a star|a lifesaver)
    (good|great|nice|excellent|well) (bot|job|work|done|one|answer|stuff)
    (that )?helps( a lot)?
    """  # noqa: E501 - one phrase a line
)
_FAREWELL = whole(
    r"""
    (good)?bye+( bye)?( for now)?( all| everyone| bot)?
    good ?bye
    (see|talk to|speak to|catch) (you|ya)( (later|soon|tomorrow|around))?
    (later|cya|take care|farewell|have a (nice|good|great) (day|evening|weekend|one))
    """
)
_ACKNOWLEDGED = whole(
    r"""
    (ok|okay|k|kk|okey|okie|alright|all right|right|sure|fine|good|great|cool|nice|perfect|awesome|excellent|amazing|wow|brilliant|super|yes|yep|yeah|yup|no|nope|nah|maybe|lol|haha+|hehe+|hm+|hmm+|oh|ah|aha|i see|got it|gotcha|understood|noted|makes sense|sounds good|agreed|exactly|true|will do|no problem|np|never ?mind|nvm|interesting|indeed|so what|meh|sorry|my bad|oops|whatever|please|well|and|so|but|then)(\W+(ok|okay|then|yes|no|sure|great|good|cool|nice|got it|i see|makes sense|that makes sense|understood|will do))*
    (that )?makes sense
    """  # noqa: E501 - one phrase a line
)
_ABOUT = whole(
    r"""
    help( me)?( please)?
    (who|what) are you( exactly)?
    what('s| is) your (name|purpose|job)
    (what|who) is (this|this bot|alliance advisor|the advisor)
    (what|which (things|questions)) (can|do|could) (you|i|we|this bot|this) (do|answer|ask|know|help( me| us)?( with)?|ask you|ask (you )?(about|here))( (for|with) (me|us))?( here)?
    what (else )?can (i|we) (ask|do)( (you|here|with (this|you)))*( about)?
    how (do|can|should|does) (i|we|you|this|this bot|it) (work|use (you|this|it|this bot)|ask( you)?( a question| questions)?|start|get started)
    are you (a |an )?(bot|robot|ai|human|real|real person|person|chatgpt|gpt|llm|machine)
    (usage|commands|menu|start|instructions|get started|getting started|what now|how does this work)
    (can|could|would) you (please )?help( me| us)?( out)?
    (i )?need( some)? help
    (i have|i've got|i got|can i ask( you)?) (a|another|one( more)?|some|a few) questions?
    do you speak \w+
    where (do|does|did) (you|this bot) (get|have) (your|its|the) (answers?|information|info|data|knowledge)( from)?
    """  # noqa: E501 - one phrase a line
)
_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]+(?:::skin-tone-\d)?:")
_MENTION = re.compile(r"<[@#!][^>]*>")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
_KEY_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "yxcvbnm",
    "1234567890",
)
_SHORT_RUNS = listed("asd qwe zxc jkl dfg sdf hjk fgh iop bnm")
_CONSONANT_RUN = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_SAME_LETTER = re.compile(r"(\w)\1{3,}")
_REPEATED = re.compile(r"^(\w{1,4}?)\1{2,}\w{0,3}$")
_SHORT = listed("b2b b2c eu uk us usa un hr it pr vp ceo cfo cto coo phd ngo mit hbr nda sme smes")


def smalltalk(text: str) -> SmallTalk | None:
    """Return what kind of small talk *text* is, or ``None`` when it may be a question."""
    bare = _EMOJI_CODE.sub(" ", _MENTION.sub(" ", text))
    plain = fold(bare)
    if not any(character.isalnum() for character in plain):
        return SmallTalk.ACKNOWLEDGED if _has_symbols(text) else SmallTalk.EMPTY
    kinds = (
        (_THANKS, SmallTalk.THANKS),
        (_GREETING, SmallTalk.GREETING),
        (_FAREWELL, SmallTalk.FAREWELL),
        (_ABOUT, SmallTalk.ABOUT),
        (_ACKNOWLEDGED, SmallTalk.ACKNOWLEDGED),
    )
    for pattern, kind in kinds:
        if pattern.match(plain):
            return kind
    return SmallTalk.NOISE if is_noise(bare) else None


def is_noise(text: str) -> bool:
    """Tell whether *text* holds no word at all: keyboard runs, lone letters, digits."""
    found = _LETTERS.findall(text)
    return not any(_is_word(word) for word in found)


def _is_word(word: str) -> bool:
    if not word.isascii():
        return True  # another script or language has other rules
    small = word.lower()
    if is_abbreviation(small) or small in _SHORT:
        return True
    if len(small) < 2:  # noqa: PLR2004
        return False
    if word.isupper() and len(word) <= 5 and not _is_key_run(small):  # noqa: PLR2004
        return len(set(small)) > 1
    if _SAME_LETTER.search(small) or _REPEATED.match(small) or _CONSONANT_RUN.search(small):
        return False
    return bool(_VOWELS & set(small)) and not _is_key_run(small)


def _is_key_run(word: str) -> bool:
    """Tell whether nearly all of *word* is one run of keys that lie side by side."""
    if len(word) <= 3:  # noqa: PLR2004
        return word in _SHORT_RUNS
    runs = (
        word[start:end] for start in range(len(word) - 3) for end in range(start + 4, len(word) + 1)
    )
    longest = max((len(run) for run in runs if _in_a_row(run)), default=0)
    return longest * 4 >= len(word) * 3  # "poverty" ends in four neighbours, too


def _in_a_row(run: str) -> bool:
    return any(run in row or run[::-1] in row for row in _KEY_ROWS)


def _has_symbols(text: str) -> bool:
    """Tell whether *text* is an emoji or the like, rather than mere punctuation."""
    return bool(_EMOJI_CODE.search(text)) or any(ord(c) > 0x2190 for c in text)  # noqa: PLR2004
