"""What can go wrong between a file on disk and a ranked passage.

KnowledgeError
├── NoIndexError            nothing has been indexed yet
├── IndexMismatchError      the build was made with another model or other settings
├── IndexBusyError          another re-index is at work
├── VectorServerError       the Chroma server does not answer
├── IndexDamagedError       a build's files are torn, gone or of another version
├── CorpusError             the folder to index is missing, empty or overlaps another
├── UnreadableSourceError   one document could not be read; the others go on
├── EmbeddingModelError     the embedding model is missing, altered or unfit
├── JudgedSetError          a measuring set is missing or malformed
├── ShrunkCorpusError       far fewer documents are there than before
├── NoRoomError             the disk is too full for a new build
└── NotForServiceError      a build cannot be put into service
"""


class KnowledgeError(Exception):
    """Base of this package's errors; the message is fit to be shown to an administrator."""


class NoIndexError(KnowledgeError):
    """Nothing has been indexed yet."""

    def __init__(self, place: str) -> None:
        super().__init__(f"there is no index in {place}: run 'advisor reindex' to build one")
        self.place = place


class IndexMismatchError(KnowledgeError):
    """The build was made with another embedding model or other splitter settings."""

    def __init__(self, what: str, built_with: str, wanted: str) -> None:
        super().__init__(
            f"the index was built with {what} {built_with}, the settings say {wanted}: "
            "run 'advisor reindex' to build it anew"
        )
        self.what = what
        self.built_with = built_with
        self.wanted = wanted


class IndexBusyError(KnowledgeError):
    """Another re-index is at work on the same index."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"another re-index is running ({holder}): wait for it to end, or stop it")
        self.holder = holder


class VectorServerError(KnowledgeError):
    """The Chroma server does not answer, or not as it should."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"the Chroma server at {place} does not answer ({reason}): start it or correct "
            "CHROMA_URL, then run this again; what was done so far is kept"
        )
        self.place = place
        self.reason = reason


class IndexDamagedError(KnowledgeError):
    """A build's files are torn, gone or of another version."""

    def __init__(self, build: str, reason: str) -> None:
        super().__init__(
            f"the index build {build} cannot be read ({reason}): "
            "run 'advisor reindex --full' to build it anew"
        )
        self.build = build
        self.reason = reason


class CorpusError(KnowledgeError):
    """The folder to index is missing, empty or overlaps another; the message says which."""


class UnreadableSourceError(KnowledgeError):
    """One document could not be read; a re-index reports it and goes on."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class EmbeddingModelError(KnowledgeError):
    """The embedding model is missing, altered or unfit."""


class ShrunkCorpusError(KnowledgeError):
    """Far fewer documents are there than the index in service holds."""

    def __init__(self, before: int, now: int, example: str) -> None:
        gone = f", {example} for example" if example else ""
        super().__init__(
            f"only {now:,} of {before:,} documents are left{gone}: nothing was changed. Check that "
            "the folder is there whole; if the others are meant to go, add --allow-shrink"
        )
        self.before = before
        self.now = now


class NoRoomError(KnowledgeError):
    """The disk is too full for a new build beside those that are there."""

    def __init__(self, place: str, needed: int, free: int) -> None:
        super().__init__(
            f"a new index needs about {needed / 1e9:,.2f} GB in {place}, and {free / 1e9:,.2f} GB "
            "is free: nothing was changed. Make room, or move ADVISOR_DATA_DIR to a larger disk"
        )
        self.needed = needed
        self.free = free


class NotForServiceError(KnowledgeError):
    """A build cannot be put into service; the message says why and what to do."""


class JudgedSetError(KnowledgeError):
    """A measuring set is missing or malformed; the message names file and line."""
