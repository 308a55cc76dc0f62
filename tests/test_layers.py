"""The arrow of imports: every module imports from its own layer or those above it, never in a circle."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import mtfix

PACKAGE = Path(mtfix.__file__).parent
LAYERS = """
errors spans _version
edits casing inflect config align tokenized
assets
dictionary thesaurus grammar
candidates habit
features
arbiter
lm
lattice prior windows protect language rules artefacts
witnesses
weighing
decide
kit
reader
cleaner
batch files baseline changes report sieve excerpt summary page learn
diff options commands corpora shelf lessons
cli
__main__ integrations
""".strip().splitlines()
DEPTH = {name: depth for depth, layer in enumerate(LAYERS) for name in layer.split()}
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
    if path != PACKAGE / "__init__.py"
}


def imports(module: str) -> set[str]:
    """The modules of mtfix that a module imports, wherever in it."""
    out = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {a.name.removeprefix("mtfix.") for a in node.names if f"{a.name}.".startswith("mtfix.")}
        elif isinstance(node, ast.ImportFrom):
            source = f"{node.module}." if node.level == 0 else "relative."
            if source.startswith(("mtfix.", "relative.")):
                names = {f"{source}{a.name}".partition(".")[2] for a in node.names}
                out |= {name if name in MODULES else source[:-1].partition(".")[2] for name in names}
    return out


def layer(module: str) -> int:
    return DEPTH[module.partition(".")[0]]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_upwards(module: str) -> None:
    assert module.partition(".")[0] in DEPTH, f"{module} has no layer yet; write it into LAYERS"
    for other in imports(module):
        assert other in MODULES, f"{module} imports from the package root, not from a module"
        assert layer(other) <= layer(module), f"{module} imports {other} from a layer below it"


def test_no_circle() -> None:
    TopologicalSorter({module: imports(module) for module in MODULES}).prepare()


@pytest.mark.parametrize("statement", ["import mtfix", "import mtfix; mtfix.Config()"])
def test_the_base_import_is_light(statement: str) -> None:
    heavy = "torch transformers onnxruntime tokenizers numpy lemminflect inflect langdetect".split()
    code = f"import sys; {statement}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent, timeout=60
    )
    assert done.stdout.split() == []
