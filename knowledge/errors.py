"""What can go wrong between a file on disk and a ranked passage.

KnowledgeError
├── NoIndexError            nothing has been indexed yet
├── IndexMismatchError      the build was made with another model or other settings
├── IndexBusyError          another re-index is at work
├── IndexDamagedError       a build's files are torn, gone or of another version
├── CorpusError             the folder to index is missing, empty or overlaps another
├── UnreadableSourceError   one document could not be read; the others go on
├── EmbeddingModelError     the embedding model is missing, altered or unfit
├── JudgedSetError          a measuring set is missing or malformed
└── GateFailedError         a new build finds less than the current one
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


class GateFailedError(KnowledgeError):
    """A new build finds less than the current one and was not promoted."""


class JudgedSetError(KnowledgeError):
    """A measuring set is missing or malformed; the message names file and line."""
