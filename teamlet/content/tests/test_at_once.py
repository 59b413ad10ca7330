"""Many people begin at once in a process that has read nothing yet: the shipped content is read by several threads."""

from __future__ import annotations

import subprocess
import sys

import pytest

_AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
from teamlet.content import instruments, library, questionnaire
files = sorted((library.FOLDER / instruments.KIND).glob("*.json"))
texts = [each.read_bytes() for each in files]
assert len(texts) >= 8
begin, wrong = threading.Barrier(8), []
def read():
    begin.wait()
    try:
        [questionnaire.read_questionnaire(text) for text in texts]
        library.all_files()
    except BaseException as error:
        wrong.append(repr(error))
threads = [threading.Thread(target=read) for _ in range(8)]
[each.start() for each in threads]
[each.join() for each in threads]
sys.exit(wrong[0] if wrong else 0)
"""


@pytest.mark.parametrize("take", range(3))
def test_the_first_reading_by_eight_threads_at_once(take: int) -> None:
    done = subprocess.run([sys.executable, "-c", _AT_ONCE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-500:]}"
