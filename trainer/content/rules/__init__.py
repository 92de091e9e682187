"""The rules on questions and on the bank, by the id that `bank check` prints.

A rule runs on a question unless one of the fields it reads has a mistake already. To add one, write the
function, put it into a list here, and give it a page in pages.yaml.
"""

from trainer.content.rules import balance, bank, cues, draft, options, proof, similar, sources, stem, terms
from trainer.content.rules.finding import Finding, Rule, rule

__all__ = ["BANK_RULES", "HABITS", "ITEM_RULES", "NEIGHBOUR_RULES", "Finding", "Rule"]

_CHOICE = "single multiple"

ITEM_RULES = (
    rule("L01", options.counts, "kind stem options", _CHOICE, waivable=False),
    rule("L02", options.unique_texts, "options", _CHOICE, waivable=False),
    rule("L03", stem.ends_with_a_question, "stem front"),
    rule("L03", stem.word_count, "stem front"),
    rule("L04", options.no_letters, "options back"),
    rule("L05", stem.no_negative, "stem negative", _CHOICE),
    rule("L06", options.key_length, "options", "single"),
    rule("L07", options.spread_of_lengths, "options", _CHOICE),
    rule("L09", cues.telling_words, "options", _CHOICE),
    rule("L10", cues.parallel_grammar, "options", _CHOICE),
    rule("L11", cues.clang, "stem options", _CHOICE),
    rule("L13", options.explanations, "options", _CHOICE),
    rule("L13", options.misconceptions, "options", _CHOICE),
    rule("L14", sources.facts, "facts"),
    rule("L14", sources.references, "references"),
    rule("L15", sources.task_of_domain, "domain task"),
    rule("L16", terms.retired_terms, "stem options front back"),
    rule("L18", stem.qualifier_in_capitals, "stem", _CHOICE),
    rule("proof", proof.parses, "proof", waivable=False),
    rule("draft", draft.template_text, "stem options front back references"),
    rule("stale", sources.staleness, "references"),
)

BANK_RULES = {
    "L02": bank.unique_ids,
    "unique-deck": bank.unique_decks,
}
"""What a name may not be; a question or a deck that breaks one is left out of the bank."""

NEIGHBOUR_RULES = {
    "L02": similar.near_duplicates,
    "L08": bank.key_runs,
}
"""What a question may not have in common with an earlier one; it can be waived in the question."""

HABITS: tuple[tuple[str, balance.Check], ...] = (
    ("L05", balance.negatives),
    ("L06", balance.longest_key),
    ("L07", balance.shortest_key),
    ("L08", balance.key_positions),
    ("L09", balance.absolute_words),
    ("L12", balance.convergence),
    ("L15", balance.levels),
)
"""What the questions of a bank may not have in common; it can be waived in the head of a deck."""
