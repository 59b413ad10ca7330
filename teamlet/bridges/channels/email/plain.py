"""The text of an HTML mail: what one would read aloud; what it quotes begins with ``>`` as in plain text."""

from __future__ import annotations

from html.parser import HTMLParser

_NEW_LINE = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "hr", "table"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_VOID = frozenset(
    {"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"}
)
#: How mail programs mark what they quote, besides ``blockquote``.
_QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "divrplyfwdmsg", "appendonsend")
_DEEPEST = 500


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.unseen = 0
        #: For each open element whether a quotation began with it.
        self.open: list[tuple[str, bool]] = []
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        if tag in _NEW_LINE:
            self.lines.append("")
        if tag in _VOID or len(self.open) >= _DEEPEST:
            return
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"}).casefold()
        is_quote = tag == "blockquote" or any(mark in marks for mark in _QUOTES)
        self.open.append((tag, is_quote))
        self.quoted += is_quote

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        if tag in _NEW_LINE:
            self.lines.append("")
        if not any(name == tag for name, _is_quote in self.open):
            return
        while self.open:
            name, is_quote = self.open.pop()
            self.quoted -= is_quote
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if self.quoted and not self.lines[-1].strip():
            self.lines[-1] = "> "
        self.lines[-1] += data.replace("\n", " ").replace("\r", " ")


def plain_text(html: str) -> str:
    """Return the text of ``html``; never raises, whatever it is."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        return html
    lines = (" ".join(line.split()) for line in reader.lines)
    return "\n".join(line for line in lines if line.strip("> "))
