"""Whatever stands in a URL: every face of the dissector tells something, and nothing raises."""

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from tests.s3.samples import LONG_TERM, NOW
from tests.s3.test_anatomy import told
from tests.s3.test_anything import ALMOST, ANYTHING, MANY, NAMES
from tests.s3.test_masking import on_other_faces
from trainer.errors import UsageError
from trainer.plain.dissect_text import report
from trainer.s3.anatomy_json import as_json
from trainer.s3.changes import SetHeader, SetHost, SetParameter, SetPath, in_words, suggestions
from trainer.s3.life import marks, state
from trainer.s3.verifying import verify
from trainer.s3.what_if import what_if, why_not
from trainer.tui.signs import UTF8
from trainer.tui.timeline import life_rows

HOSTS = st.one_of(
    st.sampled_from(
        [
            "b.s3.eu-west-1.amazonaws.com",
            "s3.amazonaws.com",
            "mine-123456789012.s3-accesspoint.us-west-2.amazonaws.com",
            "127.0.0.1:5000",
            "[::1]",
            "d1.cloudfront.net",
        ]
    ),
    st.text("abs3.-amzonw:1[]@", min_size=1, max_size=30),
)
PAIRS = st.lists(st.tuples(st.one_of(NAMES, ANYTHING), ALMOST), max_size=9)
TIMES = st.sampled_from(
    [NOW, datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC), NOW + timedelta(9)]
)


@MANY
@given(HOSTS, ANYTHING, PAIRS, TIMES)
def test_every_face_of_any_url(host: str, path: str, pairs: list[tuple[str, str]], now: datetime) -> None:
    query = "&".join(
        f"{quote(name, errors='surrogatepass')}={quote(value, errors='surrogatepass')}"
        for name, value in pairs
    )
    try:
        found = told(f"https://{host}/{path}?{query}", now)
    except UsageError:
        return
    anatomy = found.anatomy
    assert as_json(found, show_secrets=False)["kind"] == anatomy.kind
    assert state(anatomy, found.risks, now).says
    report(found, None, now, io.StringIO(), show_secrets=True)
    moments = marks(anatomy, now)
    assert [mark.at for mark in moments] == sorted(mark.at for mark in moments)
    if len(moments) > 1:
        assert life_rows(moments, {part.name: part.number for part in found.parts}, now, UTF8, 76)
    assert on_other_faces(found)
    assert verify(anatomy, LONG_TERM.secret_access_key).verified is not True
    if why_not(anatomy):
        return
    for change in (
        *suggestions(anatomy),
        SetPath(path),
        SetHost(host),
        SetHeader("x-amz-date", path),
        *(SetParameter(name, value) for name, value in pairs[:2]),
    ):
        tried = what_if(anatomy, change)
        assert [entry.outcome for entry in tried.trail].count("failed") == (tried.refusal is not None)
        assert in_words(change, anatomy)


@MANY
@given(st.text(max_size=200), TIMES)
def test_any_text_after_a_host(text: str, now: datetime) -> None:
    try:
        found = told(f"http://b.s3.amazonaws.com/{text}", now)
    except UsageError:
        return
    assert on_other_faces(found)
