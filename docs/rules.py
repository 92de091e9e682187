"""Write docs/rules.md from the pages of the rules: python docs/rules.py"""

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from trainer.content.explaining import RulePage, groups

PAGE = Path(__file__).parent / "rules.md"
WIDTH = 118

HEAD = """\
# Rules

What `trainer bank check` finds, by the id in its brackets. `trainer bank explain RULE` says the same on a
terminal. An error keeps a question out of the bank, a warning does not. The examples leave out what plays no
part.

A rule that a question breaks for a reason is waived in the question, with the reason:

```yaml
waive: {L07: "the numbers are the options"}
```

Rules on the whole bank run with no PATH or on a folder. A waiver in the head of a deck, beside its title,
leaves the deck out of one of them. Cards have no options: what is said of options does not concern them.

This page is made by `python docs/rules.py`.
"""


def page() -> str:
    """Return the page as it should be."""
    return HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    for title, rules in groups():
        yield f"\n## {title}\n"
        for rule in rules:
            says = f"{rule.says} ({_capital(rule.severity)}.)"
            yield f"\n### {rule.id}\n\n{fill(says, WIDTH)}\n\n{fill(rule.why, WIDTH)}\n"
            yield from _examples(rule)
            yield f"\n{fill(rule.waiving, WIDTH)}\n"


def _examples(rule: RulePage) -> Iterator[str]:
    if rule.told:
        yield f"\n{fill(f'Breaks it: {rule.told}', WIDTH)}\n"
    for title, example in (("Breaks it:", rule.breaks), ("Is fine:", rule.holds)):
        if example:
            yield f"\n{title}\n\n```yaml\n{example.rstrip()}\n```\n"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
