"""The words of messages: every shipped one passes in both languages, a table of bad ones does not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from teamlet.content import library
from teamlet.content.schema import DocumentTexts
from teamlet.records.outreach.rules.lengths import Encoding, measure
from teamlet.records.outreach.rules.linter import lint
from teamlet.records.outreach.rules.replies import ANSWER_TEXTS
from teamlet.records.outreach.rules.words import REASONS, FixedAnswer, Usable
from teamlet.records.outreach.words import REASONS as RECORD_REASONS, Channel

SENDER = "Elm Street Family Practice"
OURS = ("https://team.example.org/",)
LINK = "https://team.example.org/f/" + "aB3-x_Q9" * 5 + "z7T"
VALUES = {
    "en": {"practice": SENDER, "phone": "(555) 010-2233", "link": LINK, "when": "Fri, Nov 27, 9 to 12", "name": "Rosa"},
    "es": {
        "practice": SENDER,
        "phone": "(555) 010-2233",
        "link": LINK,
        "when": "vie 27 de nov, 9 a 12",
        "name": "Rosa",
    },
}
TEXTS = library.load_as(DocumentTexts, "text_messages")
#: Texts that answer what somebody has just written.
ANSWERS = {text: answer for answer, text in ANSWER_TEXTS.items()}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("phrase", TEXTS.texts, ids=lambda phrase: phrase.code)
def test_every_shipped_text_passes_at_its_longest(phrase, language):
    words = phrase.text.say(language, **VALUES[language])
    if phrase.code.startswith("email_subject"):
        decision = lint("…", channel=Channel.EMAIL, subject=words, our_links=OURS)
    else:
        decision = lint(words, channel=Channel.TEXT, answer=ANSWERS.get(phrase.code), sender=SENDER, our_links=OURS)
        assert measure(words).units <= 160
    assert decision.status is Usable.YES, [reason.as_dict() for reason in decision.reasons]


def test_every_fixed_answer_has_a_text():
    assert set(ANSWERS.values()) == set(FixedAnswer)
    assert set(ANSWERS) <= {phrase.code for phrase in TEXTS.texts}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_letter_tells_a_stranger_nothing(language):
    for phrase in library.load_as(DocumentTexts, "letters").texts:
        said = phrase.text.raw(language).replace("{", "").replace("}", "")
        decision = lint(said, channel=Channel.LETTER)
        private = [
            each for each in decision.reasons if each.code in ("outreach.words_private", "outreach.words_secret")
        ]
        assert private == []


PLAIN = "Elm Street Family Practice: How did your plan go? STOP to end."


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("your diabetes plan", "outreach.words_private"),
        ("Your DIABETIC foot check", "outreach.words_private"),
        ("ｄｉａｂｅｔｅｓ", "outreach.words_private"),
        ("su plan de la diabetes", "outreach.words_private"),
        ("about your A1c", "outreach.words_private"),
        ("your blood pressure", "outreach.words_private"),
        ("su presión", "outreach.words_private"),
        ("cómo va el azúcar", "outreach.words_private"),
        ("take your metformin", "outreach.words_private"),
        ("your Lantus", "outreach.words_private"),
        ("sus medicinas", "outreach.words_private"),
        ("your lisinopril", "outreach.words_private"),
        ("the depression class", "outreach.words_private"),
        ("grupo de depresión", "outreach.words_private"),
        ("quit smoking group", "outreach.words_private"),
        ("your HIV visit", "outreach.words_private"),
        ("your test results are in", "outreach.words_private"),
        ("sus resultados", "outreach.words_private"),
        ("prenatal visit", "outreach.words_private"),
        ("behavioral health called", "outreach.words_private"),
        ("visit with your therapist", "outreach.words_private"),
        ("cancer screening", "outreach.words_private"),
        ("weight class: your weight", "outreach.words_private"),
        ("alcohol group", "outreach.words_private"),
        ("Mrs. Quintanilla", "outreach.words_private"),
        ("you failed to come", "outreach.words_blame"),
        ("you are non-compliant", "outreach.words_blame"),
        ("usted rechazó la llamada", "outreach.words_blame"),
        ("SSN 123-45-6789", "outreach.words_secret"),
        ("born 04/12/1961", "outreach.words_secret"),
        ("1961-04-12", "outreach.words_secret"),
        ("date of birth please", "outreach.words_secret"),
        ("Your PIN is 4821", "outreach.words_secret"),
        ("código: 482113", "outreach.words_secret"),
        ("code A7X9Q", "outreach.words_secret"),
        ("password: walk", "outreach.words_secret"),
        ("su contraseña nueva", "outreach.words_secret"),
        ("MRN on file", "outreach.words_secret"),
        ("chart number known", "outreach.words_secret"),
        ("ref 0048213", "outreach.words_secret"),
        ("aB3xQ9aB3xQ9aB3xQ9aB3xQ9", "outreach.words_secret"),
        ("last was 148/92", "outreach.words_secret"),
        ("it was 9.1 %", "outreach.words_secret"),
        ("see http://bit.ly/x1", "outreach.words_link"),
        ("see bit.ly/x1", "outreach.words_link"),
        ("see www.example.com", "outreach.words_link"),
        ("see https://team.example.org.evil.example/f/x", "outreach.words_link"),
        ("see http://team.example.org/f/x", "outreach.words_link"),
        ("Hello {name}", "outreach.words_blank"),
        ("Hello None", "outreach.words_blank"),
        ("Hello [name]", "outreach.words_blank"),
        ("zero\0sign", "outreach.words_unseen"),
        ("\u202egnirts", "outreach.words_unseen"),
        ("zero\u200bwidth", "outreach.words_unseen"),
        ("x" * 160, "outreach.too_long"),
    ],
)
def test_bad_words_are_named(words, code):
    for text, subject in ((f"{PLAIN} {words}", ""), (PLAIN, words)):
        if subject and code == "outreach.too_long":
            continue
        channel = Channel.EMAIL if subject else Channel.TEXT
        decision = lint(text, channel=channel, subject=subject, sender=SENDER, our_links=OURS, never=("Quintanilla",))
        assert decision.status is Usable.NO
        assert code in {reason.code for reason in decision.reasons}


@pytest.mark.parametrize(
    ("body", "channel", "subject", "codes"),
    [
        (PLAIN, Channel.TEXT, "", {"outreach.words_usable"}),
        ("", Channel.LETTER, "", {"outreach.empty"}),
        ("Elm Street Family Practice: hello", Channel.TEXT, "", {"outreach.words_no_stop"}),
        ("Hello. STOP to end.", Channel.TEXT, "", {"outreach.words_no_sender"}),
        (PLAIN, Channel.EMAIL, "", {"outreach.subject_missing"}),
        (PLAIN, Channel.EMAIL, "Hello\nBcc: everybody", {"outreach.subject_lines"}),
        (PLAIN, Channel.EMAIL, "Hello " * 20, {"outreach.subject_long"}),
        ("Your goal: walk 10 minutes after dinner, 3 days.", Channel.LETTER, "", {"outreach.words_usable"}),
        (f"{PLAIN} (555) 010-2233, 911 or 988", Channel.TEXT, "", {"outreach.words_usable"}),
    ],
)
def test_what_each_way_needs(body, channel, subject, codes):
    decision = lint(body, channel=channel, subject=subject, sender=SENDER, our_links=OURS)
    assert {reason.code for reason in decision.reasons} == codes


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", Encoding.GSM_7, 0, 0),
        ("a" * 160, Encoding.GSM_7, 160, 1),
        ("a" * 161, Encoding.GSM_7, 161, 2),
        ("a" * 306, Encoding.GSM_7, 306, 2),
        ("a" * 307, Encoding.GSM_7, 307, 3),
        ("ñ¿¡éü" * 32, Encoding.GSM_7, 160, 1),
        ("€" * 80, Encoding.GSM_7, 160, 1),
        ("€" * 81, Encoding.GSM_7, 162, 2),
        ("a" * 152 + "€" + "a" * 152, Encoding.GSM_7, 306, 3),  # a sign of two units is not cut
        ("á" + "a" * 69, Encoding.UCS_2, 70, 1),
        ("á" + "a" * 70, Encoding.UCS_2, 71, 2),
        ("😀" * 35, Encoding.UCS_2, 70, 1),
        ("😀" * 36, Encoding.UCS_2, 72, 2),
        ("a" * 66 + "😀" * 3, Encoding.UCS_2, 72, 2),
    ],
)
def test_lengths(text, encoding, units, parts):
    found = measure(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


@given(st.text(max_size=400), st.text(max_size=100), st.sampled_from(Channel))
def test_never_raises_and_always_has_a_reason(body, subject, channel):
    decision = lint(body, channel=channel, subject=subject, sender=SENDER, our_links=OURS)
    assert {reason.code for reason in decision.reasons} <= set(REASONS) | set(RECORD_REASONS)
    if any(word in body for word in ("\0", "\u202e")):
        assert decision.status is Usable.NO
