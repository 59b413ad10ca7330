"""Pictures of what somebody sees on their way: kept when ``TEAMLET_SHOTS`` names a folder, not taken otherwise."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = os.environ.get("TEAMLET_SHOTS", "")


class Shots:
    """Whole pages in the order of one story: ``en-07-the-alert.png``."""

    def __init__(self, story: str) -> None:
        self.story = story
        self._numbers = count(1)

    def take(self, somebody: Any, station: str) -> None:
        """Keep what the person sees now, from the top of the page to its end."""
        number = next(self._numbers)
        if FOLDER:
            somebody.page.evaluate("window.scrollTo(0, 0)")
            file = Path(FOLDER) / f"{self.story}-{number:02}-{station}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            somebody.page.screenshot(path=file, full_page=True)
