"""What stands first on a lab's PATH: `aws` and `python`, which sign by lab time, `clock` and `slowly`."""
