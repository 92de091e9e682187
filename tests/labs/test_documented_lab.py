"""The page on writing labs: its example is a lab that holds, and no field is left out."""

import re
from pathlib import Path

from trainer.cloud.client import CloudClient
from trainer.labs.check import check_lab
from trainer.labs.definition import load_lab
from trainer.labs.patterns import COMPARISONS, FIELDS
from trainer.labs.signed_parts import PARTS

PAGE = (Path(__file__).parents[2] / "docs" / "writing-labs.md").read_text("utf-8")


def test_the_example_is_a_lab_that_holds(client: CloudClient, tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    folder = tmp_path / "expire"
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
