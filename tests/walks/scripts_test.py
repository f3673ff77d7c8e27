"""What a script prints of a file whose name it keeps in a variable is read."""

import pytest

from tests.support.claude import Claude
from tests.support.repository import CHANGED, Session
from tests.walks.observing import lands

BY_OPEN = "python3 - <<'E'\nfor p in ['api.py', 'gone.py'][:1]:\n    print(open(p).read())\nE"
BY_PATH = "python3 - <<'E'\nfrom pathlib import Path\np = 'api.py'\nprint(Path(p).read_text())\nE"
NAME_ALONE = "python3 -c \"print('api.py')\""


@pytest.mark.parametrize(("command", "is_read"), [(BY_OPEN, True), (BY_PATH, True), (NAME_ALONE, False)])
@pytest.mark.parametrize("path", ["api.py", "other.py"])
def test_what_a_script_prints_of_a_file_is_read(ann: Claude, bob: Session, command: str, is_read: bool, path: str) -> None:
    assert ann.runs(command).ok
    bob.lands(path, CHANGED)
    assert lands(ann).rejected == (["CG101 api.py"] if is_read and path == "api.py" else [])


def test_a_script_that_prints_something_else_refreshes_nothing(ann: Claude, bob: Session) -> None:
    ann.reads("api.py")
    bob.lands("api.py", CHANGED)
    call, given = ann.call(), {"command": BY_OPEN.replace(".read())", ".read()[:1])"), "description": "run"}
    ann.before("Bash", given, call)
    ann.after("Bash", given, {"stdout": "d", "stderr": "", "interrupted": False, "isImage": False}, call)
    assert lands(ann).rejected == ["CG101 api.py"]
