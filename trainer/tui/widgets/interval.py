"""The interval: the one drawing for a share, wherever a share is shown."""

from textual.content import Content

from trainer.tui.signs import Signs


def interval_line(
    width: int,
    signs: Signs,
    *,
    low: float | None = None,
    estimate: float | None = None,
    high: float | None = None,
    goal: float | None = None,
) -> Content:
    """Draw `────━━━●━━┿──`: a track from 0 to 1, the interval heavy on it, a point for the estimate.

    Shares are 0..1. Without an estimate the track is a void; `goal` is the student's own aim.
    """
    if estimate is None or low is None or high is None:
        return Content.styled(signs.void * width, "$rule")
    first, last, point = (_cell(share, width) for share in (low, high, estimate))
    aim = None if goal is None else _cell(goal, width)
    cells = []
    for cell in range(width):
        inside = first <= cell <= last
        if cell == point:
            cells.append((signs.point, "$pen"))
        elif cell == aim:
            cells.append((signs.goal if inside else signs.goal_track, "$pen"))
        else:
            cells.append((signs.heavy, "$pen") if inside else (signs.light, "$rule"))
    return Content.assemble(*cells)


def _cell(share: float, width: int) -> int:
    return min(int(min(max(share, 0.0), 1.0) * width), width - 1)
