import pytest

from bot.advisor.smalltalk import EXAMPLES, SmallTalk, smalltalk


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            SmallTalk.GREETING,
            [
                "hi",
                "Hello there!",
                "hey team",
                "Good morning",
                "hello hello",
                "how are you?",
                "<@U0BOT> hi",
                "Hiya 👋",
                "test",
                "Are you there?",
                "HELLO BOT",
            ],
        ),
        (
            SmallTalk.THANKS,
            [
                "thanks!",
                "thank you so much",
                "thx",
                "ok great, thanks a lot",
                "That was helpful!",
                "Great answer",
                "good bot",
                "much appreciated",
            ],
        ),
        (SmallTalk.FAREWELL, ["bye", "goodbye", "see you later", "have a nice day"]),
        (
            SmallTalk.ABOUT,
            [
                "help",
                "what can you do?",
                "Who are you?",
                "How does this work?",
                "are you a bot?",
                "Can you help me?",
                "I have a question",
                "what can I ask you?",
            ],
        ),
        (
            SmallTalk.ACKNOWLEDGED,
            ["ok", "cool", "lol", "hmm", "got it", "yes", "👍", ":smile:", ":+1:", "sounds good"],
        ),
        (SmallTalk.EMPTY, ["", "   ", "???", "...", "<@U0BOT>", "!", "-"]),
        (
            SmallTalk.NOISE,
            [
                "asdf ???",
                "qwertyuiop",
                "sdfghjk",
                "aaaaaa",
                "lkjlkj",
                "asdasdasd",
                "12345",
                "x",
                "jjjj",
                "gfhjkl gfhdj",
                "sdf sdf",
                "zzxx qwrt",
            ],
        ),
    ],
)
def test_what_is_no_question_is_told_by_its_kind(kind, texts):
    assert {text: smalltalk(text) for text in texts} == dict.fromkeys(texts, kind)


@pytest.mark.parametrize(
    "text",
    [
        "JSC?",
        "jsc",
        "QBRs",
        "KPIs",
        "JV",
        "GTM?",
        "trust",
        "pharma?",
        "power",
        "were",
        "synergy",
        "property",
        "rhythm",
        "strengths",
        "reward",
        "why",
        "how often?",
        "who said that?",
        "hello, why do alliances fail?",
        "thanks, and how often?",
        "help me with a charter",
        "同盟とは何ですか",
        "Партнер",
        "thanks to whom did the alliance succeed?",
        "hi partner, how do we split the IP?",
        "what can you do when the partner misses a milestone?",
        "How does this work in a JV?",
    ],
)
def test_a_question_however_short_is_no_small_talk(text):
    assert smalltalk(text) is None


def test_every_reply_but_a_goodbye_says_what_one_can_ask():
    for kind in SmallTalk:
        if kind is not SmallTalk.FAREWELL:
            assert all(example in kind.value for example in EXAMPLES)
