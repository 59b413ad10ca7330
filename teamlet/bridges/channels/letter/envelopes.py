"""Where an address has to stand on a folded sheet so that it shows in the window of its envelope, however it slides.

A US Letter sheet is folded in three and put into a #10 envelope, which is larger: the sheet slides 25 mm sideways and
12 mm up and down.  What must be seen is what lies behind the window in every position of the sheet.  Makers differ by a
few millimeters; these are common figures, measured from the front of the envelope with its flap on top.

    one window    4 1/2 × 1 1/8 inches, 7/8 from the left, 1/2 from the bottom
    two windows   the sender's 3 1/2 × 7/8, 3/8 from the left, 2 1/2 from the bottom;
                  the address's 4 × 1, 3/4 from the left, 5/8 from the bottom

A test sheet shows on paper whether one's own envelopes fit.
"""

from __future__ import annotations

from dataclasses import dataclass

from teamlet.records.outreach.words.letters import Envelope

_INCH = 25.4
#: Width and height of a #10 envelope.
ENVELOPE = (9.5 * _INCH, 4.125 * _INCH)
#: Width and height of a Letter sheet folded in three.
SHEET = (8.5 * _INCH, 11 / 3 * _INCH)
#: Kept free inside of what is always seen.
_MARGIN = 0.8


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the sheet, in millimeters from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Window:
    """A window of an envelope, in millimeters from the left and from the bottom."""

    left: float
    bottom: float
    width: float
    height: float

    def always(self) -> Area:
        """Return what of the sheet is behind the window wherever the sheet slid to."""
        slack = (ENVELOPE[0] - SHEET[0], ENVELOPE[1] - SHEET[1])
        top = ENVELOPE[1] - self.bottom - self.height
        return Area(
            x=self.left + _MARGIN,
            y=top + _MARGIN,
            width=self.width - slack[0] - 2 * _MARGIN,
            height=self.height - slack[1] - 2 * _MARGIN,
        )

    def ever(self) -> Area:
        """Return what of the sheet may show in the window: nothing but the address may stand there."""
        slack = (ENVELOPE[0] - SHEET[0], ENVELOPE[1] - SHEET[1])
        top = ENVELOPE[1] - self.bottom - self.height
        return Area(self.left - slack[0], top - slack[1], self.width + slack[0], self.height + slack[1])


def _inches(left: float, bottom: float, width: float, height: float) -> Window:
    return Window(left * _INCH, bottom * _INCH, width * _INCH, height * _INCH)


#: The window for the address.
TO: dict[Envelope, Window] = {
    Envelope.LEFT_WINDOW: _inches(0.875, 0.5, 4.5, 1.125),
    Envelope.DOUBLE_WINDOW: _inches(0.75, 0.625, 4.0, 1.0),
    Envelope.PLAIN: _inches(0.875, 0.5, 4.5, 1.125),
}
#: The window for the sender, where there is one.
FROM: dict[Envelope, Window] = {Envelope.DOUBLE_WINDOW: _inches(0.375, 2.5, 3.5, 0.875)}
