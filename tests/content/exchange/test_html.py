"""HTML becomes text: readable, and nothing that acts or draws comes along."""

import time

import pytest

from trainer.content.exchange.html_reading import MAX_TEXT, from_html
from trainer.content.exchange.html_writing import to_html
from trainer.content.exchange.markdown import from_markdown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<p>one</p>\n  <p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("a &amp; b &lt;c&gt; &eacute;&#x2014;&nbsp;x", "a & b <c> é— x"),
        ("<ul><li>one</li><li><p>two</p><ul><li>in</li></ul></li></ul>", "- one\n- two\n  - in"),
        ('<ol start="3"><li>three<li>four</ol>after', "3. three\n4. four\n\nafter"),
        ("<pre>if x:\n    y\n</pre>", "    if x:\n        y"),
        ("<code>s3:GetObject</code>, 10<sup>3</sup>, H<sub>2</sub>O", "`s3:GetObject`, 10^3, H_2O"),
        ('<a href="https://a.example/x">here</a>', "here (https://a.example/x)"),
        ('<a href="https://a.example/x">https://a.example/x</a>', "https://a.example/x"),
        ("<table><tr><th>Class<th>Wait<tr><td>deep<td>hours</table>", "- deep: hours"),
        (
            "<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td>1</td><td>2</td><td><p>3</p></td></tr></table>",
            "- 1\n  B: 2\n  C: 3",
        ),
        ("<div><p>a</p></div><h2>b</h2><blockquote>c</blockquote>", "a\n\nb\n\nc"),
        ("1 < 2 and 2 <3 <b>yes", "1 < 2 and 2 <3 yes"),
        ('<img class="equation_image" data-equation-content="x^2" alt="LaTeX: x^2">', "$x^2$"),
        ("<p>a<!-- <b>hidden</b> -->b</p>", "ab"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert from_html(html).text == text


@pytest.mark.parametrize(
    ("html", "text", "loss"),
    [
        ("a<script>alert(1)</script>b", "ab", "a script or style is left out"),
        ("a<SCRIPT SRC=x>evil()", "a", "a script or style is left out"),
        ("a<style>p{}</style>b", "ab", "a script or style is left out"),
        ("a<iframe src=x>no</iframe>b", "ab", "embedded content is left out"),
        ("a<object><embed src=x>no</object>b", "ab", "embedded content is left out"),
        ("a<svg><script>x</script><text>y</text></svg>b", "ab", "a drawing is left out"),
        ("a<video controls>no</video>b", "ab", "sound or film is left out"),
        ('<a href="javascript:alert(1)">go</a>', "go", "a link that leads to no web page is left out"),
        ('<img src=x onerror="alert(1)">', "[picture: no description]", "a picture is left out"),
        ("<b onclick=x>bold</b>", "bold", "emphasis became plain text"),
        ("a<input value=b>c", "ac", "a form field is left out"),
        ("a<!-- b -->c", "ac", "a comment is left out"),
        ("x" * (MAX_TEXT + 1), "", "a text of 100,001 characters is left out"),
    ],
)
def test_what_acts_or_draws_is_left_out_and_told(html: str, text: str, loss: str) -> None:
    assert from_html(html) == (text, (loss,))


def test_text_that_looks_like_html_comes_back_as_text() -> None:
    text = "<script>alert('x')</script> & &amp;  two\n  - <b>\n\n</p>"
    assert "<script" not in to_html(text)
    assert from_html(to_html(text)) == (text, ())


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<a href='", "<a href='>", "</", "<!", "&", "<li>", "<td>"]
)
def test_no_html_takes_longer_than_it_is_long(piece: str) -> None:
    begun = time.process_time()
    from_html(piece * (MAX_TEXT // len(piece)))
    assert time.process_time() - begun < 3, "a parser that looks ahead each time takes minutes"


@pytest.mark.parametrize("piece", ["*", "**a ", "[", "![[", "_a", "== ", "`", "|", "[a](b ", "<a"])
def test_no_markdown_takes_longer_than_it_is_long(piece: str) -> None:
    begun = time.process_time()
    from_markdown("\n".join([piece * (10_000 // len(piece))] * 20))
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**bold** *it* ***both*** __b__ _i_ ==h==", "bold it both b i h"),
        ("2 * 3 * 4, a_b_c, **open, f(*args)", "2 * 3 * 4, a_b_c, **open, f(*args)"),
        ("`**kept**` and \\*kept\\*", "`**kept**` and *kept*"),
        ("[[Note#Part|shown]], [[Note]], ![alt](x.png)", "shown, Note, [picture: alt]"),
        ("[t](https://a.example) <https://b.example>", "t (https://a.example) https://b.example"),
        ("# Head #\ntext ^block-1", "Head\ntext"),
        ("> quoted\n> > more", "  quoted\n    more"),
        ("* a\n+ b\n  - c", "- a\n- b\n  - c"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("~~~\n**code**\n~~~", "    **code**"),
        ("x<br>y <b>z</b>", "x\ny z"),
    ],
)
def test_markdown_as_text(markdown: str, text: str) -> None:
    assert from_markdown(markdown).text == text
