"""Pictures of screens, as SVG, compared with those kept beside the tests."""

import re

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class Picture(SingleFileSnapshotExtension):
    """One SVG file a picture, so that a difference can be looked at."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


def picture(svg: str) -> str:
    """Return an exported screen without the id that rich derives anew from its content."""
    return re.sub(r"terminal-\d+", "terminal", svg)
