"""The rule on stems that say nearly the same, in a bank of any size."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

from trainer.content.rules.bank import Clash, Named
from trainer.content.rules.stem import asked
from trainer.study.question import Question

_WORD = re.compile(r"\w+")

SIMILAR = 0.8
"""Of all words of two stems, the share that stands in both (Jaccard)."""

RARE_IN_COMMON = 4
"""How many rare words two such stems share; so many more of the rarest have to be looked at."""


def near_duplicates(questions: Sequence[tuple[Named, Question]]) -> Iterator[Clash]:
    """Yield each question whose stem nearly repeats that of an earlier one, with the earlier one.

    Two stems that share so many words share some of the rarest of each, so that only those that do are
    compared (the prefix filter of Chaudhuri, Ganti and Kaushik, 2006). Fronts of cards are short: one other
    word may ask something else, so that they have to share all words.
    """
    stems = [_words(question) for _, question in questions]
    often = Counter(word for stem in stems for word in stem)
    by_rare_word: dict[str, list[int]] = defaultdict(list)
    for number, stem in enumerate(stems):
        needed = ceil(SIMILAR * len(stem))
        in_common = min(RARE_IN_COMMON, needed)
        rare = sorted(stem, key=lambda word: (often[word], word))[: len(stem) - needed + in_common]
        shared = Counter(earlier for word in rare for earlier in by_rare_word[word])
        close = sorted(earlier for earlier, count in shared.items() if count >= in_common)
        first = next((earlier for earlier in close if jaccard(stem, stems[earlier]) >= SIMILAR), None)
        if first is not None:
            yield _clash(questions[number][0], questions[first][0])
            continue
        for word in rare:
            by_rare_word[word].append(number)


def _words(question: Question) -> frozenset[str]:
    words = _WORD.findall(asked(question).casefold())
    return frozenset([" ".join(sorted(set(words)))] if question.kind == "recall" else words)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of all words that stands in both."""
    both = len(one & other)
    either = len(one) + len(other) - both
    return both / either if either else 1.0


def _clash(later: Named, first: Named) -> Clash:
    message = f'the stem nearly repeats that of "{first.name}" ({first.file}:{first.line})'
    return Clash(later, first, message, "ask something else, or remove one of them")
