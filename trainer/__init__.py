"""A trainer for the SAA-C03 exam whose answers can be proved on a local S3."""

__version__ = "0.1.0"
