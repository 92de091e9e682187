"""Rules are kept while the variables in them stay, and no longer."""

from pathlib import Path

from trainer.tui.styles import ParsedOnce


def parsed() -> ParsedOnce:
    styles = ParsedOnce(variables={"ink": "#111111"})
    styles.add_source("Label { color: $ink; }", read_from=("a", ""))
    assert colours(styles, "Label") == ["#111111"]
    return styles


def colours(styles: ParsedOnce, selector: str) -> list[str]:
    return [rule.styles.color.hex for rule in styles.rules_map.get(selector, ())]


def test_the_same_variables_keep_the_rules() -> None:
    styles = parsed()
    before = styles.rules[0]
    styles.set_variables({"ink": "#111111"})
    styles.reparse()
    assert styles.rules[0] is before


def test_other_variables_are_applied() -> None:
    styles = parsed()
    styles.set_variables({"ink": "#222222"})
    styles.reparse()
    assert colours(styles, "Label") == ["#222222"]


def test_what_comes_after_other_variables_is_parsed_with_them() -> None:
    styles = parsed()
    styles.set_variables({"ink": "#222222"})
    styles.reparse()
    styles.add_source("Button { color: $ink; }", read_from=("b", ""))
    styles.reparse()
    assert colours(styles, "Label") + colours(styles, "Button") == ["#222222", "#222222"]


def test_a_file_that_came_later_is_applied(tmp_path: Path) -> None:
    styles = parsed()
    file = tmp_path / "later.tcss"
    file.write_text("Button { color: $ink; }")
    styles.read(file)
    styles.reparse()
    assert colours(styles, "Button") == ["#111111"]
