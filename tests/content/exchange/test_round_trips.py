"""What goes out and comes in again is the same question, whatever stands in it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.content.exchange import questions
from trainer.content.exchange import deck_file
from trainer.content.exchange.deck_file import appended, new_deck
from trainer.content.exchange.exporting import comparable
from trainer.content.exchange.formats import EXPORTED, KEEPS_TEXTS, Deck, reader, recognised, writer
from trainer.content.exchange.prose import joined, joined_stem, stripped, with_joined_texts
from trainer.content.exchange.settling import settle
from trainer.tui.text import reflow, split_question
from trainer.yaml import read

PATIENT = settings(
    max_examples=60, deadline=None, report_multiple_bugs=False, suppress_health_check=[HealthCheck.too_slow]
)
ENDINGS = {"apkg": "apkg", "csv": "csv", "gift": "txt", "json": "json", "moodle-xml": "xml", "qti12": "zip"}


@pytest.mark.parametrize("form", EXPORTED)
@given(written=questions.some())
@PATIENT
def test_a_question_comes_back_as_it_went(form: str, written: list[dict[str, Any]]) -> None:
    sent = written if form in KEEPS_TEXTS else [with_joined_texts(each) for each in written]
    content = writer(form)([Deck("any", "Any title", sent)], 1_800_000_000)
    assert recognised(f"file.{ENDINGS[form]}", content) == form
    found = reader(form)(content)
    assert [draft.losses for draft in found.drafts] == [[] for _ in sent]
    assert [comparable(draft.fields) for draft in found.drafts] == [comparable(each) for each in sent]


@given(written=questions.some())
@PATIENT
def test_a_question_comes_back_from_yaml(written: list[dict[str, Any]]) -> None:
    from trainer.content.exchange.draft import Draft

    drafts = [Draft("", comparable(each)) for each in written]
    for draft in drafts:
        settle(draft)
        assert deck_file.writable(draft.fields) == ""
    source = appended(Path("x.yaml"), new_deck("any", "Any", with_schema=False), [d.fields for d in drafts])
    document = read(source)
    assert not document.mistakes
    for back, draft in zip(document.data["questions"], drafts, strict=True):
        assert shown(back) == shown(draft.fields)


def shown(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a question as students see it, all else as it is."""
    whole = dict(fields)
    for name, how in (("stem", split_question), ("front", reflow), ("back", stripped)):
        if name in fields:
            whole[name] = how(fields[name].replace("\t", "    ").strip())
    if "options" in fields:
        whole["options"] = [
            {
                **option,
                "text": reflow(option["text"].replace("\t", "    ")),
                "why": reflow(option["why"].replace("\t", "    ")),
            }
            for option in fields["options"]
        ]
    return whole


@given(questions.TEXT)
@PATIENT
def test_joined_text_looks_the_same_in_study(text: str) -> None:
    text = text.replace("\t", "    ")
    assert reflow(joined(text)) == reflow(text)
    assert joined(joined(text)) == joined(text)
    assert split_question(joined_stem(text)) == split_question(text)
    assert joined_stem(joined_stem(text)) == joined_stem(text)
