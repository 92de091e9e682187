"""Everything that is told to the user as one line.

    TrainerError            the thing asked for falls short (exit code 1)
    ├── UsageError          the command was called wrongly (exit code 2)
    ├── ContentError        a bank, a deck or a lab that cannot be read
    ├── ProgressError       the answer log cannot be opened or written
    └── CloudError          the local cloud did not start, stopped, or did not answer

A message says what was tried, on what, and what to do next, in one line.
"""


class TrainerError(Exception):
    """A failure that the user can understand and act on."""

    exit_code = 1


class UsageError(TrainerError):
    """The command was called wrongly."""

    exit_code = 2


class ContentError(TrainerError):
    """A bank, a deck or a lab cannot be read."""


class ProgressError(TrainerError):
    """The answer log cannot be opened, read or written."""


class CloudError(TrainerError):
    """The local cloud did not start, stopped, or did not answer."""
