"""The edge: what people see and do in Slack."""
