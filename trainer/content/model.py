"""The fields of a deck: declared once, for validation and for the JSON schema.

A field whose name begins with `x-` belongs to whoever writes the deck: it is carried along and not read.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

OWN_FIELD = "x-"
"""Prefix of fields that a deck may add to a question."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(pattern=r"\S")]
Date = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Task = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$")]


Reason = Annotated[str, StringConstraints(pattern=r"\S.*\S")]
WaivableRule = Literal[
    "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L09", "L10",
    "L11", "L13", "L14", "L15", "L16", "L18", "draft", "stale",
]  # fmt: skip
"""Rules that a question may stand against, with a reason."""
WaivableHabit = Literal["L05", "L06", "L07", "L08", "L09", "L12", "L15"]
"""Rules on a whole bank that the questions of a deck may be left out of, with a reason."""


class Model(BaseModel):
    """A mapping of a YAML file: no field is converted, none is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid")


class OptionModel(Model):
    """One option of a question."""

    text: Text
    correct: bool = False
    why: Text = Field(description="Why it is right, or wrong here and when it would be right.")
    misconception: Name | None = Field(default=None, description="Id of the belief that makes it tempting.")


class ReferenceModel(Model):
    """What somebody read, and when."""

    url: Text
    checked: Date = Field(description="The day somebody read it, YYYY-MM-DD, in quotes.")
    via: Literal["stored-copy", "live"]
    evidence: Literal["documented", "recorded", "inferred"]


class QuestionModel(Model):
    """What questions of every kind have."""

    id: Name = Field(description="Unique in the whole bank, never reused: progress hangs on it.")
    revision: int = Field(default=1, ge=1, description="Raised when the meaning changes, not for a typo.")
    domain: Literal["secure", "resilient", "performance", "cost"]
    task: Task = Field(description='Task statement of the exam guide, in quotes: "1.1".')
    facts: list[Text] = Field(default=[], description="Ids of facts.yaml that the question teaches.")
    difficulty: Literal[1, 2, 3]
    level: Literal["remember", "understand", "apply", "analyze"]
    tags: list[Name] = []
    negative: bool = Field(default=False, description="The question asks for what is NOT so.")
    references: list[ReferenceModel] = []
    proof: list[dict[str, Any]] = Field(default=[], description="Scenario steps, as in a lab.")
    waive: dict[WaivableRule, Reason] = Field(
        default={}, description="Rules of `bank check` that this question breaks for a reason, each with it."
    )


class SingleModel(QuestionModel):
    """A question with one right answer of four."""

    kind: Literal["single"]
    stem: Text
    options: list[OptionModel]


class MultipleModel(QuestionModel):
    """A question with two or more right answers of five or more."""

    kind: Literal["multiple"]
    stem: Text
    options: list[OptionModel]


class RecallModel(QuestionModel):
    """A card with a front and a back, graded by the student."""

    kind: Literal["recall"]
    front: Text
    back: Text


QUESTION_MODELS: dict[str, type[QuestionModel]] = {
    "single": SingleModel,
    "multiple": MultipleModel,
    "recall": RecallModel,
}
AnyQuestion = Annotated[SingleModel | MultipleModel | RecallModel, Field(discriminator="kind")]


class DeckHead(Model):
    """A deck without looking into its questions, so that one broken question does not hide the others."""

    format: Literal[1]
    deck: Name = Field(description="The deck's name, unique in the bank.")
    title: Text
    description: Text | None = None
    waive: dict[WaivableHabit, Reason] = Field(
        default={},
        description="Rules on the whole bank from which this deck is left out, each with the reason.",
    )
    questions: list[Any]


class DeckModel(DeckHead):
    """A whole deck."""

    questions: list[AnyQuestion]


class TaskModel(Model):
    """A task statement of the exam guide."""

    id: Task
    title: Text


class DomainModel(Model):
    """A domain of the exam, with its share in percent."""

    id: Literal["secure", "resilient", "performance", "cost"]
    title: Text
    short: Text
    weight: float = Field(gt=0, le=100)
    tasks: list[TaskModel]


class ExamModel(Model):
    """exam.yaml: the blueprint."""

    format: Literal[1]
    exam: Text
    minutes: int = Field(ge=1)
    questions: int = Field(ge=1)
    passing_score: int
    domains: list[DomainModel]
    reference_hosts: list[Text] = ["docs.aws.amazon.com"]


class FactsModel(Model):
    """facts.yaml: what is taught, one sentence each."""

    format: Literal[1]
    facts: dict[str, Text]
    at_least: dict[str, Annotated[int, Field(ge=0)]] = {}


class MisconceptionsModel(Model):
    """misconceptions.yaml: what somebody believes who chooses a wrong option, one sentence each."""

    format: Literal[1]
    misconceptions: dict[Name, Text]
