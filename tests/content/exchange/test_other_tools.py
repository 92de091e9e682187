"""Tools that others wrote read what we write, and we read what they write.

Each is installed at its pinned version into a folder of the test run; where that cannot be, its tests are
skipped with the reason.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients import installed
from tests.content.exchange.running import exported, run
from trainer.content.exchange.qti_reading import read as read_qti

Folders = pytest.TempPathFactory


# text2qti: a package for Canvas from plain text.

QUIZ = """\
Quiz title: Storage quiz

1.  Which class is *cold*?
a)  Standard
... Not cold, `x<y`.
*b) Deep archive
... Right.
c)  Other

2.  Pick two?
[*] a
... yes a
[ ] b
... no b
[*] c

3.  Why?
... Because.
____

4.  Name a town?
*   Sydney
*   Melbourne

5.  How many?
=   5 +- 1

Text title: Note
Text: Some text.

GROUP
pick: 1
points per question: 1

6.  A grouped one?
*a) True
b) False

END_GROUP
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: Folders) -> bytes:
    folder = installed.python_requirements(
        "text2qti", ["text2qti==0.8.0"], tmp_path_factory.mktemp("text2qti")
    )
    (folder / "quiz.txt").write_text(QUIZ)
    program = "from text2qti.cmdline import main; main()"
    run([sys.executable, "-c", program, "quiz.txt"], folder, PYTHONPATH=str(folder))
    return (folder / "quiz.zip").read_bytes()


def test_what_text2qti_writes_is_read(package: bytes) -> None:
    quiz = read_qti(package)
    assert quiz.title == "Storage quiz"
    cold, two, why, town, number, grouped = quiz.drafts
    assert cold.fields["stem"] == "Which class is cold?"
    assert cold.fields["options"] == [
        {"text": "Standard", "why": "Not cold, `x<y`."},
        {"text": "Deep archive", "correct": True, "why": "Right."},
        {"text": "Other"},
    ]
    assert (two.fields["kind"], two.fields["options"]) == (
        "multiple",
        [
            {"text": "a", "correct": True, "why": "yes a"},
            {"text": "b", "why": "no b"},
            {"text": "c", "correct": True},
        ],
    )
    assert (why.fields["front"], why.fields["back"]) == ("Why?", "Because.")
    assert (town.fields["back"], number.fields["back"]) == ("Sydney\nMelbourne", "4.0 to 6.0")
    assert grouped.fields["options"] == [{"text": "True", "correct": True}, {"text": "False"}]
    assert quiz.losses == [
        "item 6 (Note): not imported: a text without a question",
        "the group 'Group' draws 1 of its questions, a deck has all",
    ]


# The DTD of QTI 1.2.1, as IMS published it, from the source of pyslet, and libxml2 to validate by it.

VALIDATE = """
import glob, re, sys, zipfile
from lxml import etree
dtd = etree.DTD(open(glob.glob("*/unittests/data_imsqtiv1p2p1/ims_qtiasiv1p2p1.dtd")[0]))
package = zipfile.ZipFile(sys.argv[1])
for name in package.namelist():
    text = package.read(name).decode()
    if "<questestinterop" in text:
        # A DTD knows no namespaces.
        text = re.sub("<questestinterop[^>]*>", "<questestinterop>", text.partition("?>")[2], count=1)
        print(name, dtd.validate(etree.fromstring(text)), [str(each) for each in dtd.error_log][:3])
"""


def test_our_qti_is_valid_by_the_published_definition(tmp_path: Path) -> None:
    source = installed.python_source("the DTD of QTI 1.2.1", "pyslet==0.7.20170805", tmp_path / "source")
    installed.python_requirements("lxml", ["lxml==6.1.3"], tmp_path)
    run(["tar", "xzf", str(source), "--strip-components=1", "--one-top-level=pyslet"], tmp_path)
    exported("qti12", tmp_path / "all.zip")
    told = run([sys.executable, "-c", VALIDATE, "all.zip"], tmp_path, PYTHONPATH=str(tmp_path)).splitlines()
    assert len(told) == 4
    assert all(line.endswith(".xml True []") for line in told), told


# moodle-xml-parser reads Moodle XML.

PARSE_MOODLE = """
import json, sys
from moodle_xml_parser.parser import parse_bytes
found = parse_bytes(open(sys.argv[1], "rb").read())["multichoice"]
print(json.dumps([vars(each) | {"options": [vars(option) for option in each.options]} for each in found]))
"""


def test_our_moodle_xml_is_read_by_another_reader(tmp_path: Path, questions: list[dict[str, Any]]) -> None:
    installed.python_requirements("moodle-xml-parser", ["moodle-xml-parser==0.3.1"], tmp_path)
    exported("moodle-xml", tmp_path / "all.xml")
    found = json.loads(
        run([sys.executable, "-c", PARSE_MOODLE, "all.xml"], tmp_path, PYTHONPATH=str(tmp_path))
    )
    choices = [each for each in questions if each["kind"] != "recall"]
    assert len(found) == len(choices) > 40
    for mine, its in zip(choices, found, strict=True):
        assert its["name"] == mine["id"]
        assert [plain(option["answer"]) for option in its["options"]] == [
            option["text"] for option in mine["options"]
        ]
        assert [float(option["score_fraction"]) > 0 for option in its["options"]] == [
            bool(option.get("correct")) for option in mine["options"]
        ]
        assert [plain(option["feedback"]) for option in its["options"]] == [
            option["why"] for option in mine["options"]
        ]


def plain(html: str) -> str:
    # It has decoded the entities already.
    return re.sub(r"</?p>", "", html.replace("</p><p>", "\n\n").replace("<br>", "\n"))


# gift-pegjs reads GIFT.

PARSE_GIFT = (
    "console.log(JSON.stringify(require('gift-pegjs').parse(require('fs').readFileSync('all.gift', 'utf8'))))"
)


def test_our_gift_is_read_by_another_reader(tmp_path: Path, questions: list[dict[str, Any]]) -> None:
    installed.node_packages(tmp_path, "gift-pegjs", ["gift-pegjs@1.0.2", "pegjs@0.10.0"])
    exported("gift", tmp_path / "all.gift")
    found = json.loads(run(["node", "-e", PARSE_GIFT], tmp_path, NODE_PATH=str(tmp_path / "node_modules")))
    its_questions = [each for each in found if each["type"] != "Category"]
    assert [each["title"] for each in its_questions] == [each["id"] for each in questions]
    for mine, its in zip(questions, its_questions, strict=True):
        if mine["kind"] == "recall":
            assert (its["type"], its["stem"]["text"]) == ("Essay", mine["front"])
            assert its["globalFeedback"]["text"] == mine["back"]
            continue
        assert (its["type"], its["stem"]["text"], its["stem"]["format"]) == ("MC", mine["stem"], "plain")
        assert [(each["text"]["text"], each["feedback"]["text"]) for each in its["choices"]] == [
            (option["text"], option["why"]) for option in mine["options"]
        ]
        right = [
            each["isCorrect"] if mine["kind"] == "single" else each["weight"] > 0 for each in its["choices"]
        ]
        assert right == [bool(option.get("correct")) for option in mine["options"]]
