"""The Slack bot: advice with citations, and each team's alliance log."""
