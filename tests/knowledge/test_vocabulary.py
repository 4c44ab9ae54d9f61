"""A build knows the words of its passages."""

from knowledge.vocabulary import VocabularyWriter, read_vocabulary


def test_words_come_back_casefolded_without_numbers_and_scraps(tmp_path):
    writer = VocabularyWriter(tmp_path)
    writer.add("The Steering committee met on 12 May, in Q3; Übergabe at 9.")
    writer.close()

    assert read_vocabulary(tmp_path) == {"steering", "committee", "übergabe"}


def test_of_too_many_words_the_commonest_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("knowledge.vocabulary.MOST", 1)
    writer = VocabularyWriter(tmp_path)
    for text in ("charter governance", "charter", "charter exit"):
        writer.add(text)
    writer.close()

    assert read_vocabulary(tmp_path) == {"charter"}


def test_a_build_without_a_vocabulary_has_no_words(tmp_path):
    assert read_vocabulary(tmp_path) == frozenset()
