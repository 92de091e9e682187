"""Rules on the options of a question and their explanations."""

import re
from collections.abc import Iterator

from trainer.content.model_errors import advice
from trainer.content.rules.draft import NO_BELIEF
from trainer.content.rules.finding import Finding
from trainer.content.rules.stem import SELECT
from trainer.content.settings import Settings
from trainer.study.question import Question
from trainer.yaml import KeyPath

SINGLE_OPTIONS = 4
MULTIPLE_OPTIONS = 5
MIN_EXPLANATION = 40
"""Characters."""

KEY_LENGTH_RATIO = 1.25
SPREAD_OF_LENGTHS = 2.0

_NUMBERS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}

# The options are shuffled: a letter would point at another one, and "the above" at nothing.
_LETTER = re.compile(
    r"\b(?:[Aa]ll|[Nn]one) of the above\b|\b[Bb]oth [A-H] and [A-H]\b"
    r"|\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s? \(?[A-H]\)?(?![\w-])"
    r"|\b[A-H],? and [A-H] (?:only|are|is)\b"
)


def counts(question: Question, _: Settings) -> Iterator[Finding]:
    """As many options and right ones as the kind says, and as the stem asks for."""
    options, right = len(question.options), len(question.correct_options)
    if question.kind == "single":
        if options != SINGLE_OPTIONS:
            yield Finding(("options",), f"{options} options", f"a single question has {SINGLE_OPTIONS}")
        if right != 1:
            hint = "mark one with `correct: true`, or make it `kind: multiple`"
            yield Finding(("options",), f"{right} options are correct", hint)
    else:
        if options < MULTIPLE_OPTIONS:
            hint = f"a multiple question has {MULTIPLE_OPTIONS} or more"
            yield Finding(("options",), f"{options} options", hint)
        if not 2 <= right < options:
            hint = "mark two or more, but not all, with `correct: true`"
            yield Finding(("options",), f"{right} options are correct", hint)
    yield from _announced(question, right)


def _announced(question: Question, right: int) -> Iterator[Finding]:
    found = SELECT.search(question.stem)
    if found is None:
        if question.kind == "multiple":
            word = next((word for word, number in _NUMBERS.items() if number == right), "TWO")
            yield Finding(
                ("stem",), "the stem does not say how many to select", f'end it with "(Select {word}.)"'
            )
        return
    number = _NUMBERS.get(found.group(1).upper())
    if number != right:
        message = f'the stem says "{found.group()}" and {right} of the options are correct'
        yield Finding(("stem",), message, "make them agree")


def unique_texts(question: Question, _: Settings) -> Iterator[Finding]:
    """No two options say the same."""
    first: dict[str, int] = {}
    for number, option in enumerate(question.options):
        text = " ".join(option.text.split()).rstrip(".").casefold()
        if text in first:
            message = f"this option says the same as option {first[text] + 1}"
            yield Finding(("options", number, "text"), message, "change one of them")
        first.setdefault(text, number)


def no_letters(question: Question, _: Settings) -> Iterator[Finding]:
    """No text leans on the order of the options."""
    texts: list[tuple[KeyPath, str]] = [(("back",), question.back)]
    for number, option in enumerate(question.options):
        texts += [(("options", number, "text"), option.text), (("options", number, "why"), option.why)]
    if not _LETTER.search("\n".join(text for _, text in texts)):
        return
    for path, text in texts:
        found = _LETTER.search(text)
        if found:
            yield Finding(path, f'"{found.group()}" names options by place', "say which one by what it says")


def key_length(question: Question, _: Settings) -> Iterator[Finding]:
    """The right option does not give itself away as the longest."""
    if len(question.correct_options) != 1 or len(question.options) < 2:
        return
    (right,) = question.correct_options
    lengths = [len(option.text.strip()) for option in question.options]
    others = lengths[:right] + lengths[right + 1 :]
    mean = sum(others) / len(others)
    if lengths[right] > max(others) and lengths[right] > KEY_LENGTH_RATIO * mean:
        message = f"the right option is the longest, {lengths[right] / mean:.2f} times the mean of the others"
        yield Finding(("options", right, "text"), message, "shorten it, or lengthen the others", "warning")


def spread_of_lengths(question: Question, _: Settings) -> Iterator[Finding]:
    """Options are of about one length."""
    lengths = [len(option.text.strip()) for option in question.options]
    if lengths and max(lengths) > SPREAD_OF_LENGTHS * min(lengths):
        message = f"the longest option is {max(lengths) / max(min(lengths), 1):.1f} times the shortest"
        yield Finding(("options",), message, "bring them closer together", "warning")


def explanations(question: Question, _: Settings) -> Iterator[Finding]:
    """Each option has an explanation of its own that says something."""
    first: dict[str, int] = {}
    for number, option in enumerate(question.options):
        path = ("options", number, "why")
        why = " ".join(option.why.split())
        if len(why) < MIN_EXPLANATION:
            message = f"the explanation has {len(why)} characters"
            yield Finding(path, message, f"say why in {MIN_EXPLANATION} or more")
        elif why in first:
            message = f"the explanation is the same as that of option {first[why] + 1}"
            yield Finding(path, message, "say why for this option")
        first.setdefault(why, number)


def misconceptions(question: Question, settings: Settings) -> Iterator[Finding]:
    """Each wrong option names the belief that makes it tempting, and no right one does."""
    for number, option in enumerate(question.options):
        path = ("options", number, "misconception")
        named = option.misconception
        if option.correct:
            if named:
                yield Finding(path, "a right option names a misconception", "remove it", at_key=True)
        elif not named:
            hint = "add the id of the belief that tempts to it"
            yield Finding(path[:2], "a wrong option names no misconception", hint)
        elif named == NO_BELIEF or settings.misconceptions is None:
            continue
        elif named not in settings.misconceptions:
            hint = f"add it to misconceptions.yaml; {advice_on(named, settings)}"
            yield Finding(path, f'the misconception "{named}" is not known', hint, "warning")


def advice_on(name: str, settings: Settings) -> str:
    """Return the nearest known misconception as advice."""
    near = advice(name, list(settings.misconceptions or ()))
    return near if near.startswith("did") else "or use one that is there"
