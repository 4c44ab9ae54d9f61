"""Other senses of "alliance" and "partner": treaties, games, marriages, law firms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.advisor.phrases import anywhere

if TYPE_CHECKING:
    from collections.abc import Iterable

_OTHER_SENSES = anywhere(
    r"""
    nato|warsaw pact|triple (alliance|entente)|axis powers|allied (forces|powers)|entente
    article (5|five) of|military (alliance|pact|bloc)s?|defen[cs]e pacts?|mutual defen[cs]e
    troops?|warships?|world war|cold war|armies|army|invasion|treaty of \w+|holy alliance
    aukus|seato
    guilds?|clans?|raids?|world of warcraft|warcraft|the horde|mmorpgs?|eve online|quests?
    rebel alliance|star wars|jedi|rise of kingdoms|video games?|gamers?|minecraft|fortnite
    spouses?|wife|husband|girlfriend|boyfriend|fianc[eé]e?|(my|our) (marriage|wedding|divorce)
    dating|romantic|love life|in love|cheating on|sexual|domestic partners?|life partners?
    dance partners?|tennis partner|gym partner|lab partner|sparring partner|travel partner
    law firms?|(make|made|making|become|becoming) partner|partner track|name partner
    coalition government|parliament|elections?|political parties
    alliance fran[cç]aise|alliance (airport|university|theatre|theater|bernstein)
    airline miles|frequent flyer
    """
)


def other_senses(text: str) -> frozenset[str]:
    """Return the words of *text* that belong to another sense of "alliance" or "partner"."""
    return frozenset(match.lower() for match in _OTHER_SENSES.findall(text))


def is_elsewhere(question: str, texts: Iterable[str]) -> bool:
    """Tell whether *question* is about another sense, of which none of *texts* says anything.

    A library that does treat of, say, military alliances is asked as usual.
    """
    senses = other_senses(question)
    if not senses:
        return False
    held = re.compile("|".join(rf"\b{re.escape(sense)}\b" for sense in senses), re.IGNORECASE)
    return not any(held.search(text) for text in texts)
