"""How long one page to take home takes, beside a plain document of the same words, and what memory it keeps.

    python bench/bench_take_home.py [--pages N] [--memory-pages N] [--json]

The twin is the same typesetter printing the same words as bare paragraphs, tagged the same way: what remains between
the two is our page.  Both are set in turn, in one process, each page with words of its own so that no cache answers.
"Cold" is the first page of a fresh process whose own modules are loaded, as a web worker's are: the typesetter's
import, its fonts and the template are counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_TWIN = """
#let page-data = json(bytes(sys.inputs.page))
#set document(title: "Twin")
#set page(paper: "us-letter")
#set text(font: ("Noto Sans",), lang: "en")
#for line in page-data { par(line) }
"""
_COLD = """
import time
from bench import bench_take_home
from teamlet.records.documents.rendering import typst_page
bench_take_home.words(0)
begin = time.perf_counter()
bench_take_home.one_page(0)
print(time.perf_counter() - begin)
"""


def one_page(number: int) -> bytes:
    """Set page ``number`` of an endless row of different plans, English and Spanish in turn."""
    from teamlet.records.documents.rendering.typst_page import render_pdf

    return render_pdf(*words(number)).pdf


def words(number: int):
    """Return the facts and the fixed texts of page ``number``."""
    from teamlet.content import library, schema

    facts = plan(number)
    return facts, library.load_as(schema.DocumentTexts, "take_home").in_language(facts.language)


def plan(number: int):
    """Return plan ``number``: its words differ from those of every other number."""
    from teamlet.records.documents.rendering.page import Barrier, Spoken
    from teamlet.records.documents.rendering.tests.cast import ROSA, ROSA_ES

    base = ROSA_ES if number % 2 else ROSA
    return replace(
        base,
        plan_key=f"bench{number}",
        patient_name=f"Rosa Medina {number}",
        goal=Spoken(f"{base.goal.text} {number} {'again and again ' * (number % 7)}", base.language),
        step=replace(base.step, sentence=f"{base.step.sentence} ({number})"),
        barriers=tuple(Barrier(f"{barrier.text} {number}", f"{barrier.answer} {number}") for barrier in base.barriers),
        caution_open=number % 3 == 0,
        contact=replace(base.contact, caller=f"Ana {number}"),
    )


def twin_setter(folder: Path) -> Callable[[int], bytes]:
    """Return a function that sets the twin of page ``number``."""
    import typst

    from teamlet.records.documents.rendering.compose import compose
    from teamlet.records.documents.rendering.fonts import font_folders

    source = folder / "twin.typ"
    source.write_text(_TWIN)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in font_folders()])
    compiler = typst.Compiler(str(source), root=str(folder), font_paths=fonts)

    def set_twin(number: int) -> bytes:
        lines = strings(compose(*words(number)).as_dict())
        return compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs={"page": json.dumps(lines)})

    return set_twin


def strings(value: object) -> list[str]:
    """Return every text inside ``value``, in order."""
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for each in inner for text in strings(each)]


def milliseconds(set_page: Callable[[int], bytes], number: int) -> float:
    """Return how long one page takes."""
    begin = time.perf_counter()
    set_page(number)
    return (time.perf_counter() - begin) * 1000


def resident_megabytes() -> float:
    """Return the memory that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def cold_milliseconds(times: int) -> list[float]:
    """Return the time to the first page in fresh processes."""
    return [
        float(subprocess.run([sys.executable, "-c", _COLD], cwd=ROOT, check=True, capture_output=True).stdout) * 1000
        for _ in range(times)
    ]


def spread(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure and print one table, or one JSON object."""
    arguments = argparse.ArgumentParser(description="Time of the page to take home beside a plain twin.")
    arguments.add_argument("--pages", type=int, default=200)
    arguments.add_argument("--memory-pages", type=int, default=2000)
    arguments.add_argument("--json", action="store_true")
    asked = arguments.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        set_twin = twin_setter(Path(folder))
        milliseconds(one_page, 1)
        milliseconds(set_twin, 1)
        ours, twins = [], []
        for number in range(10, 10 + asked.pages):
            ours.append(milliseconds(one_page, number))
            twins.append(milliseconds(set_twin, number))
    before = resident_megabytes()
    begin = time.perf_counter()
    for number in range(10_000, 10_000 + asked.memory_pages):
        one_page(number)
    seconds = time.perf_counter() - begin
    growth = resident_megabytes() - before
    cold = cold_milliseconds(5)

    found = {
        "pages": asked.pages,
        "page_p50_ms": round(spread(ours)[0], 1),
        "page_p95_ms": round(spread(ours)[1], 1),
        "twin_p50_ms": round(spread(twins)[0], 1),
        "twin_p95_ms": round(spread(twins)[1], 1),
        "ratio": round(statistics.median(mine / twin for mine, twin in zip(ours, twins, strict=True)), 2),
        "cold_p50_ms": round(statistics.median(cold), 1),
        "pages_a_second": round(asked.memory_pages / seconds, 1),
        "memory_pages": asked.memory_pages,
        "memory_growth_mb": round(growth, 1),
        "load": round(os.getloadavg()[0], 2),
    }
    if asked.json:
        print(json.dumps(found))
        return
    print(f"{'':24}{'p50 ms':>10}{'p95 ms':>10}")
    print(f"{'page to take home':24}{found['page_p50_ms']:>10}{found['page_p95_ms']:>10}")
    print(f"{'twin: the same words':24}{found['twin_p50_ms']:>10}{found['twin_p95_ms']:>10}")
    print(f"{'first page, cold':24}{found['cold_p50_ms']:>10}")
    print(f"page / twin {found['ratio']} (median of {asked.pages} pairs) · {found['pages_a_second']} pages a second")
    print(f"memory after {asked.memory_pages} further pages: +{found['memory_growth_mb']} MB · load {found['load']}")


if __name__ == "__main__":
    main()
