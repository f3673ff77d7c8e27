"""Mutants of what ties a stale read to the commit at level ``relevant``: one for each rung of the ladder."""

from tests.mutants.mutant import Mutant

LADDER = "coordgit/core/relevance.py"
ALTERED = "coordgit/core/altered_names.py"
DEFINITIONS = "coordgit/core/definitions.py"
KEYED_CALLS = "coordgit/core/relevance.py"
SIDES = "coordgit/core/changed_texts.py"
SOURCE = "coordgit/core/source.py"
RULES = "coordgit/core/rules/weights.py"
OUTLINE = "coordgit/core/outline.py"
TABLE = ("tests/core/relevance_test.py", "tests/core/relevance_search_test.py")
KEYED = ("tests/core/keyed_calls_test.py",)
TEXTS = ("tests/core/source_test.py",)
PARTS = ("tests/core/outline_test.py",)
ATTRIBUTION = "coordgit/check/conflict_facts.py"
DIFFS = "coordgit/check/conflict_diffs.py"
VALIDATE = "coordgit/check/validate.py"
POINTED = "coordgit/check/tie_texts.py"
WEIGHING = "coordgit/check/weigh_findings.py"
DEFAULTS = "coordgit/core/rules/default_attributes.py"
BY_DEFAULT = ("tests/walks/default_attributes_test.py",)
HEADS = ("tests/core/definitions_test.py",)
WALK = ("tests/walks/relevant_test.py",)


def of(what: str, old: str, new: str, file: str = LADDER, tests: tuple[str, ...] = TABLE) -> Mutant:
    return Mutant("ladder", what, file, old, new, tests)


OF_LADDER = (
    of("a text that the commit holds too is news", "_oid(ours.after) == _oid(change.after):", "False:"),
    of("a change that the commit makes too is news", "if change.piece(hunk) not in theirs", "if True"),
    of("a comment is news", " if compared(old_lines(before.code, hunk)) != compared(new_lines(after.code, hunk)))", ")", ALTERED),
    of("the rest of a long text is one line", "self._first = pieces[:-1]", "self._first = pieces", SIDES),
    of("any line of the file was read", "if touches([hunk], *span)", "if True"),
    of("an optional parameter is news", "            if self._only_optional(number):", "            if False:", ALTERED),
    of("parameters that both sides add are no news", "    if use is None and ours is not None:", "    if False:"),
    of("what comes out of a body is no news", "self._outcomes.setdefault(inside.name, n)", "pass", ALTERED),
    of("an attribute is no news", "for name in (*attributes, *sorted", "for name in (*sorted", ALTERED),
    of("an assignment that moved is news", "if _assigned(line) not in self._assigned else []", "", ALTERED),
    of("a method is used without a dot", "or _of_object(after.code[line - 1], name)", "or True", SIDES),
    of("whoever names a module imports from it", "        return use if found else None", "        return use"),
    of("what is called no more is no news", "(line) if name not in self._still}", "(line) if False}", ALTERED),
    of("any name of an altered line is news", "(self.before.names(n) - self._still)", "(self.before.names(n))", ALTERED),
    of("a value that many keys have is news", " and self.before.names_in_code.get(key[1]) == 1", "", ALTERED),
    of("a call by a key keeps its arguments", "and has[call][1] != rest", "and False", KEYED_CALLS, KEYED),
    of("what a file defines itself is another's", "one.name == name and one.outer < 0", "False", ALTERED),
    of("any line says whose a name is", "text.code[n - 1]) for n in lines)", "one) for one in text.code)", ALTERED),
    of("a value of another language is no news", "valued(line) if outside", "set() if outside", ALTERED),
    of("a definition of that name is a use", "or inside.name != name", "or True", ALTERED),
    of("a method is anybody's", "head = next(_around(text.code, line), None)", "head = None", ALTERED),
    of("one line of a definition that was read is no news", "inside.last <= self._span[1] and self", "False and self", ALTERED),
    of("what a body ends with is no news", "return self.before.family.ends_in_value and", "return False and", ALTERED),
    of("an annotation is outside", "            top -= 1", "            break", DEFINITIONS, HEADS),
    of("other languages have no bodies", "        last = extent(code, line - 1)", "        last = line", DEFINITIONS, HEADS),
    of("a member of a class in C++ has no head", "(?:\\w+::)*~?{NAMED}\"", "{NAMED}\"", DEFINITIONS, HEADS),
    of("a string of several lines ends a body", " and line[0] != '\"'", "", OUTLINE, PARTS),
    of("nothing uses what changed", "call or commit.use(altered.names, altered.members) or _imports", "call or _imports"),
    of("what an unknown language names is no news", "if self.before.family.by_lines else ()", "if False else ()", ALTERED),
    of("what the change uses does not tie", "if use is None and (found := _used_there(", "if False and (found := _used_there("),
    of("a path that appeared ties nothing", "        return _appeared(change, commit)\n", "        return Tie()\n"),
    of("a definition that a search found may go", "None if name in still else _use", "None if True else _use"),
    of("a use that a search did not find may come", "if alters(commit, name, change.path, after, gained[name]):", "if False:"),
    of("the newest commit is named", "had > has if sign", "True if sign", ATTRIBUTION, WALK),
    of("the hunk that matters is anywhere", "body[start:end] + body[:start] + body[end:]", "body", DIFFS, WALK),
    of("a rejection names no line", "tie_texts.pointed(git, update, judgement.findings)", "judgement.findings", VALIDATE, WALK),
    of("comments are code", "        if match[\"c\"] is not None:", "        if False:", SOURCE, TEXTS),
    of("docstrings are code", "[:3] in ('\"\"\"', \"'''\") and _stands_alone(", "[:3] in () and _stands_alone(", SOURCE, TEXTS),
    of("keywords are names", " if name not in KEYWORDS}", "}", SOURCE, TEXTS),
    of("an entry in another folder is one of those that were searched", " and share_a_folder([side.path], [path])", ""),
    of("no name is too short", "\\w{{{SHORTEST - 1},}}", "\\w*", SOURCE),
    of("a head ends with its first line", "if in_head >= 0 and depth == 0:", "if in_head >= 0:", OUTLINE, PARTS),
    of("lock files reject", "    if is_lock_file(path):", "    if False:", DEFAULTS, BY_DEFAULT),
    of("additions to changelogs reject", 'return "append" if', 'return "" if', DEFAULTS, BY_DEFAULT),
    of("a lost update of a lock file is told", "if is_read(finding.code) else", "if True else", WEIGHING, BY_DEFAULT),
    of("no word may tie", "    if call is None and not _may_tie(change, hunks, commit):\n", "    if call is None:\n"),
    of("no line may declare", "may_declare(before.upto(max(removed)), removed, shared)", "False"),
    of("the line that matters is not looked for", "line=tie.line, mark=tie.mark", "mark=tie.mark", POINTED, WALK),
    of("what nothing ties rejects", "return Weight(TELLS, why and BY_LEVEL + why)", "pass", RULES, WALK),
)  # fmt: skip
