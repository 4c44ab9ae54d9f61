"""Tells a sentence that states what was found from one that only says what was to be found out."""

from __future__ import annotations

from bot.advisor.phrases import anywhere

_FINDS = anywhere(
    r"""
    (we|i|they|results?|findings?|data|stud(y|ies)|surveys?|analys(i|e)s|evidence|research|observations?|experiments?|authors?|researchers?|reports?) (\w+ )?(show(s|n|ed)?|suggest(s|ed)?|demonstrate[sd]?|indicate[sd]?|found|finds?|conclude[sd]?|reveal(s|ed)?|support(s|ed)?|confirm(s|ed)?|establish(es|ed)?|identif(y|ies|ied)|observed|reported|provides? evidence)
    conclusions?|in conclusion|concludes?|thus|therefore|hence
    (is|are|was|were|be) (\w+ )?associated|correlat(es|ed)|significant(ly)?|found that|finds that|resulted in
    """  # noqa: E501 - one phrase a line
)
_AIMS = anywhere(
    r"""
    to (determine|investigate|examine|assess|evaluate|test|explore|study|identify|compare|estimate|understand|clarify|address|analy[sz]e|characteri[sz]e) (whether|if|how|the|this|its|their|what|which)
    (we|i|stud(y|ies)|paper|article|review|trial|report|authors?|researchers?) (\w+ )?(aim(s|ed)?|sought|seeks?|investigates?|investigated|examines?|examined|explores?|explored|hypothesi[sz]ed?|sets? out|asks?|asked|tested|evaluated|assessed)
    (objective|aim|purpose|goal)s? (of (this|the|our) (\w+ )?(study|paper|article|review|trial|report)|(is|was) to)
    (is|was|are|remains?) (largely |still |yet )?(unclear|unknown|not known|elusive|controversial|to be (seen|determined|shown))
    (little|not much) is known|whether
    """  # noqa: E501 - one phrase a line
)


def finds(text: str) -> bool:
    """Tell whether *text* says that somebody found, showed or concluded something."""
    return bool(_FINDS.search(text))


def only_aims(text: str) -> bool:
    """Tell whether *text* says what somebody set out to learn, or what is not known.

    "To determine whether trust matters, we surveyed 80 alliances" is no evidence that it does.
    """
    return bool(_AIMS.search(text)) and not finds(text)
