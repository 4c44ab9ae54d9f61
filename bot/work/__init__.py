"""Durable work: what was begun is finished once, whatever happens to the process."""
