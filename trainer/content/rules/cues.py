"""Rules on what gives an answer away to somebody who does not know it: words, grammar, echoes of the stem."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.content.rules.finding import Finding
from trainer.content.rules.vocabulary import opening, rare_words, words_of
from trainer.content.settings import Settings
from trainer.study.question import Question

ABSOLUTE = words_of(
    "always never only all every none must guarantee guarantees guaranteed impossible completely"
)
"""Words that a statement about AWS rarely bears out, so that they mark what is wrong."""

HEDGES = words_of("might usually typically generally often sometimes probably possibly")
"""Words that make a statement safe, so that they mark what is right."""

PERMISSIONS = words_of("may can")
"""Hedges that in a question about access are mostly none: one who may read is allowed to."""

_TELLING = ABSOLUTE | HEDGES

MIN_ABSOLUTE = 2
"""Wrong options with such a word; one alone is chance."""

_WORD = re.compile("[a-z]+")


def words_among(words: frozenset[str], text: str) -> list[str]:
    """Return those of some words that stand in a text, in the order of the text."""
    return [word for word in _WORD.findall(text.lower()) if word in words]


def telling_words(question: Question, _: Settings) -> Iterator[Finding]:
    """Absolute words do not stand in wrong options alone, nor hedging ones in right options alone."""
    found = [words_among(_TELLING, option.text) for option in question.options]
    if not any(found):
        return
    right, wrong = _by_correctness(question, found, ABSOLUTE)
    if len(wrong) >= MIN_ABSOLUTE and not right:
        words = sorted({f'"{word}"' for word in wrong.values()})
        message = f"absolute words stand in wrong options alone: {', '.join(words)}"
        hint = "soften them, or let the right option be as strict"
        yield Finding(("options", max(wrong), "text"), message, hint, "warning")
    right, wrong = _by_correctness(question, found, HEDGES)
    if right and not wrong:
        number, word = next(iter(right.items()))
        message = f'the hedge "{word}" stands in a right option alone'
        hint = "leave it out, or hedge a wrong one too"
        yield Finding(("options", number, "text"), message, hint, "warning")


def _by_correctness(
    question: Question, found: Sequence[list[str]], words: frozenset[str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return the right options and the wrong ones in which some words were found, each with the first."""
    right: dict[int, str] = {}
    wrong: dict[int, str] = {}
    for number, (option, all_found) in enumerate(zip(question.options, found, strict=True)):
        own = [word for word in all_found if word in words]
        if own:
            (right if option.correct else wrong)[number] = own[0]
    return right, wrong


def parallel_grammar(question: Question, _: Settings) -> Iterator[Finding]:
    """Options begin with one kind of phrase and end with one mark."""
    texts = [option.text.strip() for option in question.options]
    kinds = [opening(text) for text in texts]
    odd = _odd_one_out(kinds)
    if odd is not None:
        others = next(kind for number, kind in enumerate(kinds) if number != odd)
        message = f"this option begins with {kinds[odd]}, the others with {others}"
        yield Finding(("options", odd, "text"), message, "let all begin alike", "warning")
    stops = [text.endswith(".") for text in texts]
    for number, stop in enumerate(stops):
        if len(stops) > 2 and stops.count(stop) == 1:
            message = f"this option ends {'with' if stop else 'without'} a full stop, the others do not"
            if not stop:
                message = "this option ends without a full stop, the others with one"
            yield Finding(("options", number, "text"), message, "let all end alike", "warning")


def _odd_one_out(kinds: Sequence[str | None]) -> int | None:
    """Return which differs where all others agree; one whose kind is not known speaks against it."""
    counts = Counter(kinds)
    if None in counts or len(counts) != 2 or len(kinds) < 3:
        return None
    rarest, count = counts.most_common()[-1]
    return kinds.index(rarest) if count == 1 else None


def clang(question: Question, _: Settings) -> Iterator[Finding]:
    """A rare word of the stem does not stand in a right option alone.

    Where a wrong option echoes another word of the stem, the echo points nowhere.
    """
    asked = rare_words(question.stem)
    right: dict[str, int] = {}
    wrong: set[str] = set()
    for number, option in enumerate(question.options):
        echoes = asked.keys() & rare_words(option.text).keys()
        if not option.correct:
            wrong |= echoes
            continue
        for stem in sorted(echoes):
            right.setdefault(stem, number)
    own = [stem for stem in right if stem not in wrong]
    if own and wrong <= right.keys():
        stem = own[0]
        message = f'the word "{asked[stem]}" of the stem stands here and in no wrong option'
        hint = "say it otherwise here, or let a wrong option speak of it too"
        yield Finding(("options", right[stem], "text"), message, hint, "warning")
