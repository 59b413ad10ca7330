"""The fonts of the page: where the machine keeps them, found once, never searched per page.

Noto is set up from the distribution's packages.  Without it the page still prints, in the fonts that the typesetter
carries inside itself; characters they lack become ``□`` and are reported.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

#: Folders that hold the Noto families, by distribution; those that exist are used.
FOLDERS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto"),
    Path("/usr/local/share/fonts/noto"),
    Path("/opt/homebrew/share/fonts/noto"),
)


@lru_cache(maxsize=1)
def font_folders() -> tuple[Path, ...]:
    """Return the font folders of this machine; looked for once per process."""
    return tuple(folder for folder in FOLDERS if folder.is_dir())


def has_noto() -> bool:
    """Tell whether the family that the page is designed in is set up on this machine."""
    return any((folder / "NotoSans-Regular.ttf").is_file() for folder in font_folders())
