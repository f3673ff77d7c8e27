"""A pattern that is compiled when it is first used answers as a compiled one."""

import re
from typing import Any

import pytest

from coordgit.startup.regexes import METHODS, later

WORD = r"(\w)\w*"


@pytest.mark.parametrize("method", METHODS)
def test_a_pattern_that_is_compiled_later_answers_as_one_compiled_at_once(method: str) -> None:
    given = ("-", "ab cd") if method == "sub" else ("ab cd",)
    asked = [getattr(make(WORD, re.ASCII), method)(*given) for make in (later, re.compile)]
    if method == "finditer":
        asked = [[*map(str, found)] for found in asked]
    assert len({str(answer) for answer in asked}) == 1


def test_a_later_pattern_is_compiled_at_its_first_use_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []
    real = re.compile

    def compile_noted(*asked: Any) -> re.Pattern[str]:
        compiled.append(asked)
        return real(*asked)

    monkeypatch.setattr(re, "compile", compile_noted)
    pattern = later(WORD)
    assert not compiled
    assert pattern.match("ab") and pattern.search("ab")
    assert compiled == [(WORD, 0)]


def test_what_it_does_not_offer_is_reported() -> None:
    with pytest.raises(AttributeError):
        later(WORD).scanner("ab")  # type: ignore[attr-defined]
