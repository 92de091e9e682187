"""What Home says, as content. Pure: an overview in, lines out."""

from collections.abc import Callable, Sequence
from datetime import datetime

from textual.content import Content

from trainer.sessions.home import DomainReadiness, Overview
from trainer.tui.signs import Signs
from trainer.tui.text import shown
from trainer.tui.widgets.interval import interval_line

LEAST_TRACK = 10
MOST_TRACK = 30


def due_lines(seen: Overview, now: datetime) -> Content:
    """Return the two lines beside the number of what is due."""
    new = "1 new question" if seen.new == 1 else f"{seen.new} new questions"
    minutes = max(seen.minutes, 1)
    time = Content.styled(f"  about {minutes} min", "$muted") if seen.due else Content("")
    if seen.due:
        below = f"and {new}" if seen.new else "then all is done for now"
    elif seen.new:
        below = f"{new}, a session takes about {minutes} min"
    else:
        below = f"next {moment(seen.next_due_at, now)}" if seen.next_due_at else "no question is waiting"
    return Content.assemble(("due now", "bold"), time, "\n", (below, "$muted"))


def study_says(seen: Overview) -> tuple[str, str]:
    """Return what the first entry of the menu is called, and what waits behind it."""
    if seen.due:
        new = f", {seen.new} new" if seen.new else ""
        return "Study", f"{seen.due} due{new}"
    if seen.new:
        return "Study", f"{seen.new} new, about {max(seen.minutes, 1)} min a session"
    return "Study ahead", "what comes due next"


def readiness_lines(
    readiness: Sequence[DomainReadiness],
    title: Callable[[str], str],
    width: int,
    signs: Signs,
    *,
    airy: bool = False,
) -> Content:
    """Return the domains on one scale, each with its weight in the exam, its interval and its figures."""
    any_answer = any(each.answers for each in readiness)
    says = "the share you know, and how sure that is" if any_answer else "shows with your first answers"
    lines = [Content.assemble(("Readiness", "bold"), (f"  {says}", "$muted"))]
    track = min(max(width - 44, LEAST_TRACK), MOST_TRACK)
    for each in readiness:
        lines += [Content("")] if airy else []
        lines.append(_domain_line(each, title(each.domain), track, signs).truncate(width))
    if any_answer:
        scale = f"{'0':<{track - 3}}100"
        lines.append(Content.styled(" " * 21 + scale, "$muted"))
    return Content("\n").join(lines)


def _domain_line(each: DomainReadiness, name: str, track: int, signs: Signs) -> Content:
    drawn = interval_line(
        track,
        signs,
        low=each.low,
        estimate=each.estimate,
        high=each.high,
    )
    left = Content.assemble(
        "  ", shown(f"{name:<11.11}"), (f"{each.weight:>5.0%}".replace("%", " %"), "$muted"), "  "
    )
    if each.estimate is None:
        return Content.assemble(left, drawn, ("   no answers yet", "$muted"))
    few = (f"   {signs.caution} few", "$warn") if each.few else ""
    figure = f"{each.estimate * 100:4.0f} %"
    interval = f"  {each.low * 100:.0f}{signs.dash}{each.high * 100:.0f}"
    return Content.assemble(left, drawn, " ", (figure, "bold"), (f"{interval:<8}", "$muted"), few)


def moment(when: datetime, now: datetime) -> str:
    """Say a time near now in local terms: `today, 08:00`, `tomorrow, 08:00`, `Sat 28 November`."""
    local, today = when.astimezone(), now.astimezone().date()
    days = (local.date() - today).days
    if days <= 1:
        return f"{'tomorrow' if days == 1 else 'today'}, {local:%H:%M}"
    return f"{local:%a} {local.day} {local:%B}"
