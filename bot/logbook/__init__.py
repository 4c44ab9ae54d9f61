"""The per-team alliance log."""
