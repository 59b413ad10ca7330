"""Which version of somebody's details a form showed: a number for each part, so that two people do not overwrite."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping

#: The parts of the details that are saved on their own, with their columns.
PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("given", "family", "called", "birth_date", "sex", "record_number"),
    "language": ("language", "interpreter", "large_print"),
    "matters": ("matters",),
}


def part_version(values: Iterable[object]) -> int:
    """Return a number that is the same for the same values and, but for one in four billion, another for others."""
    plain = [value if isinstance(value, bool | int | None) else str(value) for value in values]
    return zlib.crc32(json.dumps(plain, ensure_ascii=False).encode())
