"""The letters of an answer as they are typed, until there are as many as the question asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

LETTERS = "ABCDEFGHIJ"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Chosen(NamedTuple):
    """A whole answer: positions on the screen, and whether the student is sure."""

    positions: tuple[int, ...]
    sure: bool


@dataclass
class Choosing:
    """The choice of `wanted` out of so many options; letters add up over several lines."""

    options: int
    wanted: int

    kept: str = ""
    """The letters so far as they were typed: capitals, or an exclamation mark among them, are sure."""

    @property
    def prompt(self) -> str:
        """Return what is asked for now."""
        if self.kept:
            missing = self.wanted - len(_distinct(self.kept))
            return f"{self._choose}; {_listed(self.kept)} so far, {_NUMBERS[missing]} more:"
        return f"{self._choose} of A to {LETTERS[self.options - 1]} (capital if sure):"

    def take(self, typed: str) -> Chosen | str | None:
        """Return the answer once it is whole, else what to say; None for what is no letters at all."""
        letters = typed.replace("!", "").replace(",", "").replace(" ", "")
        if not (letters.isascii() and letters.isalpha() and len(letters) <= self.options):
            return None
        known = LETTERS[: self.options]
        unknown = [letter for letter in _distinct(letters) if letter not in known]
        if unknown:
            return f"There is no option {_listed(unknown)}; the options are A to {known[-1]}. {self.prompt}"
        together = self.kept + letters + ("!" if "!" in typed else "")
        found = _distinct(together)
        if len(found) == self.wanted:
            return Chosen(
                tuple(known.index(letter) for letter in found), "!" in together or together.isupper()
            )
        if len(found) < self.wanted:
            self.kept = together
            return self.prompt
        self.kept = ""
        return (
            f"{self._choose}; {_listed(found)} are {_NUMBERS[len(found)]}. Nothing is recorded. {self.prompt}"
        )

    @property
    def _choose(self) -> str:
        return f"Choose {_NUMBERS[self.wanted]}"


def _distinct(letters: str) -> list[str]:
    return sorted({letter for letter in letters.upper() if letter.isalpha()})


def _listed(letters: Iterable[str]) -> str:
    return ", ".join(_distinct("".join(letters)))
