"""Seal released content: ``python -m teamlet.content.seal`` adds new files to the list of hashes.

A file on the list never changes again (a test holds it to its hash).  Run at a release; a sealed file
that was changed is reported, not re-sealed.
"""

from __future__ import annotations

import sys

from teamlet.content import library
from teamlet.content.instruments import questionnaire_files

LIST = library.FOLDER / "SEALED"


def shipped() -> list[tuple[str, str]]:
    """Return name and SHA-256 of every content file, questionnaires too."""
    return [*((file.name, file.sha256) for file in library.all_files()), *questionnaire_files()]


def seal() -> list[str]:
    """Add every unsealed file to the list; return the names of sealed files that changed."""
    lines = LIST.read_text(encoding="ascii").splitlines() if LIST.exists() else []
    sealed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    changed = [name for name, digest in shipped() if sealed.get(name, digest) != digest]
    sealed.update({name: digest for name, digest in shipped() if name not in sealed})
    LIST.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sealed.items())), encoding="ascii")
    return changed


if __name__ == "__main__":
    altered = seal()
    for each in altered:
        sys.stderr.write(f"{each} was released and has changed: write a new version instead\n")
    sys.exit(1 if altered else 0)
