"""From a file on disk to a ranked passage: readers, passages, index builds, retrieval."""
