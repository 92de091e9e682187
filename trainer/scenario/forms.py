"""The verbs of upload forms: to sign one, and to send it filled in."""

from trainer.scenario.fields import Fields
from trainer.scenario.names import Names
from trainer.scenario.problems import Path, Problem
from trainer.scenario.requests import parse_body, parse_expectation
from trainer.scenario.steps import BUCKET, SignForm, Submit

_OBJECTS_OWN = ("key", "bucket", "file", "policy")
"""Fields that a form gets from elsewhere."""


def parse_form(value: object, path: Path, problems: list[Problem], names: Names) -> SignForm:
    """Read `form: {object | prefix, expires, ...}`."""
    fields = Fields(value, path, problems,
        ("object", "prefix", "bucket", "expires", "version", "fields", "starts_with", "min_size", "max_size",
         "name"),
    )  # fmt: skip
    fields.exactly_one("object", "prefix")
    fields.need("expires", "a number of seconds")
    name = fields.optional_text("name")
    names.made_form(name)
    return SignForm(
        bucket=fields.text("bucket", BUCKET),
        object=fields.optional_text("object"),
        prefix=fields.optional_text("prefix", empty=True),
        expires=fields.number("expires"),
        version="v2" if fields.text("version", "v4", ("v4", "v2")) == "v2" else "v4",
        fields=_free(fields, "fields"),
        starts_with=_free(fields, "starts_with"),
        min_size=fields.optional_number("min_size", 0),
        max_size=fields.optional_number("max_size", 0),
        name=name,
    )


def _free(fields: Fields, name: str) -> dict[str, str]:
    """Return fields of a form by their names, which other words of the verb do not give already."""
    found = fields.texts(name)
    for each in found:
        if each.lower() in _OBJECTS_OWN:
            fields.problems.append(
                Problem((*fields.at(name), each), f"{each} is not given here; use object, prefix or bucket")
            )
    return found


def parse_submit(value: object, path: Path, problems: list[Problem], names: Names) -> Submit:
    """Read `submit: {form, body | size, ...}`."""
    fields = Fields(value, path, problems,
        ("form", "body", "size", "filename", "fields", "remove", "after_file", "expect"))  # fmt: skip
    return Submit(
        form=names.form(fields),
        body=parse_body(fields, "Uploaded."),
        file_name=fields.text("filename", "upload.txt"),
        fields=fields.texts("fields"),
        remove=fields.list_of_texts("remove"),
        after_file=fields.list_of_texts("after_file"),
        expect=parse_expectation(fields),
    )
