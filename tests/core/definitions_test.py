"""Definitions of other languages by keywords and indentation."""

import pytest

from coordgit.core.definitions import by_heads, declared, fields, valued
from coordgit.core.source import RUBY, RUST, SCRIPT, C, Family, code_lines

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
        ("  @Override public <T> void load(Path path) {", "load"),
        ("    void load() throws IOException, Missing {", "load"),
        ("    int Count()\n    {", "Count"),
        ("load(int path)\n{", "load"),
        ("robj *load(path *from)", "load"),
        ("bool Shop::Orders::load(const Path &path) const", "load"),
        ("Orders::Orders(int path)\n    : path(path)\n{", "Orders"),
        ("    Path *load(int path) const {", "load"),
        ("  <T> T load(\n      Class<T> type) {", "load"),
        ("  load(\n    path: Path,\n  ): void {", "load"),
        ("mod loading {", "loading"),
        ("namespace Shop.Orders.Open", "Open"),
        ("class Shop::Orders", "Orders"),
        ("  if (path) {", ""),
        ("  else if (path) {", ""),
        ("  if load(path) {", ""),
        ("  return new Store() {", ""),
        ("  load(function () {", ""),
        ("  foreach ($paths as $path) {", ""),
        ("        Some(path) => {", ""),
        ("return load(path)", ""),
        ("  return load(path);", ""),
        ("  Some(path) => match load(path) {", ""),
        ("  let(:path) { load }", ""),
        ("pass\nload(path)", ""),
        ("load(path);", ""),
    ],
)
def test_a_head_declares_a_name(line: str, name: str) -> None:
    assert declared(line) == name


def test_what_has_a_value_is_declared() -> None:
    assert valued("const SIZE = count;") == {"SIZE"} and valued("private static final Limit MAX = x;") == {"Limit", "MAX"}
    assert valued("size = 1") == set() and valued("#define LIMIT 3") == {"LIMIT"}
    assert fields("Name Kind", True) == {"Name"} and fields("  name: Kind,", False) == {"name"} and fields("}", False) == set()
    assert fields("private final Kind name;", False) == {"name"}


@pytest.mark.parametrize(
    ("text", "family", "found"),
    [
        ("struct A;\nstruct B(u8);\nstruct C {\n}\n", RUST, ["A 1-1", "B 2-2", "C 3-4"]),
        ('fn a() {\n  b(r#"\nfn c() {\n"#);\n}\n', RUST, ["a 1-5"]),
        ("struct a b = {\n};\nint f(x)\n{\n  c(sizeof(struct a));\nend:\n  return 1;\n}\n", C, ["f 3-8"]),
        ("function a() {\n  b(/['\"`]/);\n}\nfunction c() {}\n", SCRIPT, ["a 1-3", "c 4-4"]),
        ("class A {\n  @Test\n  void f() {\n  }\n}\n", C, ["A 1-5", "f 2-4"]),
        ("class A {\n  fetch() {\n  }\n  delete(x) {\n    y();\n  }\n}\n", SCRIPT, ["A 1-7", "fetch 2-3", "delete 4-6"]),
        ("def a\n  b(<<~TEXT)\n    def c\n    end\n  TEXT\nend\n", RUBY, ["a 1-6"]),
    ],
    ids=[
        "types without a body",
        "a raw string",
        "a type of a variable, a label",
        "quotes in a pattern",
        "an annotation",
        "a word that is no name elsewhere",
        "a heredoc",
    ],
)
def test_definitions_are_found_where_they_are(text: str, family: Family, found: list[str]) -> None:
    assert [f"{one.name} {one.top}-{one.last}" for one in by_heads(code_lines(text, family)).definitions] == found
