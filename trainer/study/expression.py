"""Expressions of a parametric question: `min(signed + expires, ends)`.

A language of its own, so that a bank from a stranger can compute and do nothing else: numbers, durations,
times, texts in quotes, names, `+ - * //`, comparisons, `min`, `max`, and `a if b else c`. They mean what
they mean in Python. No loops, no attributes, no other calls; length, nesting and numbers are bounded, so
that none takes long.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from trainer.study import values
from trainer.study.arithmetic import combined, compared, negated
from trainer.study.values import Value, ValueTroubleError, kind_of

MAX_LENGTH = 500
"""Characters."""

MAX_DEPTH = 30
"""Parentheses, minus signs and conditions within each other."""

KEYWORDS = ("if", "else", "min", "max")
NAME = r"[A-Za-z_][A-Za-z0-9_]*"

_TOKEN = re.compile(
    rf"(?P<literal>{values.DATED}|{values.TIME}|{values.DURATION})|(?P<number>[0-9]+)\b"
    rf"""|(?P<text>'[^'"\\]*'|"[^'"\\]*")|(?P<word>{NAME})|(?P<sign>//|[<>=!]=|[-+*<>(),])"""
)
_COMPARISONS = frozenset(("<", "<=", ">", ">=", "==", "!="))


class Node(NamedTuple):
    """A part of an expression: a value, a name, or an operation on parts."""

    kind: str
    """`value`, `name`, `chain` (of + - or * //), `compare`, `min`, `max`, `minus` or `if`."""
    parts: tuple["Node", ...] = ()
    signs: tuple[str, ...] = ()
    """Those between the parts of a chain or a comparison."""
    value: Value = 0
    """The value, or the name."""


def parse(text: str) -> Node:
    """Return an expression in its parts; raises ValueTroubleError, which says what is wrong and where."""
    if len(text) > MAX_LENGTH:
        raise ValueTroubleError(f"the expression has {len(text)} characters; write at most {MAX_LENGTH}")
    return _Parser(_tokens(text)).whole()


def names_in(node: Node) -> set[str]:
    """Return the names that an expression uses."""
    own = {str(node.value)} if node.kind == "name" else set()
    return own.union(*map(names_in, node.parts))


def evaluate(node: Node, names: Mapping[str, Value]) -> Value:
    """Return the value of an expression; raises ValueTroubleError where it has none."""
    match node.kind:
        case "value":
            return node.value
        case "name":
            return value_of(str(node.value), names)
        case "if":
            return _chosen(node, names)
    found = [evaluate(part, names) for part in node.parts]
    match node.kind:
        case "compare":
            pairs = zip(node.signs, found, found[1:], strict=False)
            return all(compared(sign, left, right) for sign, left, right in pairs)
        case "minus":
            return negated(found[0])
        case "min" | "max":
            sign = "<" if node.kind == "min" else ">"
            best = found[0]
            for each in found[1:]:
                best = each if compared(sign, each, best) else best
            return best
    result = found[0]
    for sign, each in zip(node.signs, found[1:], strict=True):
        result = combined(sign, result, each)
    return result


def value_of(name: str, names: Mapping[str, Value]) -> Value:
    """Return the value that has a name; raises ValueTroubleError, with the nearest name, where none has."""
    if name not in names:
        from difflib import get_close_matches

        near = get_close_matches(name, names, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names) or 'none yet'}"
        raise ValueTroubleError(f"nothing has the name {name!r}; {advice}")
    return names[name]


def _chosen(node: Node, names: Mapping[str, Value]) -> Value:
    condition, then, otherwise = node.parts
    decided = evaluate(condition, names)
    if not isinstance(decided, bool):
        raise ValueTroubleError(f"after `if` stands {kind_of(decided)}, not a comparison; compare it")
    return evaluate(then if decided else otherwise, names)


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is not None and found.lastgroup:
            tokens.append(_Token(found.lastgroup, found.group(), at))
            at = found.end()
        elif text[at] in " \n":
            at += 1
        else:
            raise ValueTroubleError(f"{text[at]!r} at character {at + 1} has no meaning here; {_ADVICE}")
    return [*tokens, _Token("end", "", len(text))]


_ADVICE = "use + - * // min max, comparisons, and a if b else c"


class _Parser:
    """Reads tokens by recursive descent, one method for each level of binding."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        """Read all tokens as one expression."""
        node = self._condition()
        if self._token.kind != "end":
            raise self._unexpected("an operator")
        return node

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> str:
        """Return the next token if it is one of these signs or words, and go on; else nothing."""
        token = self._token
        if token.kind in ("sign", "word") and token.text in texts:
            self._next += 1
            return token.text
        return ""

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(repr(text))

    def _unexpected(self, wanted: str) -> ValueTroubleError:
        token = self._token
        found = f"{token.text!r} stands at character {token.at + 1}" if token.text else "it ends"
        return ValueTroubleError(f"{found} where {wanted} should follow; {_ADVICE}")

    def _condition(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueTroubleError(f"it is nested more than {MAX_DEPTH} levels deep; give its parts names")
        node = self._comparison()
        if self._take("if"):
            condition = self._comparison()
            self._need("else")
            node = Node("if", (condition, node, self._condition()))
        self._depth -= 1
        return node

    def _comparison(self) -> Node:
        parts, signs = [self._sum()], []
        while sign := self._take(*_COMPARISONS):
            signs.append(sign)
            parts.append(self._sum())
        return Node("compare", tuple(parts), tuple(signs)) if signs else parts[0]

    def _sum(self) -> Node:
        parts, signs = [self._product()], []
        while sign := self._take("+", "-"):
            signs.append(sign)
            parts.append(self._product())
        return Node("chain", tuple(parts), tuple(signs)) if signs else parts[0]

    def _product(self) -> Node:
        parts, signs = [self._factor()], []
        while sign := self._take("*", "//"):
            signs.append(sign)
            parts.append(self._factor())
        return Node("chain", tuple(parts), tuple(signs)) if signs else parts[0]

    def _factor(self) -> Node:
        minus = 0
        while self._take("-"):
            minus += 1
        if minus > MAX_DEPTH:
            raise ValueTroubleError(f"{minus} minus signs stand in a row; write one")
        node = self._atom()
        for _ in range(minus):
            node = Node("minus", (node,))
        return node

    def _atom(self) -> Node:
        if self._take("("):
            node = self._condition()
            self._need(")")
            return node
        if called := self._take("min", "max"):
            return self._call(called)
        token = self._token
        value = _value(token)
        if value is None and (token.kind != "word" or token.text in KEYWORDS):
            raise self._unexpected("a value")
        self._next += 1
        return Node("name", value=token.text) if value is None else Node("value", value=value)

    def _call(self, called: str) -> Node:
        self._need("(")
        parts = [self._condition()]
        while self._take(","):
            parts.append(self._condition())
        self._need(")")
        if len(parts) < 2:
            raise ValueTroubleError(f"{called} of one value is that value; give it two or more")
        return Node(called, tuple(parts))


def _value(token: _Token) -> Value | None:
    match token.kind:
        case "number":
            # Python itself refuses to read numbers of thousands of digits.
            return values.bounded(int(token.text[:20]))
        case "literal":
            return values.literal(token.text)
        case "text":
            return token.text[1:-1]
    return None
