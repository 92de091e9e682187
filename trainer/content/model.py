"""The fields of a deck: declared once, for validation and for the JSON schema.

A field whose name begins with `x-` belongs to whoever writes the deck: it is carried along and not read.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from trainer.study.question import Level

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

    @classmethod
    def names(cls) -> list[str]:
        """Return the names of the fields as YAML has them."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class OptionModel(Model):
    """One option, with why it is right or wrong."""

    text: Text = Field(
        description="What the student reads. Options have one shape and about one length, and are shuffled "
        "when they are shown.",
        examples=["Presign a GET request for the object with the IAM user's key."],
    )
    correct: bool = Field(default=False, description="true for a right option; leave it out for a wrong one.")
    why: Text = Field(
        description="Why it is right; or why it is wrong here, and when it would be right. 40 characters at "
        "least.",
        examples=[
            "The lifetime counts from the moment of signing, and S3 looks at it when a request arrives."
        ],
    )
    misconception: Name | None = Field(
        default=None,
        description="For a wrong option: the id of the belief that makes it tempting, from "
        "misconceptions.yaml.",
        examples=["use-renews-expiry"],
    )


class ReferenceModel(Model):
    """What somebody read, and when."""

    url: Text = Field(
        description="The page, https, on a host that exam.yaml allows.",
        examples=["https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html"],
    )
    checked: Date = Field(
        description="The day somebody read it, YYYY-MM-DD, in quotes.", examples=["2026-11-23"]
    )
    via: Literal["stored-copy", "live"] = Field(
        description="`live`: the page itself was read. `stored-copy`: a copy of it."
    )
    evidence: Literal["documented", "recorded", "inferred"] = Field(
        description="`documented`: AWS says so. `recorded`: an answer of AWS itself was published. "
        "`inferred`: it follows from those; no right answer should rest on it alone."
    )


class QuestionModel(Model):
    """What questions of every kind have."""

    id: Name = Field(
        description="Unique in the whole bank, never reused: progress hangs on it. Lower-case letters, "
        "digits, hyphens.",
        examples=["menu-card-after-closing-time"],
    )
    revision: int = Field(
        default=1, ge=1, description="Raised when the meaning changes, not for a typo.", examples=[1]
    )
    domain: Literal["secure", "resilient", "performance", "cost"] = Field(
        description="Domain of the exam guide, as in exam.yaml; the task belongs to it."
    )
    task: Task = Field(
        description='Task statement of the exam guide, in quotes: "1.1".',
        examples=["1.1", "1.2", "2.1", "4.1"],
    )
    facts: list[Text] = Field(
        default=[], description="Ids of facts.yaml that the question teaches.", examples=[["F16", "F32"]]
    )
    difficulty: Literal[1, 2, 3] = Field(description="1 easy, 2 as in the exam, 3 hard.")
    level: Level = Field(
        description="What is asked of the student: `remember` a fact, `understand` it, `apply` it to a "
        "scene, or `analyze` a scene in which several facts meet. Most questions apply or analyze."
    )
    tags: list[Name] = Field(
        default=[], description="Words to study by: `trainer study --tag TAG`.", examples=[["expiry"]]
    )
    negative: bool = Field(
        default=False,
        description="true where the question asks for what is NOT so, which it then says in capitals.",
    )
    references: list[ReferenceModel] = Field(default=[], description="Where the answer was read, and when.")
    proof: list[dict[str, Any]] = Field(
        default=[],
        description="Scenario steps that come out as the question says; `trainer bank prove ID` runs them "
        "on the local S3. They begin in the standard world: bucket trainer-private with coffee.jpg, users "
        "ann and bob, role reporter.",
    )
    draw: dict[str, Any] = Field(
        default={},
        description="What differs each time the question comes, by name: a list of what may be drawn, or a "
        "range. Texts show it as {name}, a brace is then written twice.",
        examples=[{"lasts": ["1 h", "2 h"], "used": {"from": "10 min", "to": "50 min", "step": "5 min"}}],
    )
    let: dict[str, Any] = Field(
        default={},
        description="What is computed from it, by name, line by line: + - * // min max, comparisons, "
        "a if b else c, with numbers, durations (1 h 30 min) and times (14:20).",
        examples=[{"left": "lasts - used", "stops": "min(left, expires)"}],
    )
    assert_: Any = Field(
        default=[],
        alias="assert",
        description="What has to hold in every draw, a comparison or a list of them; `trainer bank check` "
        "tries the draws.",
        examples=["left < expires"],
    )
    waive: dict[WaivableRule, Reason] = Field(
        default={},
        description="Rules of `trainer bank check` that this question breaks for a reason, each with it. "
        "`trainer bank explain RULE` says what a rule is for.",
        examples=[{"L07": "the numbers are the options"}],
    )


_STEM = Field(
    description="Two to five sentences of a scene (25 to 120 words): who, what they have, what they need, "
    "who signs with which credentials, that nothing else changes. Then one question, which can be answered "
    "without reading the options.",
)


class SingleModel(QuestionModel):
    """A question with one right answer of four."""

    kind: Literal["single"] = Field(description="One right answer of four.")
    stem: Text = _STEM
    options: list[OptionModel] = Field(description="Four options, one of them with `correct: true`.")


class MultipleModel(QuestionModel):
    """A question with two or more right answers of five or more."""

    kind: Literal["multiple"] = Field(
        description="Two or more right answers of five or more; the stem ends with (Select TWO.)"
    )
    stem: Text = _STEM
    options: list[OptionModel] = Field(
        description="Five or more options, as many with `correct: true` as the stem asks for."
    )


class RecallModel(QuestionModel):
    """A card with a front and a back, graded by the student."""

    kind: Literal["recall"] = Field(description="A card: the student recalls the back and grades it.")
    front: Text = Field(
        description="What is asked, 8 words or more, ending with a question mark.",
        examples=["From which moment does the lifetime of a presigned URL count?"],
    )
    back: Text = Field(
        description="What the student should have recalled; each line is a point of its own.",
        examples=["From the moment of signing, X-Amz-Date, in UTC."],
    )


QUESTION_MODELS: dict[str, type[QuestionModel]] = {
    "single": SingleModel,
    "multiple": MultipleModel,
    "recall": RecallModel,
}
AnyQuestion = Annotated[SingleModel | MultipleModel | RecallModel, Field(discriminator="kind")]


class DeckHead(Model):
    """A deck without looking into its questions, so that one broken question does not hide the others."""

    format: Literal[1] = Field(description="The version of this format: 1.")
    deck: Name = Field(
        description="The deck's name, unique in the bank: `trainer study --deck NAME`.",
        examples=["field-notes"],
    )
    title: Text = Field(description="What the student sees above the question.", examples=["Field notes"])
    description: Text | None = Field(
        default=None, description="For whoever works on the deck; nobody else reads it."
    )
    waive: dict[WaivableHabit, Reason] = Field(
        default={},
        description="Rules on the whole bank from which this deck is left out, each with the reason.",
        examples=[{"L15": "a deck of definitions"}],
    )
    questions: list[Any] = Field(
        description="The questions, in the order in which exports and listings show them."
    )


class DeckModel(DeckHead):
    """A whole deck."""

    questions: list[AnyQuestion] = Field(
        description="The questions, in the order in which exports and listings show them."
    )


class TaskModel(Model):
    """A task statement of the exam guide."""

    id: Task = Field(description='Its number, in quotes: "1.1".')
    title: Text = Field(description="Short: it stands in the head of the screen.")


class DomainModel(Model):
    """A domain of the exam, with its share in percent."""

    id: Literal["secure", "resilient", "performance", "cost"]
    title: Text
    short: Text = Field(description="One word or two, for the plots.")
    weight: float = Field(gt=0, le=100, description="Percent of the exam; all domains together 100.")
    tasks: list[TaskModel]


class ExamModel(Model):
    """exam.yaml: the blueprint."""

    format: Literal[1]
    exam: Text
    minutes: int = Field(ge=1)
    questions: int = Field(ge=1)
    passing_score: int
    domains: list[DomainModel]
    reference_hosts: list[Text] = Field(
        default=["docs.aws.amazon.com"], description="Hosts that references may lead to."
    )


class FactsModel(Model):
    """facts.yaml: what is taught, one sentence each."""

    format: Literal[1]
    at_least: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default={},
        description="How many questions should name a fact, by the letters that begin its id, or for one "
        "id; 1 where nothing is said.",
        examples=[{"F": 2}],
    )
    facts: dict[str, Text] = Field(
        description="By ids such as F01: the letters group them, the digits count."
    )


class MisconceptionsModel(Model):
    """misconceptions.yaml: what somebody believes who chooses a wrong option, one sentence each."""

    format: Literal[1]
    misconceptions: dict[Name, Text] = Field(
        description="By id: the sentence as somebody who believes it says it."
    )
