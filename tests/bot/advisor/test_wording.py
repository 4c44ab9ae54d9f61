import pytest

from bot.advisor.wording import asking_part, is_asking, slips, word_for_search

HANDOVER = (
    "Hi all, hope you are well. I took over the Globex alliance from Priya last week. Nobody wrote "
    "anything down so far, there is only the contract. The first review is in three months and "
    "their people fly in on Thursday. How should I spend the first 100 days? Thanks a lot, Sam"
)
SPONSOR = (
    "We have been in this alliance with a large drug maker for two years. Their sponsor left last "
    "month and nobody replaced her. Our team finds the meetings useless, and the partner says that "
    "everything is fine. What should we do?"
)


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("Who sits on the JSC?", "joint steering committee"),
        ("who sits on the jsc", "joint steering committee"),
        ("Why do JVs fail?", "joint venture"),
        ("How do we spend MDF?", "market development funds"),
        ("what is a qbr", "quarterly business review"),
        ("How do PPPs differ?", "public-private partnership"),
        ("Who owns the IP?", "intellectual property"),
        ("steerco agenda", "steering committee"),
        ("How do I prepare for CA-AM?", "alliance management"),
        ("How do AM and sponsor work together?", "alliance manager"),
        ("Our exec left the alliance", "executive"),
        ("Who runs ASAP?", "Association of Strategic Alliance Professionals"),
    ],
)
def test_an_abbreviation_is_written_out_beside_the_askers_own_words(question, added):
    query = word_for_search(question).query

    assert question in query
    assert added in query


@pytest.mark.parametrize(
    "question",
    [
        "I am new here, why do alliances fail?",
        "Is trust needed?",
        "Please answer ASAP: why do alliances fail?",
        "WHY IS TRUST NEEDED IN AN ALLIANCE",
        "What is a joint steering committee (JSC)?",
    ],
)
def test_ordinary_words_are_not_taken_for_abbreviations(question):
    assert word_for_search(question).query == question


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("What if they go bankrupt?", "alliance: What if they go bankrupt?"),
        ("How do we split the money?", "alliance: How do we split the money?"),
        ("How do we leave our partner?", "How do we leave our partner?"),
        ("Why is the sky blue?", "Why is the sky blue?"),
        ("How are health checks run?", "How are health checks run?"),
    ],
)
def test_us_and_them_without_a_word_for_it_means_the_alliance(question, query):
    assert word_for_search(question).query == query


def test_the_question_is_found_inside_a_story():
    asked, _ = asking_part(HANDOVER)

    assert asked == "How should I spend the first 100 days?"


def test_a_question_that_hangs_on_its_story_keeps_it():
    asked, _ = asking_part(SPONSOR)

    assert asked == SPONSOR


def test_a_story_adds_the_terms_of_the_field_that_it_comes_back_to():
    story = (
        "We run a joint venture with a rival in Poland. The joint venture has its own board and "
        "our sales team hates it, while finance in Warsaw likes the numbers that came out so far. "
        "Who should settle arguments about prices and people between the two companies?"
    )

    _, terms = asking_part(story)

    assert "venture" in terms
    assert "warsaw" not in terms


def test_a_short_message_is_all_question():
    text = "Our sponsor left. Who replaces her?"

    assert asking_part(text) == (text, ())


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Why do alliances fail?", True),
        ("what is a QBR", True),
        ("Tell me about exits.", True),
        ("I'd like to know how exits work.", True),
        ("Any advice on exits", True),
        ("We signed last week.", False),
        ("The partner is happy.", False),
    ],
)
def test_an_asking_sentence_is_told_from_a_telling_one(sentence, asks):
    assert is_asking(sentence) is asks


VOCABULARY = frozenset(
    {"alliance", "alliances", "governance", "steering", "committee"}
    | {"charter", "scorecard", "partner", "guide", "trust"}
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aliance govenance", ["alliance", "governance"]),
        ("stearing commitee", ["steering", "committee"]),
        ("scorcard", ["scorecard"]),
        ("gouvernance", ["governance"]),
        ("partner trust", []),
        ("turst", ["trust"]),
        ("banana", []),
        ("jsc", []),
    ],
)
def test_a_typing_slip_finds_the_word_of_the_library(typed, meant):
    assert slips(typed, VOCABULARY) == meant


def test_a_guess_at_a_slip_is_added_and_replaces_nothing():
    wording = word_for_search("how do I tame a charger", VOCABULARY)

    assert wording.asked == "how do I tame a charger"
    assert wording.query == "how do I tame a charger charter"


def test_a_flood_of_words_is_cut_to_what_a_model_reads():
    wording = word_for_search("please can you send and the " * 1500)

    assert len(wording.asked) <= 1200


def test_a_common_word_that_the_library_lacks_is_no_slip():
    vocabulary = {"staff", "steering"}

    assert slips("the soft stuff of steering", vocabulary) == ["staff"]
    assert slips("the soft stuff of steering", vocabulary, lambda word: word == "stuff") == []
