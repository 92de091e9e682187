"""What the operators of an expression do with numbers, durations and times."""

from trainer.study.values import Duration, Moment, Value, ValueTroubleError, bounded, kind_of, plain


def combined(sign: str, left: Value, right: Value) -> Value:
    """Return `left sign right` for one of + - * //.

    Raises ValueTroubleError where that means nothing, is a negative duration, or is too large.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        raise _no_meaning(sign, left, right)
    if isinstance(left, int) and isinstance(right, int):
        return _reckoned(sign, left, right)
    if sign in ("*", "//"):
        return _scaled(sign, left, right)
    return _moved(sign, left, right)


def negated(value: Value) -> Value:
    """Return a number with the other sign; raises ValueTroubleError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return -value
    raise ValueTroubleError(f"a minus stands before {kind_of(value)}; only a number can be negative")


def compared(sign: str, left: Value, right: Value) -> bool:
    """Return `left sign right` for a comparison; raises ValueTroubleError where that means nothing."""
    if kind_of(left) != kind_of(right):
        raise _no_meaning(sign, left, right)
    if sign in ("==", "!="):
        return (left == right) == (sign == "==")
    first, second = _size(sign, left, right), _size(sign, right, left)
    match sign:
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
    return first >= second


def _size(sign: str, value: Value, other: Value) -> int:
    match value:
        case Duration():
            return value.length
        case Moment():
            return value.at
        case int() if not isinstance(value, bool):
            return value
    raise _no_meaning(sign, value, other)


def _reckoned(sign: str, left: int, right: int) -> int:
    match sign:
        case "+":
            return bounded(left + right)
        case "-":
            return bounded(left - right)
        case "*":
            return bounded(left * right)
    return bounded(left // _no_zero(right))


def _scaled(sign: str, left: Value, right: Value) -> Value:
    match left, right:
        case (Duration(), int()) if sign == "*":
            return _duration(left.length * right)
        case (int(), Duration()) if sign == "*":
            return _duration(left * right.length)
        case (Duration(), int()):
            return _duration(left.length // _no_zero(right))
        case (Duration(), Duration()) if sign == "//":
            return left.length // _no_zero(right.length)
    raise _no_meaning(sign, left, right)


def _moved(sign: str, left: Value, right: Value) -> Value:
    match left, right:
        case (Duration(), Duration()):
            return _duration(left.length + right.length if sign == "+" else left.length - right.length)
        case (Moment(), Duration()):
            return _moment(left.at + right.length if sign == "+" else left.at - right.length, left.dated)
        case (Duration(), Moment()) if sign == "+":
            return _moment(left.length + right.at, right.dated)
        case (Moment(), Moment()) if sign == "-" and left.dated == right.dated:
            return _duration(left.at - right.at)
    raise _no_meaning(sign, left, right)


def _no_zero(number: int) -> int:
    if number == 0:
        raise ValueTroubleError("it divides by zero; draw from values for which it does not")
    return number


def _duration(length: int) -> Duration:
    if length < 0:
        span = plain(Duration(bounded(-length)))
        raise ValueTroubleError(f"it is a negative duration, by {span}; take the smaller from the larger")
    return Duration(bounded(length))


def _moment(at: int, dated: bool) -> Moment:
    return Moment(bounded(at), dated)


def _no_meaning(sign: str, left: Value, right: Value) -> ValueTroubleError:
    advice = "give a number its unit (* 1 min), or take it away (// 1 min)"
    return ValueTroubleError(f"{kind_of(left)} {sign} {kind_of(right)} means nothing; {advice}")
