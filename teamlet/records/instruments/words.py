"""The words of instruments: names, legal moves, and reasons."""

from __future__ import annotations

#: One sentence per reason code; those of the rules are in ``rules.words``.
REASONS: dict[str, str] = {}
