"""Rules on a whole bank: what is chance in one question is a habit in forty.

Each looks at the questions of all decks together and says at most one thing. A share is compared with what
chance would give, with room for its scatter: 1.64 standard deviations, passed by chance one time in twenty.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf, sqrt

from trainer.content.rules.cues import ABSOLUTE, HEDGES, PERMISSIONS, words_among
from trainer.content.rules.stem import is_negative
from trainer.content.rules.vocabulary import content_words
from trainer.study.question import Question

MIN_QUESTIONS = 8
"""With fewer, a share says nothing."""

ONE_IN_TWENTY = 1.64
"""Standard deviations above the mean that chance passes one time in twenty."""

CHI_SQUARE = 11.34
"""For three degrees of freedom: chance passes it one time in a hundred."""

MIN_FOR_CHI_SQUARE = 20
"""Five expected in each of four places."""

MEAN_RATIO = (0.90, 1.10)
MAX_NEGATIVE_SHARE = 0.03
MAX_RATE_RATIO = 1.5
MAX_CONVERGENCE = 0.60
MIN_APPLIED_SHARE = 0.60
APPLIED = ("apply", "analyze")


@dataclass(frozen=True, slots=True)
class Habit:
    """What the questions have in common that they should not, and which ones show it."""

    message: str
    hint: str
    shown_by: Sequence[Question]


def negatives(questions: Sequence[Question]) -> Habit | None:
    """Few questions ask for what is not so."""
    found = [question for question in questions if is_negative(question)]
    if len(found) <= max(1, MAX_NEGATIVE_SHARE * len(questions)):
        return None
    message = f"{len(found)} of {len(questions)} questions are negative, more than 3 %"
    return Habit(message, f"turn some round: {_named(found)}", found)


def longest_key(questions: Sequence[Question]) -> Habit | None:
    """The right option is the longest no more often than by chance, and as long as the others on average."""
    singles = _singles(questions)
    found = [question for question in singles if _length_of_key(question) > max(_lengths_of_others(question))]
    if _too_many(len(found), len(singles), 0.25):
        message = _share("the right option is the longest", found, singles)
        return Habit(message, f"shorten it, or lengthen others: {_named(found)}", found)
    ratios = [_ratio(question) for question in singles]
    mean = sum(ratios) / len(ratios) if ratios else 1.0
    low, high = MEAN_RATIO
    if len(singles) < MIN_QUESTIONS or low <= mean <= high:
        return None
    odd = sorted(singles, key=_ratio, reverse=mean > high)[: max(len(singles) // 4, 1)]
    message = (
        f"on average the right option is {mean:.2f} times as long as the others, not {low:.2f} to {high:.2f}"
    )
    return Habit(message, f"begin with {_named(odd)}", odd)


def shortest_key(questions: Sequence[Question]) -> Habit | None:
    """The right option is the shortest no more often than by chance."""
    singles = _singles(questions)
    found = [question for question in singles if _length_of_key(question) < min(_lengths_of_others(question))]
    if not _too_many(len(found), len(singles), 0.25):
        return None
    message = _share("the right option is the shortest", found, singles)
    return Habit(message, f"lengthen it, or shorten others: {_named(found)}", found)


def key_positions(questions: Sequence[Question]) -> Habit | None:
    """The right option stands in each place about equally often; sorted numbers are left out."""
    singles = [question for question in _singles(questions) if not has_numeric_options(question)]
    if len(singles) < MIN_FOR_CHI_SQUARE:
        return None
    places = Counter(question.correct_options[0] for question in singles)
    expected = len(singles) / 4
    chi_square = sum((places[place] - expected) ** 2 / expected for place in range(4))
    if chi_square <= CHI_SQUARE:
        return None
    counts = ", ".join(f"{places[place]}" for place in range(4))
    often = max(range(4), key=lambda place: places[place])
    shown = [question for question in singles if question.correct_options[0] == often]
    message = f"the right option stands {counts} times in places 1 to 4 (chi-square {chi_square:.1f})"
    return Habit(message, f"move it in some questions: {_named(shown)}", shown)


def has_numeric_options(question: Question) -> bool:
    """Tell whether the options are numbers, which stand in order of size."""
    return all(option.text.strip()[:1].isdigit() for option in question.options)


def absolute_words(questions: Sequence[Question]) -> Habit | None:
    """Absolute words are no mark of wrong options, nor hedges of right ones."""
    wrong = _rates(questions, ABSOLUTE)
    if _rate_is_higher(wrong.wrong, wrong.right):
        message = (
            f"absolute words stand in {_of(wrong.wrong)} wrong options, in {_of(wrong.right)} right ones"
        )
        return Habit(message, f"soften some: {_named(wrong.in_wrong)}", wrong.in_wrong)
    hedged = _rates(questions, HEDGES | PERMISSIONS)
    if _rate_is_higher(hedged.right, hedged.wrong):
        message = f"hedges stand in {_of(hedged.right)} right options and in {_of(hedged.wrong)} wrong ones"
        return Habit(message, f"leave some out: {_named(hedged.in_right)}", hedged.in_right)
    return None


def convergence(questions: Sequence[Question]) -> Habit | None:
    """The right option is not, most of the time, the one that has most words in common with the others."""
    singles = _singles(questions)
    found = [question for question in singles if _converges(question)]
    if len(singles) < MIN_QUESTIONS or len(found) <= MAX_CONVERGENCE * len(singles):
        return None
    message = f"in {len(found)} of {len(singles)} questions the right option shares most words with others"
    return Habit(message, f"vary what wrong options have in common: {_named(found)}", found)


def levels(questions: Sequence[Question]) -> Habit | None:
    """Most questions ask for more than remembering and understanding."""
    asked = [question for question in questions if question.kind != "recall"]
    low = [question for question in asked if question.level not in APPLIED]
    applied = len(asked) - len(low)
    if len(asked) < MIN_QUESTIONS or applied >= MIN_APPLIED_SHARE * len(asked):
        return None
    message = f"{applied} of {len(asked)} questions ask to apply or analyze, fewer than 60 %"
    return Habit(message, f"ask for more in some: {_named(low)}", low)


Check = Callable[[Sequence[Question]], Habit | None]


def _singles(questions: Iterable[Question]) -> list[Question]:
    return [each for each in questions if each.kind == "single" and len(each.correct_options) == 1]


def _length_of_key(question: Question) -> int:
    return len(question.options[question.correct_options[0]].text)


def _lengths_of_others(question: Question) -> list[int]:
    return [len(option.text) for option in question.options if not option.correct]


def _ratio(question: Question) -> float:
    others = _lengths_of_others(question)
    return _length_of_key(question) * len(others) / sum(others)


def _too_many(found: int, count: int, chance: float) -> bool:
    return count >= MIN_QUESTIONS and found > bound(count, chance) * count


def bound(count: int, chance: float) -> float:
    """Return the share that chance passes one time in twenty, of so many questions."""
    return chance + ONE_IN_TWENTY * sqrt(chance * (1 - chance) / count)


def _share(what: str, found: Sequence[Question], among: Sequence[Question]) -> str:
    most = int(bound(len(among), 0.25) * len(among))
    return f"in {len(found)} of {len(among)} questions {what}; chance allows {most}"


@dataclass(frozen=True, slots=True)
class _Rates:
    """How many right and wrong options hold a word, each as (with it, of how many)."""

    right: tuple[int, int]
    wrong: tuple[int, int]
    in_right: Sequence[Question]
    in_wrong: Sequence[Question]


def _rates(questions: Iterable[Question], words: frozenset[str]) -> _Rates:
    counted = {True: [0, 0], False: [0, 0]}
    shown: dict[bool, list[Question]] = {True: [], False: []}
    for question in questions:
        for option in question.options:
            counted[option.correct][1] += 1
            if words_among(words, option.text):
                counted[option.correct][0] += 1
                shown[option.correct] += [question] if question not in shown[option.correct][-1:] else []
    right, wrong = counted[True], counted[False]
    return _Rates((right[0], right[1]), (wrong[0], wrong[1]), shown[True], shown[False])


def _rate_is_higher(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether the first rate is over 1.5 times the second, and by more than chance would make it."""
    if min(one[1], other[1]) < MIN_QUESTIONS:
        return False
    first, second = one[0] / one[1], other[0] / other[1]
    ratio = first / second if second else inf if first else 0.0
    pooled = (one[0] + other[0]) / (one[1] + other[1])
    scatter = sqrt(pooled * (1 - pooled) * (1 / one[1] + 1 / other[1]))
    return ratio > MAX_RATE_RATIO and first - second > ONE_IN_TWENTY * scatter


def _of(rate: tuple[int, int]) -> str:
    return f"{rate[0]} of {rate[1]}"


def _converges(question: Question) -> bool:
    """Tell whether the right option alone shares most words with the others."""
    words = [content_words(option.text).keys() for option in question.options]
    shared = [
        sum(len(own & other) for place, other in enumerate(words) if place != number)
        for number, own in enumerate(words)
    ]
    right = shared.pop(question.correct_options[0])
    return right > max(shared)


def _named(questions: Sequence[Question], most: int = 3) -> str:
    names = [question.id for question in questions[:most]]
    more = len(questions) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
