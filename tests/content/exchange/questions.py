"""Questions of any content, in the fields of the deck format, as `trainer bank list --json` has them."""

from typing import Any

from hypothesis import strategies as st

SIGNS = "~=#{}:\\%[]<>&'\"/*_|-+@!?.,;()$^`„ß\N{GREEK SMALL LETTER ALPHA}中\N{GRINNING FACE}"
WORDS = st.text(st.sampled_from(SIGNS + "abcxyzABC019 \n\t"), min_size=1, max_size=60)
"""Text as a deck may hold it: with every sign that means something somewhere."""

TRAPS = st.sampled_from(
    [
        *(
            "[html]x",
            "%50%half",
            "// no comment",
            "$CATEGORY: x",
            "{}",
            "=1+1",
            "-2",
            "@sum",
            "'=x",
            "1. one\n2. two",
        ),
        *(
            "a\n\nb",
            "- a\n- b",
            "  code",
            "x  y",
            "A &amp; <b>bold</b> &lt;",
            "\\n",
            "\\\\n",
            "TRUE",
            "yes",
            "0x1F",
        ),
        *(
            "2026-11-25",
            "a: b",
            "a #b",
            "---",
            "<!-- x -->",
            "]]>",
            "::t::",
            "####",
            "->",
            "&&058;",
            "trainer: {}",
        ),
        *(
            "- [x] done",
            "|a|b|",
            "https://a.example/?a=b&c=d",
            "{{c1::x}}",
            "{{Front}}",
            "a\n    b\n  c",
            "x:",
            "~",
        ),
    ]
)
TEXT = (WORDS | TRAPS | st.tuples(TRAPS, WORDS).map(" ".join)).map(str.strip).filter(bool)
NAME = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def options(draw: st.DrawFn, least: int, most: int, right: int) -> list[dict[str, Any]]:
    texts = draw(st.lists(TEXT, min_size=least, max_size=most, unique_by=lambda text: " ".join(text.split())))
    made = []
    for number, text in enumerate(texts):
        option = {"text": text, "correct": number < right, "why": draw(TEXT)}
        if number >= right and draw(st.booleans()):
            option["misconception"] = draw(NAME)
        made.append(option)
    return list(draw(st.permutations(made)))


@st.composite
def question(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["single", "multiple", "recall"]))
    written: dict[str, Any] = {
        "id": draw(NAME),
        "revision": draw(st.integers(1, 9)),
        "kind": kind,
        "domain": draw(st.sampled_from(["secure", "resilient", "performance", "cost"])),
        "task": draw(st.sampled_from(["1.1", "2.2", "4.1"])),
        "facts": draw(
            st.lists(st.sampled_from(["F16", "N2", "T1"]), unique=True, max_size=3)
            | st.lists(TEXT, max_size=2)
        ),
        "difficulty": draw(st.integers(1, 3)),
        "level": draw(st.sampled_from(["remember", "understand", "apply", "analyze"])),
        "tags": draw(st.lists(NAME, unique=True, max_size=3)),
    }
    if kind == "recall":
        written |= {"front": draw(TEXT), "back": draw(TEXT)}
    elif kind == "single":
        written |= {"stem": draw(TEXT), "options": draw(options(4, 4, 1))}
    else:
        written |= {"stem": draw(TEXT), "options": draw(options(5, 7, draw(st.integers(2, 3))))}
    reference = st.fixed_dictionaries(
        {
            "url": st.just("https://docs.aws.amazon.com/x?a=1&b=~2") | TEXT,
            "checked": st.just("2026-11-25"),
            "via": st.sampled_from(["live", "stored-copy"]),
            "evidence": st.sampled_from(["documented", "inferred"]),
        }
    )
    written["references"] = draw(st.lists(reference, max_size=2))
    if draw(st.booleans()):
        written["proof"] = draw(
            st.lists(st.dictionaries(NAME, PLAIN, min_size=1, max_size=2), min_size=1, max_size=3)
        )
    if draw(st.booleans()):
        written[f"x-{draw(NAME)}"] = draw(PLAIN)
    if draw(st.booleans()):
        written["waive"] = {"L07": draw(TEXT)}
    return written


def some() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return some questions with ids of their own."""
    return st.lists(question(), min_size=1, max_size=3, unique_by=lambda each: str(each["id"]))
