"""Questions as a table, one a row: for spreadsheets, which must not take any of it for a formula."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from trainer.content.exchange.carried import NATIVE, from_line, put_back
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import decoded
from trainer.errors import ContentError

COLUMNS = (
    "id",
    "revision",
    "kind",
    "domain",
    "task",
    "difficulty",
    "level",
    "facts",
    "tags",
    "question",
    "answer",
)
LATER_COLUMNS = ("references", "proof", "other")
OF_OPTION = ("option", "why", "misconception")
RIGHT = "right"

MAX_CELL = 32_767
"""Characters of a cell in Excel."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula."""

_NUMBERED = re.compile(r"(option|why|misconception)_([1-9]\d?)")
_WHOLE = ("revision", "difficulty")
_LISTS = ("facts", "tags")
_REFERENCE = ("url", "checked", "via", "evidence")


def write(decks: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> bytes:
    """Return a table of the questions of all decks, texts as they are.

    It is UTF-8 with the mark that Excel looks for.
    """
    questions = [question for _, questions in decks for question in questions]
    most = max((len(question.get("options", ())) for question in questions), default=0)
    numbered = [f"{name}_{number}" for number in range(1, most + 1) for name in OF_OPTION]
    columns = [*COLUMNS, RIGHT, *numbered, *LATER_COLUMNS]
    out = io.StringIO()
    table = csv.DictWriter(out, columns, restval="", quoting=csv.QUOTE_ALL)
    table.writeheader()
    for question in questions:
        table.writerow({name: _safe(text) for name, text in _row(question).items()})
    return out.getvalue().encode("utf-8-sig")


def too_long(question: dict[str, Any]) -> list[str]:
    """Return the columns of a question that Excel would cut off."""
    return [name for name, text in _row(question).items() if len(text) > MAX_CELL]


def _row(question: dict[str, Any]) -> dict[str, str]:
    options = question.get("options", [])
    row = {name: str(question[name]) for name in COLUMNS if name in question}
    row |= {name: _joined(question.get(name, [])) for name in _LISTS}
    # A bare 1.1 would become the first of January in many a country's spreadsheet.
    row["task"] = f"Task {question['task']}"
    row["question"] = question.get("stem") or question.get("front", "")
    row["answer"] = question.get("back", "")
    row[RIGHT] = ";".join(str(number) for number, option in enumerate(options, start=1) if option["correct"])
    for number, option in enumerate(options, start=1):
        row[f"option_{number}"] = option["text"]
        row |= {f"{name}_{number}": option[name] for name in ("why", "misconception") if name in option}
    row["references"] = _references(question.get("references", []))
    row["proof"] = json.dumps(question["proof"], ensure_ascii=False) if question.get("proof") else ""
    others = {
        name: value
        for name, value in question.items()
        if name not in NATIVE and name not in row and value not in ([], "")
    }
    return row | ({"other": json.dumps(others, ensure_ascii=False)} if others else {})


def _joined(items: Sequence[str]) -> str:
    return " ".join(items) if not any(set(item) & set(" \t\n[") for item in items) else json.dumps(items)


def _references(references: list[dict[str, Any]]) -> str:
    lines = [" | ".join(str(each[name]) for name in _REFERENCE) for each in references]
    plain = all(line.count("|") == 3 and "\n" not in line and line[0] != "[" for line in lines)
    return "\n".join(lines) if plain else json.dumps(references, ensure_ascii=False)


def _safe(text: str) -> str:
    """Return a cell that is text to every spreadsheet: an apostrophe stands before a formula."""
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def _read_cell(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith((*_FORMULA, "'")) else text


def read(source: bytes) -> Source:
    """Read a table; raises ContentError for one without a row of names, or that is broken."""
    text = decoded(source)
    csv.field_size_limit(16 * 2**20)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        if "question" not in names:
            raise ContentError(
                f"its first row names no column `question`; the columns are {', '.join(COLUMNS)} ..."
            )
        found = Source()
        _tell_of_columns(names, found)
        for number, cells in enumerate(rows, start=2):
            if any(cell.strip() for cell in cells):
                found.drafts.append(_draft(f"row {number}", names, cells))
    except csv.Error as error:
        raise ContentError(
            f"line {rows.line_num}: the table is broken ({error}); save it as CSV again"
        ) from error
    if not found.drafts:
        raise ContentError("the table has no row of questions")
    return found


def _delimiter(text: str) -> str:
    """Return what stands between the names: many a country's Excel writes semicolons."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _tell_of_columns(names: list[str], found: Source) -> None:
    known = {*COLUMNS, *LATER_COLUMNS, RIGHT, "deck"}
    for name in names:
        if name and name not in known and not _NUMBERED.fullmatch(name):
            found.lose(f"the column {name!r} is not known and is left out")
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        found.lose(f"the column {name!r} stands twice, the last one counts")


def _draft(where: str, names: list[str], cells: list[str]) -> Draft:
    row = {name: _read_cell(cell) for name, cell in zip(names, cells, strict=False)}
    draft = Draft(where, {})
    if any(cell.strip() for cell in cells[len(names) :]):
        draft.lose("it has more cells than there are columns; those at its end are left out")
    options = list(_options(row))
    _kind_and_texts(row, options, draft)
    for name in ("id", "domain", "level"):
        if value := row.get(name, "").strip():
            draft.fields[name] = value
    if task := row.get("task", "").strip():
        draft.fields["task"] = re.sub(r"task\s+", "", task, flags=re.I)
    for name in _WHOLE:
        if value := row.get(name, "").strip():
            draft.fields[name] = int(value) if value.isdecimal() and len(value) < 10 else value
    for name in _LISTS:
        if value := row.get(name, "").strip():
            draft.fields[name] = _read_json(value, name, draft) if value.startswith("[") else value.split()
    _later_columns(row, draft)
    return draft


def _kind_and_texts(row: dict[str, str], options: list[dict[str, Any]], draft: Draft) -> None:
    right = {int(number) for number in re.findall(r"\d{1,3}", row.get(RIGHT, ""))}
    kind = row.get("kind", "").strip() or (
        "recall" if not options else "multiple" if len(right) > 1 else "single"
    )
    draft.fields["kind"] = kind
    if kind == "recall":
        draft.fields |= {"front": row.get("question", ""), "back": row.get("answer", "")}
        if options:
            draft.lose("a recall card has no options; they are left out")
        return
    for number in sorted(right):
        if number > len(options) or number < 1:
            draft.lose(f"the right option {number} is not there")
        else:
            options[number - 1]["correct"] = True
    draft.fields |= {"stem": row.get("question", ""), "options": options}
    if row.get("answer", "").strip():
        draft.lose("a question with options has no answer beside them; it is left out")


def _options(row: dict[str, str]) -> Iterator[dict[str, Any]]:
    last = max(
        (int(name.removeprefix("option_")) for name in row if re.fullmatch(r"option_[1-9]\d?", name)),
        default=0,
    )
    texts = [row.get(f"option_{number}", "") for number in range(1, last + 1)]
    while texts and not texts[-1].strip():
        texts.pop()
    for number, text in enumerate(texts, start=1):
        option: dict[str, Any] = {"text": text}
        option |= {
            name: own for name in ("why", "misconception") if (own := row.get(f"{name}_{number}", "")).strip()
        }
        yield option


def _later_columns(row: dict[str, str], draft: Draft) -> None:
    if references := row.get("references", "").strip():
        draft.fields["references"] = (
            _read_json(references, "references", draft)
            if references.startswith("[")
            else [
                dict(zip(_REFERENCE, map(str.strip, line.split("|")), strict=False))
                for line in references.split("\n")
            ]
        )
    if proof := row.get("proof", "").strip():
        draft.fields["proof"] = _read_json(proof, "proof", draft)
    if other := row.get("other", "").strip():
        put_back(draft, from_line(other))


def _read_json(text: str, name: str, draft: Draft) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        draft.lose(f"its {name} is not JSON and is left out")
        return []
