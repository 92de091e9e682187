"""The page on writing labs: its example is a lab that holds, and no field is left out."""

import re
from pathlib import Path

import pytest

from trainer.cloud.client import CloudClient
from trainer.labs.check import check_lab
from trainer.labs.definition import load_lab
from trainer.labs.patterns import COMPARISONS, FIELDS
from trainer.labs.signed_parts import PARTS

PAGE = (Path(__file__).parents[2] / "docs" / "writing-labs.md").read_text("utf-8")


EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_there_is_one_of_everything() -> None:
    assert [re.findall(r"^lab: (\w+)", example, re.MULTILINE) for example in EXAMPLES] == [
        ["expire"],
        ["cuts"],
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=["expire", "cuts"])
def test_the_example_is_a_lab_that_holds(client: CloudClient, tmp_path: Path, example: str) -> None:
    folder = tmp_path / re.findall(r"^lab: (\w+)", example, re.MULTILINE)[0]
    folder.mkdir()
    (folder / "lab.yaml").write_text(example, "utf-8")
    (folder / "brief.md").write_text("A story.\n")
    (folder / "debrief.md").write_text("What it was about.\n")
    assert check_lab(load_lab(folder), client).problems == ()


def test_every_field_is_described() -> None:
    for name in FIELDS:
        assert f"`{name}`" in PAGE, name
    for name in COMPARISONS:
        assert f"{{{name}: " in PAGE, name
    for name in PARTS:
        assert f"`{name}`" in PAGE, name
