"""What stands first on a lab's PATH: an `aws` and a `python` that sign by lab time, and `clock`."""
