"""The rules on questions and on the bank, by the id that `bank check` prints.

A rule runs on a question unless one of the fields it reads has a mistake already. To add one, write the
function and put it into the list here.
"""

from trainer.content.rules import bank, options, proof, sources, stem
from trainer.content.rules.finding import Finding, Rule, rule

__all__ = ["BANK_RULES", "ITEM_RULES", "Finding", "Rule"]

_CHOICE = "single multiple"

ITEM_RULES = (
    rule("L01", options.counts, "kind stem options", _CHOICE),
    rule("L02", options.unique_texts, "options", _CHOICE),
    rule("L03", stem.ends_with_a_question, "stem front"),
    rule("L03", stem.word_count, "stem front"),
    rule("L04", options.no_letters, "options back"),
    rule("L05", stem.no_negative, "stem negative", _CHOICE),
    rule("L06", options.key_length, "options", "single"),
    rule("L07", options.spread_of_lengths, "options", _CHOICE),
    rule("L13", options.explanations, "options", _CHOICE),
    rule("L13", options.misconceptions, "options", _CHOICE),
    rule("L14", sources.facts, "facts"),
    rule("L14", sources.references, "references"),
    rule("L15", sources.task_of_domain, "domain task"),
    rule("L18", stem.qualifier_in_capitals, "stem", _CHOICE),
    rule("proof", proof.parses, "proof"),
)

BANK_RULES = {
    "L02": bank.unique_ids,
    "unique-deck": bank.unique_decks,
}
