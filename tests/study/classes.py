"""Classes whose figures are known from elsewhere, as answers of students."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer.study.responses import Responses

ORACLE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "item_analysis" / "oracle.json").read_text(encoding="utf-8")
)

WUENSCH = (
    *("1111110110", "1011011101", "1111011001", "0010001000", "0000010010"),
    *("1110111111", "1101110111", "1111111101", "0101111101", "1101101110"),
)
"""Ten students, ten items: K. L. Wuensch, "The Kuder-Richardson 20", core.ecu.edu/wuenschk/StatHelp/KR20.txt.
The page has p, q and pq of each item, their variances, and 5.84 for the variance of the totals."""

LSAT_6 = (
    "00000:3 00001:6 00010:2 00011:11 00100:1 00101:1 00110:3 00111:4 01000:1 01001:8 01011:16 01101:3"
    " 01110:2 01111:15 10000:10 10001:29 10010:14 10011:81 10100:3 10101:28 10110:15 10111:80 11000:16"
    " 11001:56 11010:21 11011:173 11100:11 11101:61 11110:28 11111:298"
)
"""Section 6 of the Law School Admission Test: R. D. Bock and M. Lieberman, Psychometrika 35 (1970) 179-197;
how many of 1000 students gave which answers."""


def lsat_6() -> list[str]:
    return [pattern for part in LSAT_6.split() for pattern in [part[:5]] * int(part[6:])]


def responses(rows: Sequence[str]) -> dict[str, Responses]:
    """Return rows of 0, 1 and . (no answer), a student each, as answers by item."""
    items = {f"q{number}": Responses() for number in range(len(rows[0]))}
    for student, row in enumerate(rows):
        for item, sign in zip(items.values(), row, strict=True):
            if sign != ".":
                item.add(student, right=sign == "1", chosen=[0 if sign == "1" else 1], seconds=30.0)
    return items
