"""Definitions of languages whose parser is not at hand, by keywords and indentation: an outline of any text. Pure."""

from coordgit.core.outline import Definition, Outline, indentation, opened
from coordgit.core.source import KEYWORDS, NAME
from coordgit.startup.regexes import later, re

BLANK = r"[^\S\n]"
CLASSES = "class|struct|enum|union|trait|interface|type|mod|module|namespace|object|protocol|record"
TYPES = ("struct", "enum", "union")
"""Keywords that also begin the type of a variable or the result of a function (C)."""
RESERVED = frozenset(
    """
    assert async await case catch class const do else elseif elsif enum except export extends finally fn for foreach from func
    function if import let lock match return sizeof static struct super switch synchronized this throw try typeof union unless
    until using when where while with yield
    """.split()  # noqa: SIM905
)
"""Words before parentheses and a brace that declare nothing."""
FUNCTIONS = "def|function|func|fn|fun|sub"
MODIFIERS = "public|protected|private|internal|static|final|async|abstract|override|virtual|inline|extern|const|export|pub"
NO_TYPE = "new|return|else|if|while|for|switch|match|let|using|catch|throw|case|await|yield|in|of|not|and|or|go|defer|when|unless"
"""Words before a call that is followed by a brace."""
ANNOTATIONS = rf"(?:@\w+(?:\([^)\n]*\))?{BLANK}+)*"
NAMED = r"([^\W\d]\w*)"
MEMBER = rf"[*&]*(?:\w+::)*~?{NAMED}"
"""A name in C++ may be that of a class's member, and have the sign of a pointer before it."""
PARAMETERS = r"\((?>[^;\"'()]|\((?>[^;\"'()]|\([^;\"'()]*\))*\))*\)"
"""Parentheses without a string or a statement in them, on several lines too."""
CLOSING = ")]}{"
"""A line that begins with one of these belongs to the definition above it."""
HEAD = later(
    rf"(?:^|[^\w.\n])(?:(?P<c>{CLASSES})|(?P<f>{FUNCTIONS})|typedef){BLANK}+(?:\([^)\n]*\){BLANK}*|\w+(?:\.|::|\\)|[*&])*{NAMED}"
    rf"|^{BLANK}*{ANNOTATIONS}(?:{MODIFIERS})\b[^(=;\n]*[^\S\n]{MEMBER}{BLANK}*\("
    rf"|^(?!(?:{NO_TYPE})\b)[^\W\d][^(=;\n]*(?:{BLANK}|[*&]){MEMBER}{BLANK}*\("
    rf"|^{BLANK}*(?:export{BLANK}+)?(?:const|let|var){BLANK}+{NAMED}{BLANK}*=[^;\n]*(?:=>|\bfunction\b)"
    rf"|^{BLANK}+(?:(?:get|set){BLANK}+|\*)?{NAMED}{BLANK}*{PARAMETERS}[^;,(){{=\n]*\{{"
    rf"|^{BLANK}+{ANNOTATIONS}(?:<[^(=;\n]*>{BLANK}+)?(?!(?:{NO_TYPE})\b)[\w.\[\]?]+(?:<[^(=;\n]*>[\[\]?]*)?[*&]*{BLANK}+[*&]*{NAMED}{BLANK}*{PARAMETERS}[^;(){{=]*\{{"
    rf"|^(?:\w+::~?)*{NAMED}{BLANK}*{PARAMETERS}\s*(?:(?:(?:const|noexcept)\b|:)[^;{{}}]*)?\{{",
    re.MULTILINE,
)
"""What declares a name: a keyword before it; modifiers, or in the first column a type, before a name with parentheses; a constant
that is a function; a name with parentheses and an opening brace, one on the next line after a type or in the first column."""
VALUE = later(
    rf"{BLANK}*(?:(?:{MODIFIERS}|readonly|volatile|default|constexpr|mut|val|var|let){BLANK}+|#{BLANK}*define{BLANK}+|pub\([^)]*\){BLANK}+)+"
    r"([^=;:({\n]*)"
)
VARIABLE = later(rf"{BLANK}*[*&),]|{BLANK}+(?!(?:final|implements|extends|where)\b)[^\W\d]")
"""What follows a type's name if the line declares a variable or a function of that type."""
DECORATION = later(r"\s*(?:@\w|#?\[.*\]\s*$)")
"""An annotation or attribute on a line of its own."""
LABEL = later(r"(?!(?:else|try|finally|default):)[^\W\d]\w*:")


def declared(line: str) -> str:
    """Return the name that a line declares, "" if it does not look so."""
    match = HEAD.search(line)
    name = _name(match) if match else ""
    return "" if name in KEYWORDS else name


def _name(match: re.Match[str]) -> str:
    name = match[match.lastindex or 0]
    return "" if name in RESERVED and not match["f"] else name


def valued(line: str) -> set[str]:
    """The names to which a line with a modifier or a keyword gives a value: the first and the last, one may be the type."""
    match = VALUE.match(line)
    names = [name for name in NAME.findall(match[1]) if name not in KEYWORDS] if match else []
    return {names[0], names[-1]} if names else set()


def fields(line: str, name_first: bool) -> set[str]:
    """The name that a line of a class or structure declares: the first or the last before a value, the other may be the type."""
    if line.strip()[:1] in CLOSING:
        return set()
    names = [name for name in NAME.findall(re.split(r"[=;:({,]", line, maxsplit=1)[0]) if name not in KEYWORDS]
    return {names[0 if name_first else -1]} if names else set()


def defined_in(text: str) -> set[str]:
    """The names that may be those of definitions."""
    return {_name(match) for match in HEAD.finditer(text)} - KEYWORDS


def by_heads(code: list[str]) -> Outline:
    """The outline of lines of code without strings and comments (``source.code_lines``)."""
    text = "\n".join(code)
    definitions: list[Definition] = []
    around: list[int] = []
    of_line = [-1] * len(code)
    line, at = 1, 0
    for match in HEAD.finditer(text):
        name, start = _name(match), match.end(match.lastindex or 0)
        if not name:
            continue
        line, at = line + text.count("\n", at, start), start
        if match["c"] in TYPES and VARIABLE.match(text, start):
            continue
        last = extent(code, line - 1)
        while around and definitions[around[-1]].last < line:
            around.pop()
        outer = around[-1] if around else -1
        if outer >= 0 and definitions[outer].first == line:
            continue
        top = line
        while top > 1 and DECORATION.match(code[top - 2]):
            top -= 1
        definitions.append(
            Definition(
                name=name, is_class=bool(match["c"]), top=top, first=line, head=_head(code, line, last), last=last, outer=outer
            )
        )
        around.append(len(definitions) - 1)
        of_line[top - 1 : last] = [len(definitions) - 1] * (last - top + 1)
    return Outline(tuple(definitions), tuple(of_line))


def _head(code: list[str], first: int, last: int) -> int:
    """The line on which the brackets of a head are closed."""
    depth = 0
    for n in range(first, last + 1):
        depth += opened(code[n - 1].removesuffix("{"))
        if depth <= 0:
            return n
    return first


def extent(lines: list[str], start: int) -> int:
    """Return the index after the last line of a block whose head is at index ``start``."""
    end, quoted = start + 1, False
    for n in range(start + 1, len(lines)):
        bare = lines[n].strip()
        inside, quoted = quoted, quoted ^ bool((bare.count('"""') + bare.count("'''")) % 2)
        if not inside:  # a string of several lines may have any indentation
            if not bare or bare.startswith(("#", '"')) or LABEL.fullmatch(bare):
                continue
            outdented = indentation(lines[n]) - indentation(lines[start])
            if outdented == 0 and bare == "end":
                return n + 1
            if outdented < 0 or (outdented == 0 and bare[0] not in CLOSING):
                break
        end = n + 1
    return end
