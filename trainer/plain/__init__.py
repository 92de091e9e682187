"""The same sessions line by line, for screen readers and pipes."""
