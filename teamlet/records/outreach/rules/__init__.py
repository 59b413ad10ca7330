"""Pure decisions about messages: may they go, when, in which words, and what a reply means."""

from __future__ import annotations
