"""Small labs for tests: written to a folder, with what a test changes."""

from pathlib import Path

LAB = """\
format: 1
lab: tiny
title: Tiny
minutes: 5
steps:
  - id: first
    title: First
    task: Fetch it.
    predict:
      ask: What comes?
      of: opened
      options:
        - {text: It opens, when: {status: 200}}
        - {text: It does not, when: {status: 403}}
    checks:
      - id: opened
        says: A URL opens
        request: {presigned: true, key: coffee.jpg, status: 200, new_url: true}
    hints: [one, two, three]
    solution:
      - presign: {object: coffee.jpg, expires: 300, name: coffee}
      - fetch: {expect: {status: 200}}
  - id: second
    title: Second
    task: Fetch it too late, and store something.
    checks:
      - id: late
        says: It is refused later
        request: {status: 403, failed_check: time window}
      - id: stored
        says: The note is there
        state: {object: note.txt, body: hello}
      - id: who
        says: You know who signed
        answer: {ask: Which key signed?, of: late, field: access_key_id}
    hints: [one, two, three]
    solution:
      - clock: {advance: 301}
      - fetch: {url: coffee, expect: {status: 403}}
      - put: {object: note.txt, body: hello}
"""


def write_lab(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the small lab with some of its text replaced, and return its folder."""
    text = LAB
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    lab = folder / "tiny"
    lab.mkdir(parents=True)
    (lab / "lab.yaml").write_text(text, "utf-8")
    (lab / "brief.md").write_text("A story.\n", "utf-8")
    (lab / "debrief.md").write_text("What it was about.\n", "utf-8")
    return lab
