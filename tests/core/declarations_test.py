"""Definitions of other languages by keywords and indentation."""

from __future__ import annotations

import pytest

from coordgit.core.declarations import by_heads, declared, fields, valued
from coordgit.core.source import SCRIPT, code_lines

TEXT = """\
const send = (x) => {
  log(`
two lines`);
  return x;
};

class Store {
  fetch(key, n) {
    if (key) {
      return n;
    }
  }

  size() { return 1; }
}
send(1);
"""


def test_definitions_have_heads_and_ends() -> None:
    parts = by_heads(code_lines(TEXT, SCRIPT))
    methods = [("Store.fetch", False, 8, 8, 12), ("Store.size", False, 14, 14, 14)]
    found = [(parts.full_name(one), one.is_class, one.first, one.head, one.last) for one in parts.definitions]
    assert found == [("send", False, 1, 1, 5), ("Store", True, 7, 7, 15), *methods]
    inside = [parts.at(n) for n in (3, 6, 10, 16)]
    assert [one and one.name for one in inside] == ["send", None, "fetch", None]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("func (s *Store) Fetch(key string) error {", "Fetch"),
        ("    public static int size(List<String> x) {", "size"),
        ("static int git_open(const char *path)", "git_open"),
        ("pub(crate) fn send(x: u8) -> u8 {", "send"),
        ("  def self.load(path)", "load"),
        ("public function load(string $path): array", "load"),
        ("  load(path) {", "load"),
        ("  if (path) {", ""),
        ("  load(function () {", ""),
        ("  return load(path);", ""),
        ("load(path);", ""),
    ],
)
def test_a_head_declares_a_name(line: str, name: str) -> None:
    assert declared(line) == name


def test_what_has_a_value_is_declared() -> None:
    assert valued("const SIZE = count;") == {"SIZE"} and valued("private static final Limit MAX = x;") == {"Limit", "MAX"}
    assert valued("size = 1") == set() and valued("#define LIMIT 3") == {"LIMIT"}
    assert fields("Name string") == {"Name"} and fields("  name: Kind,") == {"name"} and fields("}") == set()
