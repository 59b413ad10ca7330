"""What the browser prints of a page to take home: one sheet, nothing of the screen around it."""

from __future__ import annotations

import io

import pypdf
import pytest

pytestmark = pytest.mark.journey

PAGES = """
    SELECT page.oid, page.language FROM documents_takehomepage page
    JOIN practice_practice practice ON practice.id = page.practice_id
    WHERE practice.key = 'cedar' AND page.withdrawn_at IS NULL AND page.variant = 'standard' ORDER BY page.id DESC LIMIT 12
"""


def test_every_page_prints_on_one_sheet(person, demo):
    maya = person("maya")
    pages = demo.query(PAGES)
    assert {language for _oid, language in pages} == {"en", "es"}
    for oid, _language in pages:
        maya.opens(f"pages/{oid}/")
        printed = pypdf.PdfReader(io.BytesIO(maya.page.pdf(format="Letter")))
        text = printed.pages[0].extract_text()
        assert len(printed.pages) == 1, text
        assert "911" in text
        assert "Maya Okafor" not in text
    maya.had_no_trouble()
