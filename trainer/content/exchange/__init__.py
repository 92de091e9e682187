"""Questions to and from other programs: one module a format, and what they have in common.

A reader makes drafts, mappings in the fields of the deck format as far as the source knows them; a writer
takes questions whole. What a format has no place for travels beside the question where there is any room
(`carried`), and what does not travel is told, one line each: nothing is dropped in silence.
"""
