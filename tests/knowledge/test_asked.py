"""The wordings by which people ask for a section: an HTML comment under its heading."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from knowledge.readers import read_source

LIBRARY = Path(__file__).parents[2] / "knowledge" / "library"
GOLDEN = LIBRARY.parent / "golden.jsonl"
NOTES = sorted(LIBRARY.glob("*.md"))
FEWEST, MOST = 5, 19
SHORTEST, LONGEST = 3, 30
_COMMENT = re.compile(r"<!-- asked:.*?-->\n\n", re.DOTALL)
_SECTION = re.compile(r"^## ([^\n]+)\n\n(?:<!-- asked:\n(.*?)\n-->\n\n)?", re.MULTILINE | re.DOTALL)


def _asked(path: Path) -> dict[str, list[str]]:
    found = _SECTION.findall(path.read_text(encoding="utf-8"))
    return {heading: wordings.splitlines() for heading, wordings in found}


def _plain(wording: str) -> str:
    return " ".join(re.findall(r"\w+", wording.casefold()))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_every_section_of_a_shipped_note_says_how_people_ask_for_it(path: Path):
    for heading, wordings in _asked(path).items():
        assert FEWEST <= len(wordings) <= MOST, heading
        assert all(SHORTEST <= len(w.split()) <= LONGEST for w in wordings), heading
        assert all(w == w.strip() for w in wordings), heading


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_the_wordings_change_nothing_in_the_text_that_answers_quote(path: Path, tmp_path: Path):
    bare = tmp_path / path.name
    shutil.copy(LIBRARY / "works.toml", tmp_path)
    bare.write_text(_COMMENT.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")

    assert read_source(path, path.name).text == read_source(bare, path.name).text


def test_a_wording_leads_to_one_section_only_and_is_not_a_question_of_the_gate():
    wordings = Counter(
        _plain(w) for path in NOTES for asked in _asked(path).values() for w in asked
    )
    gate = {_plain(q) for q in re.findall(r'"question": "(.*?)"', GOLDEN.read_text("utf-8"))}

    assert [w for w, times in wordings.items() if times > 1] == []
    assert sorted(gate & set(wordings)) == []
