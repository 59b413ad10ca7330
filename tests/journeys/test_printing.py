"""What the browser prints of a page to take home: one sheet, nothing of the screen around it."""

from __future__ import annotations

import io

import pypdf
import pytest

pytestmark = pytest.mark.journey

#: The latest of each language, whoever made them.
PAGES = """
    SELECT page.oid FROM documents_takehomepage page
    JOIN practice_practice practice ON practice.id = page.practice_id
    WHERE practice.key = 'cedar' AND page.withdrawn_at IS NULL AND page.variant = 'standard'
      AND page.language = '{language}' ORDER BY page.id DESC LIMIT 6
"""


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_prints_on_one_sheet(person, demo, language):
    maya = person("maya")
    pages = demo.query(PAGES.format(language=language))
    assert pages
    for (oid,) in pages:
        maya.opens(f"pages/{oid}/")
        printed = pypdf.PdfReader(io.BytesIO(maya.page.pdf(format="Letter")))
        text = printed.pages[0].extract_text()
        assert len(printed.pages) == 1, text
        assert "911" in text
        assert "Maya Okafor" not in text
    maya.had_no_trouble()
