import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import sentence_spans

# "¦" marks where one sentence ends and the next begins; everything else is the text itself.
CASES = {
    "two sentences": "Trust grows slowly.¦ It is lost quickly.",
    "question and exclamation": "Why do alliances fail?¦ Nobody asked!¦ Then they did.",
    "a question in several marks": "Really?!¦ Yes.",
    "one sentence without an end": "Partner fit matters more than size",
    "nothing after the period": "Partner fit matters.",
    "a title": "Dr. Smith met Prof. Jones and Mrs. Lee.¦ They agreed.",
    "a title and initials": "Mr. J. P. Morgan came.¦ He left.",
    "initials": "The method is by J. C. Henderson and others.¦ It spread.",
    "initials without space": "The method is by J.C. Henderson.¦ It spread.",
    "initials with a hyphen": "J.-P. Dupont wrote it.¦ Others copied it.",
    "a middle initial": "Michael E. Porter disagreed.¦ So did Gary P. Pisano.",
    "a company": "Acme Inc. and Globex Corp. formed a venture.¦ It failed.",
    "a company name that ends a sentence": "It was sold to Acme Inc.¦ The buyer paid cash.",
    "a company before its verb": "The partner is Acme Co. Ltd. of Leeds.¦ It is small.",
    "a company after a company": "Rivals were Acme Ltd. Globex Ltd. and others.",
    "a company before a capital": "He joined Ford Motor Co. Chairman Henry was pleased.",
    "versus": "This is contract vs. trust.¦ Both matter.",
    "a country": "The U.S. economy grew.¦ Trade rose.",
    "a country before a capital": "The U.S. Department of Commerce said so.",
    "a country that ends a sentence": "They moved to the U.S.¦ The firm followed.",
    "a country before its possessive": "The U.K.'s rules differ.¦ Few know.",
    "a degree": "She holds a Ph.D. in economics.¦ She teaches.",
    "a degree that ends a sentence": "She holds a Ph.D.¦ She teaches.",
    "that is and for example": "Use a charter, i.e. a pact, e.g. one page.¦ Sign it.",
    "for example in tokens": "Use signs , e.g. words .¦ Then stop .",
    "and so on": "Costs, risks, etc. are shared.¦ Gains too.",
    "and so on at the end": "They share costs, risks, etc.¦ The rest is fixed.",
    "and others": "Dyer et al. found it.¦ Kale et al. (2002) agreed.",
    "a figure": "See Fig. 3 for details.¦ It is clear.",
    "a figure that ends a sentence": "The curve is shown in Fig. 3.¦ It rises.",
    "a caption": "Fig. 3. Overview of the process",
    "a table caption": "Table 2. Results by sector",
    "a number sign": "Rule No. 5 applies.¦ No exceptions.",
    "a plain no": "Did it work?¦ No.¦ The plan was wrong.",
    "pages": "See pp. 12-15 and p. 30 of vol. 3.¦ Read on.",
    "a section": "See Sec. 4.2 and ch. 5.¦ Read on.",
    "a decimal": "Margins rose 3.5 percent.¦ Costs fell 0.4 percent.",
    "a decimal before a sentence": "The ratio was 3.5.¦ It rose later.",
    "a year that ends a sentence": "It began in 1998.¦ It ended in 2004.",
    "a sentence that begins with a number": "Most failed.¦ 57 percent ended early.",
    "money": "It cost $5.2 million.¦ Nobody paid.",
    "times of day": "The call is at 9 a.m. Monday.¦ Bring notes.",
    "a time that ends a sentence": "The call is at 9 a.m.¦ The notes come later.",
    "months": "They met on Jan. 5 and Sept. 12.¦ Then they signed.",
    "a month that ends a sentence": "They met in Dec.¦ They signed later.",
    "a version": "Use version 2.0.1.¦ It works.",
    "a web address": "See example.com/a.b for more.¦ It is free.",
    "a file name": "Edit settings.toml first.¦ Then start.",
    "a name with a dot": "Node.js and .NET differ.¦ Both run.",
    "a quotation": "He said, “We must agree.”¦ Nobody did.",
    "a straight quotation": 'He said, "We must agree."¦ Nobody did.',
    "a quotation before its verb": "“Will it work?” she asked.¦ Nobody knew.",
    "an exclamation before its verb": '"Never!" he said.¦ He meant it.',
    "a sentence that begins with a quotation": "It failed.¦ “We were late,” he said.",
    "two quotations": '"It works."¦ "It does not."',
    "a single quotation": "She wrote \u2018it depends.\u2019¦ He agreed.",
    "a bracketed sentence": "It failed.¦ (Nobody was surprised.)¦ Then it ended.",
    "an aside": "The study (see Smith et al. 2004. A review) was small.¦ It ended.",
    "an abbreviation in brackets": "Joint ventures (JVs, cf. Sec. 2) last longer.¦ Alliances end.",
    "a closing bracket": "Few alliances last (about half fail).¦ Most end early.",
    "a pause": "Well... it depends.¦ It always does.",
    "a pause that ends a sentence": "It depends...¦ Nobody knows.",
    "an ellipsis": "It depends…¦ Nobody knows.",
    "a pause in dots with spaces": "They said . . . and left.¦ Nobody knew.",
    "a footnote": "They entered the market.1¦ A year later they left.",
    "footnotes": "They entered the market.1,2¦ A year later they left.",
    "a footnote after a quotation": "They called it “a marriage.”3¦ It ended.",
    "a bracketed footnote": "They entered the market.[1]¦ A year later they left.",
    "a bracketed footnote after a space": "They entered the market. [1]¦ A year later they left.",
    "several bracketed footnotes": "It failed.[1][2]¦ Others did not.[3]",
    "a raised footnote": "They entered the market.²¦ A year later they left.",
    "a footnote at the end": "They entered the market.1",
    "lower case after a period": "The firm eBay bought was small. it was sold.",
    "a brand in lower case": "It grew.¦ IBM bought it.",
    "an exclamation in a name": "Yahoo! Inc. and others agreed.¦ It held.",
    "a dash": "It failed — nobody knows why.¦ It ended.",
    "a semicolon": "It failed; nobody knows why.¦ It ended.",
    "a colon": "There is one rule: Trust first.¦ Then check.",
    "a list of dashes": "Bring three things:¦\n- a charter\n¦- a plan. It is short.\n¦- a date",
    "a list of stars": "* one\n¦* two\n¦* three",
    "a list of bullets": "• one thing\n¦• another thing",
    "a numbered list": "1. Define the goal.\n¦2. Pick a partner.\n¦3) Sign.",
    "a lettered list": "a) Define the goal\n¦b) Pick a partner\n¦(c) Sign",
    "a list without marks": "Shared vision\n¦Joint plan\n¦Clear exit",
    "an item over two lines": "- a charter that\n  both sponsors sign\n¦- a plan",
    "a number in the middle of a line": "There are 2. ways to do it",
    "a numbered heading": "2.1. Governance\n¦The committee meets monthly.",
    "a heading and its text": "Governance\n\n¦The committee meets monthly.¦ It decides.",
    "a wrapped line": "The committee meets once every month and\ndecides on budgets.¦ It reports.",
    "a wrapped line before a name": (
        "The steering committee of the alliance between Globex and the\n"
        "Acme company meets every month, in Leeds or in the town of\n"
        "York.¦ It decides."
    ),
    "table rows": (
        "Name: Acme Holdings; Role: partner; Since: 2004\n"
        "¦Name: Globex Trading; Role: supplier; Since: 2011\n"
        "¦Name: Initech of Leeds; Role: partner; Since: 2019"
    ),
    "table rows that read like sentences": (
        "Acme supplies the parts and Globex builds the car\n"
        "¦Globex sells the car and Initech finances the sale"
    ),
    "a wrapped line after a sentence": "It meets monthly.\n¦It decides.",
    "a blank line": "It meets monthly\n\n¦It decides",
    "a blank line with spaces": "It meets monthly\n  \t\n¦It decides",
    "windows line ends": "It meets monthly.\r\n¦It decides.\r\n\r\n¦It reports.",
    "tokens": "The firm , which was small , grew .¦ It was sold in 2004 .",
    "tokens with quotation marks": (
        "He called it `` a pact . ''¦ It ended .¦ `` We tried , '' he said ."
    ),
    "tokens with an abbreviation": "The U.S. and J. C. Penney Inc. agreed .¦ It held .",
    "tokens with a question": "Why ?¦ Nobody knew .",
    "tokens with brackets": "The album ( 1994 ) sold well .¦ Critics liked it .",
    "tokens with a straight quotation": 'He said , " we try . "¦ Then he left .',
    "a missing space": "They signed the charter.¦The work began.",
    "other scripts": "合作需要信任。¦没有信任就失败。",
    "a spanish question": "¿Por qué fallan?¦ Nadie lo sabe.",
    "an accented capital": "Ils ont signé.¦ École et entreprise s'allient.",
    "german": "Das gilt z.B. für alle, d.h. für jeden.¦ Über Geld spricht man nicht.",
    "an approximate number": "It takes approx. 30 days.¦ Plan for it.",
    "a saint and a street": "The office on St. James St. is closed.¦ It moved.",
    "a letter as a label": "They chose Plan B.¦ The first had failed.",
    "a person as the end": "Nobody was as sure as I.¦ We went on.",
    "a table row": "Name | Role | Since",
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES.keys())
def test_sentences_are_found(marked: str) -> None:
    text = marked.replace("¦", "")

    found = [text[start:end] for start, end in sentence_spans(text)]

    assert found == [piece.strip() for piece in marked.split("¦")]


@given(
    st.text(alphabet=st.sampled_from("aB1 .?!\"'()[]\n-•…”“,:\u2019\r\t`。é"), max_size=80)
    | st.text()
)
def test_spans_are_ordered_trimmed_and_lose_no_word(text: str) -> None:
    spans = sentence_spans(text)

    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_empty_text_has_no_sentence() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\t ") == []


@pytest.mark.parametrize(
    "text",
    [
        "." * 50_000,
        "(" * 50_000,
        '"' * 50_000,
        "A. " * 20_000,
        " " * 100_000 + ".",
        "\n" * 100_000,
        "1." * 30_000,
        "a\n" * 30_000,
        "x" * 200_000,
        "[1]" * 30_000,
        ". [" * 30_000,
        "a.1," * 30_000,
        ". '" * 30_000,
        "-\n" * 30_000,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    began = time.process_time()

    sentence_spans(text)

    assert time.process_time() - began < 2


def test_ten_megabytes_take_less_than_a_minute() -> None:
    paragraph = " ".join(
        case.replace("¦", "") for case in CASES.values() if "\n" not in case and "。" not in case
    )
    text = "\n\n".join([paragraph] * 100)
    began = time.process_time()

    sentence_spans(text)

    assert (time.process_time() - began) / len(text.encode()) < 60 / 10_000_000
