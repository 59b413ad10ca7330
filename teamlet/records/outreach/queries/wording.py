"""The words of messages from the practice's content, ready to send: one text, filled, in the patient's language.

    words = Wording(practice)                       once for a whole batch: two statements, whatever its size
    said = words.render("check_in", language="es", channel=Channel.TEXT)
    said.subject, said.body

``practice`` and ``phone`` are filled by themselves; everything else that a text has blanks for comes in ``values``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from django.conf import settings

from teamlet.content import library, schema
from teamlet.content.schema import NotInLanguage
from teamlet.ground.reasons import Reason, Refused
from teamlet.records.library.queries import Shelf
from teamlet.records.outreach.words import Channel, Purpose
from teamlet.records.practice.models import Practice

#: The text of each purpose, where a purpose has one of its own.
CODES: dict[Purpose, str] = {
    Purpose.VISIT_PREPARATION: "visit_preparation",
    Purpose.PLAN_COPY: "plan_copy",
    Purpose.CHECK_IN: "check_in",
    Purpose.REMINDER: "reminder",
    Purpose.CLASS: "class",
}
#: What a preview puts into blanks that only a real patient fills.
SAMPLES: dict[str, str] = {"name": "Rosa"}


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it goes out.  ``subject`` is empty unless it is an e-mail."""

    subject: str
    body: str


def origin() -> str:
    """Return where patients reach our pages, without a slash at the end."""
    return (settings.ORIGIN or "http://localhost:8000").rstrip("/")


def our_links() -> tuple[str, ...]:
    """Return the beginnings of the only links that a message may hold."""
    return (f"{origin()}/",)


class Wording:
    """The texts of one practice: its own approved versions, or those shipped; read once.

    ``as_shipped``: those shipped, whatever the practice made of them.
    """

    def __init__(self, practice: Practice, *, as_shipped: bool = False) -> None:
        load = library.load_as if as_shipped else Shelf(practice).load_as
        self.practice = practice
        self._texts = {each.code: each.text for each in load(schema.DocumentTexts, "text_messages").texts}
        self._dates = load(schema.DocumentTexts, "take_home")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all texts, in the order of the content."""
        return tuple(self._texts)

    def speaks(self, language: str) -> bool:
        """Whether messages are written in this language."""
        return all(language in text.languages for text in self._texts.values())

    def render(
        self,
        code: str,
        *,
        language: str,
        channel: Channel,
        values: Mapping[str, object] | None = None,
        hides_sender: bool = False,
    ) -> Said:
        """Return the text ``code`` filled for one patient.

        ``hides_sender``: it does not say from whom it is.  Raises ``Refused``: the practice has no such text, it is
        not written in ``language``, or a blank has no value; nothing half filled is ever returned.
        """
        filled = {
            "practice": "" if hides_sender else self.practice.name,
            "phone": self.practice.phone,
            **(values or {}),
        }
        body = self._say(code, language, filled)
        if hides_sender:
            body = body.lstrip(" :.,")
        if channel is not Channel.EMAIL:
            return Said("", body)
        return Said(self._say("email_subject_hidden" if hides_sender else "email_subject", language, filled), body)

    def unfilled(self, code: str, language: str) -> str:
        """Return the text as it was written, with its blanks; empty when there is none."""
        text = self._texts.get(code)
        return text.raw(language) if text is not None and language in text.languages else ""

    def blanks(self, code: str, language: str) -> frozenset[str]:
        """Return the names of the blanks that ``values`` has to fill."""
        text = self._texts.get(code)
        named = text.placeholders(language) if text is not None and language in text.languages else frozenset()
        return named - {"practice", "phone"}

    def sample(self, code: str, *, language: str, channel: Channel, on: date) -> Said:
        """Return the text as it would go out to a made-up patient: for a preview."""
        link = f"{origin()}/{'f' if code == 'visit_preparation' else 'p'}/{'x' * 43}/"
        return self.render(
            code, language=language, channel=channel, values={**SAMPLES, "link": link, "when": self.day(on, language)}
        )

    def day(self, on: date, language: str, opens: time | None = None, closes: time | None = None) -> str:
        """Return a day as a patient reads it, with the hours of a window: ``Friday, November 27, 9–12``.

        Raises ``Refused`` when the texts of the page to take home are not written in ``language``.
        """
        try:
            texts = self._dates.in_language(language)
        except NotInLanguage:
            raise Refused(Reason("outreach.not_in_language", {"language": language})) from None
        said = _fill(
            texts["date_line"],
            weekday=texts[f"weekday_{on.isoweekday()}"],
            month=texts[f"month_{on.month}"],
            day=on.day,
        )
        if opens is None or closes is None:
            return said
        return f"{said}, {_clock(opens)}–{_clock(closes)}"

    def _say(self, code: str, language: str, values: Mapping[str, object]) -> str:
        text = self._texts.get(code)
        if text is None:
            raise Refused(Reason("outreach.text_absent", {"code": code}))
        try:
            return text.say(language, **values)
        except NotInLanguage:
            raise Refused(Reason("outreach.not_in_language", {"language": language})) from None
        except KeyError as absent:
            raise Refused(Reason("outreach.words_blank", {"blank": f"{{{absent.args[0]}}}"})) from None


def render(
    practice: Practice,
    code: str | Purpose,
    *,
    language: str,
    channel: Channel,
    values: Mapping[str, object] | None = None,
    hides_sender: bool = False,
) -> Said:
    """Return one text for one patient; for many make one ``Wording``.  As ``Wording.render``."""
    known = CODES.get(code, code.value) if isinstance(code, Purpose) else code
    words = Wording(practice)
    return words.render(known, language=language, channel=channel, values=values, hides_sender=hides_sender)


def _fill(text: str, **values: object) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _clock(clock: time) -> str:
    hour = clock.hour % 12 or 12
    return f"{hour}:{clock.minute:02d}" if clock.minute else str(hour)
