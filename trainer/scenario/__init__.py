"""The scenario language: a small closed set of verbs that proofs, labs and test cases are written in.

Pure: parsing needs nothing but the data, and `trainer.labs.runner` is what carries the steps out.
The language is described in docs/scenario-language.md.
"""
