"""Placeholder so that Markdown's raw HTML can be read."""

from __future__ import annotations

from html.parser import HTMLParser


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def text_of_html(html: str) -> str:
    """Return the text of an HTML fragment."""
    parser = _Text()
    parser.feed(html)
    return "".join(parser.parts).strip()
