"""Data in Markdown is shown as it is, whatever it holds, and tables and charts have it unescaped."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from presentation.language.markdown import Markdown, bold, escape, join
from presentation.language.messages import Translator

EMPTY = ":small[]"
TEXT = Translator("en")
PARSER = MarkdownIt("commonmark").enable(["strikethrough", "table"])
PIECES = [
    *"*_`~$<>[]()#+-=|&!:\\/.@ \n\t", "a", "B", "1", "12. ", "- ", "--", "->", "<=", "http://x.y", "https://",
    "www.x.y", "a@b.co", ":red[z]", ":smile:", ":+1:", ":100:", ":streamlit:", ":material/home:", "&lt;", "<b>",
    "$x$", "~~s~~", "[l](http://x)", "![i](http://x)", "---", "***", "    code", "| a | b |", "desa", "–", "é",
]  # fmt: skip
NASTY = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)

AGAIN = re.compile(
    r"https?://|www\.|[\w.+-]@[\w-]|:streamlit:|:material[/_]|:(?!\s)[\w+-]+:|(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)",
    re.IGNORECASE,
)
"""What Streamlit looks for in the text of a page that has been parsed already."""


def blanks_as_one(words: str) -> str:
    return re.sub(r"\s*[\t\r\n\f\v\x85\u2028\u2029]\s*", " ", words.strip())


def shown(source: str) -> str:
    """What a parser of Markdown makes of a source: one paragraph of text and nothing else."""
    tokens = PARSER.parse(source)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"]), source
    inline = tokens[1].children or [] if tokens else []
    assert {token.type for token in inline} <= {"text", "text_special"}, source
    return "".join(token.content for token in inline)


@example("*A_b_ $x$ :red[z] [l](http://x) <b>&lt; `code` ~~s~~ https://x.y")
@example("1. x")
@example("-")
@given(NASTY)
def test_data_is_one_text_and_says_what_it_said(data: str) -> None:
    assert shown(escape(data)).replace(EMPTY, "") == blanks_as_one(data)


@given(NASTY)
def test_nothing_is_found_in_it_afterwards(data: str) -> None:
    for part in shown(escape(data)).split(EMPTY):
        assert not AGAIN.search(part), part
    # Formulas and directives are read before any text is.
    source = escape(data).replace(EMPTY, "")
    assert not re.search(r"(?<!\\)(?:\\\\)*\$", source)
    assert not re.search(r"(?<!\\)(?:\\\\)*:[A-Za-z]+\[", source)
    assert ":material/" not in escape(data)


@given(NASTY, NASTY)
def test_a_message_shows_its_own_markup_alone(first: str, second: str) -> None:
    said = TEXT("**{area}**: {note}", area=f"x{first}x", note=second)
    tokens = PARSER.parseInline(said)[0].children or []
    kinds = [token.type for token in tokens if token.type not in {"text", "text_special"}]
    assert kinds == ["strong_open", "strong_close"]


@given(NASTY)
def test_a_message_in_a_message_is_escaped_once(data: str) -> None:
    inner = TEXT("Show {area}", area=data)
    assert str(TEXT("**{area}**", area=inner)) == f"**{inner}**"
    assert TEXT.plain("**{area}**", area=inner) == f"**Show {data}**"
    assert join(", ", [bold(data), data]) == f"**{escape(data)}**, {escape(data)}"


@pytest.mark.parametrize(
    "words", ["1.240", "27,4\u00a0%", "18.00", "12:30", "+12", "−3", "-3", "Jati, 3 KK", "–", "≤ 5 %"]
)
def test_numbers_and_plain_words_stay_as_they_are(words: str) -> None:
    assert escape(words) is words
    assert not isinstance(TEXT("Show {area}", area=words), Markdown)


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_place_without_markdown_has_data_as_it_is(language: str) -> None:
    text = Translator(language)
    assert text.plain("Show {area}", area="*a* <b>").endswith("*a* <b>")
    assert text.plain.plain("Show {area}", area="$") == text.plain("Show {area}", area="$")
