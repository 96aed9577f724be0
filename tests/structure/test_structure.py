"""The frame holds: imports follow the design, types are strict, files are small, nothing names a machine or mirror."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sys.executable).parent
LONGEST = {"services": 400, "gateway": 400, "deploy": 400, "tests": 600}
IN_ONE_FILE = {"deploy/verifier/verify.py": 1400}
"""Given to strangers, who are to read it from beginning to end and to copy it by hand."""

# Domain code takes time, ids and chance as arguments (and so replays to the same bytes).
IMPURE_MODULES = {"random", "secrets", "os", "socket", "subprocess", "time", "sqlalchemy", "requests", "httpx", "redis"}
IMPURE_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7", "open", "getenv"}
NOT_FOR_AGGREGATES = re.compile(
    r"\.(handlers|operations|service|registers|application|store|clock|transaction|writer)$"
)

SECRETS_OF_PLACE = {
    "registry host": re.compile(r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|(?:deb|security)\.debian\.org)"),
    "index option": re.compile(r"--(?:extra-)?index-url|^registry\s*=", re.MULTILINE),
    "machine path": re.compile(r"(?<![\w.~-])/(?:work|root|home/[a-z]\w*|Users/\w+|opt/wheels)/[\w.-]"),
}


def tracked(*globs: str) -> list[Path]:
    """What the repository holds or would hold: committed files, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *globs],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return sorted(path for name in set(listed.split("\0")) - {""} if (path := ROOT / name).is_file())


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in tracked(f"{folder}/*.py"):
            yield path, ast.parse(path.read_text(), filename=str(path))


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)


def test_import_contracts_are_kept() -> None:
    run(str(SCRIPTS / "lint-imports"))


def test_lint_is_clean() -> None:
    run(str(SCRIPTS / "ruff"), "check", "--quiet", "--output-format", "concise", ".")


def test_format_is_uniform() -> None:
    run(str(SCRIPTS / "ruff"), "format", "--check", "--output-format", "concise", ".")


@pytest.mark.timeout(600)
def test_types_are_strict() -> None:
    run(str(SCRIPTS / "mypy"))


def test_no_module_is_too_long_to_keep_in_mind() -> None:
    lengths = {path: _lines(path) for folder in LONGEST for path in tracked(f"{folder}/*.py")}
    assert len(lengths) > 20
    names = {str(path.relative_to(ROOT)): lines for path, lines in lengths.items()}
    assert {name: lines for name, lines in names.items() if lines > _longest(name)} == {}


def test_aggregates_read_no_clock_no_chance_and_no_store() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {reason}"
        for path, tree in modules("services")
        if _holds_aggregate(tree) or path.name == "events.py"
        for reason in _impurities(tree)
    ]
    assert not found


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("from datetime import datetime\nx = datetime.now()", True),
        ("import uuid\nx = uuid.uuid4()", True),
        ("from sqlalchemy import select", True),
        ("from services.attendance.leave.handlers import approve", True),
        ("from datetime import date\nx = date(2026, 1, 1)", False),
        ("from services.kernel.domain.aggregate import Aggregate", False),
    ],
)
def test_the_purity_check_sees(source: str, refused: bool) -> None:
    assert bool(list(_impurities(ast.parse(source)))) is refused


def test_whoever_writes_past_the_prepared_statements_says_to_which_tables() -> None:
    """Else a transaction goes on with a row that it has changed itself."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in modules("services", "deploy")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "cursor"
        if isinstance(node.value, ast.Name) and node.value.id in {"tx", "filling", "reading"}
    ]
    assert found == []


def test_nothing_names_a_mirror_or_a_machine() -> None:
    own = Path(__file__).name
    texts = {path: _text(path) for path in tracked() if path.name != own}
    found = [
        f"{path.relative_to(ROOT)}: {kind} {match[0]!r}"
        for path, text in texts.items()
        for kind, pattern in SECRETS_OF_PLACE.items()
        if (match := pattern.search(text)) is not None
    ]
    assert len(texts) > 20
    assert not found


def test_locks_pin_by_hash_and_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock"):
        text = (ROOT / name).read_text()
        pins = re.split(r"\n(?=\S)", text.strip())
        assert [pin.split()[0] for pin in pins if not pin.startswith("#") and "--hash=sha256:" not in pin] == []
        assert "://" not in text
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_dev_lock_holds_every_pin_of_the_runtime_lock() -> None:
    """Set-up counts on it: where the dev lock is installed, nothing of the runtime is missing."""
    assert _pins("requirements.lock") <= _pins("requirements-dev.lock")


def test_third_party_files_are_not_ours_to_keep() -> None:
    names = [str(path.relative_to(ROOT)) for path in tracked("*.js", "*.css", "*.woff*", "*.ttf", "*.otf")]
    assert [name for name in names if ".min." in name or "vendor" in name or "node_modules" in name] == []


def _longest(name: str) -> int:
    return IN_ONE_FILE.get(name, LONGEST[name.split("/")[0]])


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def _pins(name: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+==[^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def _holds_aggregate(tree: ast.Module) -> bool:
    bases = (base for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases)
    return any(isinstance(base, ast.Name) and base.id == "Aggregate" for base in bases)


def _impurities(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        names = _imported(node)
        for name in names:
            if name.split(".")[0] in IMPURE_MODULES or NOT_FOR_AGGREGATES.search(name):
                yield f"line {getattr(node, 'lineno', 0)} imports {name}"
        if isinstance(node, ast.Call) and (called := _called(node.func)) in IMPURE_CALLS:
            yield f"line {node.lineno} calls {called}"


def _imported(node: ast.AST) -> Sequence[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_the_kernel_knows_no_service() -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path, tree in modules("services/kernel")
        for name in _imported(tree)
        if name.startswith("services.") and not name.startswith("services.kernel")
    ]
    assert found == []


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Import(names=names):
                yield from (one.name for one in names)


def test_the_kernel_has_no_circle() -> None:
    """Also none that only a type checker would walk."""
    graph = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): set(_modules_imported(tree))
        for path, tree in modules("services/kernel")
    }
    assert len(graph) > 50
    left = {name: imported & graph.keys() for name, imported in graph.items()}
    while free := {name for name, imported in left.items() if not imported & left.keys()}:
        left = {name: imported for name, imported in left.items() if name not in free}
    assert left == {}, "what is left imports each other"


def _modules_imported(tree: ast.Module) -> Iterator[str]:
    """A name that is imported may be a module or stand in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)
