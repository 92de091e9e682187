r"""Control characters of a bank's text, made visible.

A bank may come from a stranger. An escape sequence in it must not drive the terminal, and a
bidirectional control must not turn a wrong option into what looks like the right one (Trojan Source,
CVE-2021-42574). Each such character is shown as its escape: `\x1b`, `\u202e`.
"""

import re

_HIDDEN = (
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029"  # line and paragraph separators
    "\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"  # no width, nothing to see
    "\ud800-\udfff"  # lone surrogates, which no terminal's encoding has
    "\U000e0000-\U000e007f"  # tags
    "]"
)
_TAB = "    "


def visible(text: str) -> str:
    """Return the text with each control and bidirectional character replaced by its escape.

    Newlines stay (`\\r\\n` becomes one), tabs become four spaces.
    """
    if text.replace("\n", "").isprintable():
        # Most are, and then the pattern, which takes its time to compile, need not be asked.
        return text
    return re.sub(_HIDDEN, _escaped, text.replace("\r\n", "\n").replace("\t", _TAB))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
