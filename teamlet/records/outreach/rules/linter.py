"""What a message may not say: anything that tells a stranger's eye about health, or opens a door.

A text lies open on a locked phone, an email's subject in a list.  So no condition, no medicine, no result
(the words of content: cautions, red flags and the private list), no birth date, record number, code or
password, no link but to our own pages; and nothing that could be mistaken on its way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache

from teamlet.content import library
from teamlet.content.matching import clauses, find
from teamlet.content.schema import CautionList, Pattern, RedFlagList, WordLists
from teamlet.ground.reasons import Decision, Reason
from teamlet.records.outreach.rules.lengths import measure
from teamlet.records.outreach.rules.words import FixedAnswer, Usable
from teamlet.records.outreach.words import Channel

_SUBJECT = 78
_CHARACTERS = 160
_LONGEST = 20_000
_STOP_WORDS = frozenset({"stop", "alto"})

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)
_BLANK = re.compile(r"\{[^{}]*\}|\[[a-z_ ]+\]|<[a-z_ ]+>|\bNone\b|\bnull\b|\bundefined\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)")
_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("social_security", re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")),
    (
        "birth_date",
        re.compile(r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)"),
    ),
    (
        "birth_date",
        re.compile(r"\b(?:dob|date of birth|birth date|born on|fecha de nacimiento|nacid[oa] el)\b", re.IGNORECASE),
    ),
    (
        "sign_in",
        re.compile(r"\b(?:pass ?word|pass ?code|contrase[ñn]a|clave|user ?name|usuario)\b", re.IGNORECASE),
    ),
    (
        "code",
        re.compile(
            r"\b(?:pin|code|c[óo]digo|token)\b\W{0,3}(?:is|es|:)?\W{0,3}[a-z0-9]*\d[a-z0-9-]{2,}", re.IGNORECASE
        ),
    ),
    ("record_number", re.compile(r"\b(?:mrn|record (?:number|no)|chart (?:number|no)|expediente)\b", re.IGNORECASE)),
    ("number", re.compile(r"(?<!\d)\d{6,}(?!\d)")),
    ("code", re.compile(r"(?<![\w/-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])")),
    (
        "reading",
        re.compile(r"(?<!\d)\d{2,3} ?/ ?\d{2,3}(?!\d)|\d+(?:\.\d+)? ?(?:mg/dl|mmol/l|mm ?hg|%)", re.IGNORECASE),
    ),
)


@cache
def _private() -> tuple[Pattern, ...]:
    """The words that tell about health: conditions, medicines, and the list of the content."""
    lists = library.load_as(WordLists, "everyday")
    groups = [
        *library.load_as(CautionList, "steps").fact_groups,
        *library.load_as(RedFlagList, "contacts").fact_groups,
    ]
    words = [word for of in lists.private.values() for word in of]
    words += [word for group in groups for word in (*group.condition_words, *group.medicine_words)]
    return (Pattern(words=tuple(dict.fromkeys(words))),)


@cache
def _blame() -> tuple[Pattern, ...]:
    lists = library.load_as(WordLists, "everyday")
    return (Pattern(words=tuple(word for of in lists.blame.values() for word in of)),)


def lint(
    body: str,
    *,
    channel: Channel,
    subject: str = "",
    answer: FixedAnswer | None = None,
    sender: str = "",
    our_links: Collection[str] = (),
    never: Collection[str] = (),
    names: Collection[str] = (),
) -> Decision[Usable]:
    """Say whether a message can go out with these words, with everything that is wrong with them.

    ``sender``: the practice's name, which a text must say ("" where it is to be hidden).  ``our_links``:
    beginnings of the only links allowed ("https://team.example/").  ``never``: words about this patient that
    may not be in it: last name, conditions on record.  ``names``: of the practice, which may be whatever it is called
    (``sender`` too).  A fixed ``answer`` need not say how to stop.
    """
    wrong: list[Reason] = []
    if not body.strip():
        wrong.append(Reason("outreach.empty"))
    wrong += _signs(f"{subject}\n{body}")
    wrong += _about_subject(subject, channel)
    for part in (subject, body):
        bare = _without_links(part, our_links)
        wrong += _said(_without_names(bare, (sender, *names)), never)
        wrong += _secrets(bare)
        wrong += _links(part, our_links)
    if channel is Channel.TEXT:
        wrong += _about_text(body, answer, sender)
    if wrong:
        return Decision(Usable.NO, tuple(dict.fromkeys(wrong)))
    return Decision(Usable.YES, (Reason("outreach.words_usable"),))


def _signs(text: str) -> Iterator[Reason]:
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co") and sign not in "\n\u200d" for sign in text):
        yield Reason("outreach.words_unseen")
    blank = _BLANK.search(text[:_LONGEST])
    if blank:
        yield Reason("outreach.words_blank", {"blank": blank[0]})


def _about_subject(subject: str, channel: Channel) -> Iterator[Reason]:
    if channel is Channel.EMAIL and not subject.strip():
        yield Reason("outreach.subject_missing")
    if "\n" in subject or "\r" in subject:
        yield Reason("outreach.subject_lines")
    if len(subject) > _SUBJECT:
        yield Reason("outreach.subject_long", {"length": len(subject), "most": _SUBJECT})


def _said(text: str, never: Collection[str]) -> Iterator[Reason]:
    words = clauses(unicodedata.normalize("NFKC", text))
    for patterns, code in ((_private(), "outreach.words_private"), (_blame(), "outreach.words_blame")):
        for pattern in patterns:
            said = find(words, pattern)
            if said is not None:
                yield Reason(code, {"words": said})
    ours = tuple(each for each in never if each.strip())
    said = find(words, Pattern(words=ours)) if ours else None
    if said is not None:
        yield Reason("outreach.words_private", {"words": said})


def _secrets(text: str) -> Iterator[Reason]:
    plain = _PHONE.sub(" ", unicodedata.normalize("NFKC", text)[:_LONGEST])
    for name in dict.fromkeys(name for name, pattern in _SECRETS if pattern.search(plain)):
        yield Reason("outreach.words_secret", {"what": name})


def _is_ours(link: str, our_links: Collection[str]) -> bool:
    return any(beginning.endswith("/") and link.startswith(beginning) for beginning in our_links)


def _without_links(text: str, our_links: Collection[str]) -> str:
    return _LINK.sub(lambda link: " " if _is_ours(link[0], our_links) else link[0], text[:_LONGEST])


def _without_names(text: str, names: Collection[str]) -> str:
    for name in names:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE) if name.strip() else text
    return text


def _links(text: str, our_links: Collection[str]) -> Iterator[Reason]:
    if any(not _is_ours(link[0], our_links) for link in _LINK.finditer(text[:_LONGEST])):
        yield Reason("outreach.words_link")


def _about_text(body: str, answer: FixedAnswer | None, sender: str) -> Iterator[Reason]:
    length = measure(body)
    if length.units > _CHARACTERS:
        values = {"length": length.units, "most": _CHARACTERS, "encoding": length.encoding.value}
        yield Reason("outreach.too_long", values)
    if answer is not None:
        return
    if not _STOP_WORDS & {word for clause in clauses(body) for word in clause.words}:
        yield Reason("outreach.words_no_stop")
    if sender and sender.casefold() not in body.casefold():
        yield Reason("outreach.words_no_sender", {"sender": sender})
