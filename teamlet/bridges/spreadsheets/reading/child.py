"""The process that reads one schedule and nothing else: ``python -m … PATH SUFFIX``.  Never imported by the product."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from teamlet.bridges.spreadsheets.reading.formats import Refusal, opened
from teamlet.bridges.spreadsheets.words import CPU_SECONDS, LONGEST_CELL, MEMORY, MOST_COLUMNS, MOST_ROWS


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    # It reads one file and writes to a pipe: no file of its own, no process.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(what: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(what, option=orjson.OPT_APPEND_NEWLINE))


def lines_of(path: Path, suffix: str) -> Iterator[Any]:
    """Yield what there is to say about a file: what it is, then each row as ``[line, cells, trouble]``.

    Raises ``Refusal``, at once or between two rows.
    """
    table = opened(path, suffix)
    rows = 0
    for number, cells, trouble in table.rows():
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells and trouble is None:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Refusal("spreadsheets.too_many_columns", most=MOST_COLUMNS)
        rows += 1
        if rows > MOST_ROWS + 1:
            raise Refusal("spreadsheets.too_many_rows", most=MOST_ROWS)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            cells = [cell if len(cell) <= LONGEST_CELL else "" for cell in cells]
            trouble = trouble or ("spreadsheets.cell_too_long", {"most": LONGEST_CELL})
        if rows == 1:
            yield {"format": table.format, "notes": table.notes}
        yield [number, [_sound(cell) for cell in cells], trouble]
    if not rows:
        raise Refusal("spreadsheets.empty")


def _sound(cell: str) -> str:
    """Return text that JSON can carry: a half of a letter becomes the sign for an unknown one."""
    return cell if cell.isascii() else cell.encode("utf-8", "replace").decode("utf-8")


def answers(path: Path, suffix: str) -> Iterator[Any]:
    """Yield every line of the answer about a file; nothing that happens in it goes farther."""
    try:
        yield from lines_of(path, suffix)
    except Refusal as said:
        refusal = said
    except MemoryError:
        refusal = Refusal("spreadsheets.too_heavy")
    except GeneratorExit:
        raise
    except BaseException:  # noqa: BLE001  (also the panics of a library that is not Python)
        refusal = Refusal("spreadsheets.damaged")
    else:
        yield {"end": True}
        return
    yield {"refused": refusal.code, "values": refusal.values}


def main() -> int:
    """Read the file; every end is said in one line."""
    _limit()
    for said in answers(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""):
        _say(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
