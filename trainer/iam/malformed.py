"""What a policy says that cannot be evaluated."""


class Malformed(Exception):
    """A part of a policy that is not understood: a statement that has it allows nothing, and denies if it denies."""
