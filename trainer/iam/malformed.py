"""What a policy says that cannot be evaluated."""


class MalformedPolicyError(Exception):
    """A part of a policy that is not understood.

    A statement that has one allows nothing; if it denies, it denies.
    """
