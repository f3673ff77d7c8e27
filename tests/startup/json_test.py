"""``startup.json`` reads and writes what ``json`` does, and refuses what it refuses."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordgit.startup.json import dumps, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_a_value_is_written_as_json_writes_it_and_read_back(value: Any) -> None:
    assert dumps(value) == json.dumps(value)
    assert loads(dumps(value)) == value
    assert loads(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")) == value


@given(st.text(alphabet='{}[]",:0123456789.eE+-nulltrfasNIity \\u\n'))
def test_a_text_is_refused_exactly_where_json_refuses_it(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(ValueError):
            loads(text)
    else:
        assert repr(loads(text)) == repr(expected)  # NaN is not equal to itself


REFUSED = ["", " ", "{", "[1,]", "nul", "1 2", '"\n"', '{"a" 1}', '{"a', "\ufeff1"]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        loads(text)


@pytest.mark.isolated
def test_what_is_not_json_is_refused_where_json_is_not_loaded() -> None:
    program = f"""if True:
        from coordgit.startup.json import loads
        for text in {REFUSED!r}:
            try:
                loads(text)
            except ValueError:
                print("refused")
    """
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused"] * len(REFUSED)


def test_half_a_surrogate_pair_and_a_byte_order_mark_are_read_as_json_reads_bytes() -> None:
    for raw in (b'"\\ud800"', b'\xef\xbb\xbf{"a": 1}', b'"\xc3\xa4"'):
        assert loads(raw) == json.loads(raw)


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError):
        dumps({1})


@pytest.mark.isolated
def test_neither_re_nor_json_is_loaded() -> None:
    program = "import sys; from coordgit.startup.json import loads; loads('[1]'); print({'re', 'json'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
