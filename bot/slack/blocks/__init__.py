"""Domain objects drawn as Block Kit; pure functions."""
