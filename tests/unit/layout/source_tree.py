"""The checkout as the layout tests see it: its Python files, packages and who imports what."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

#: Root folders that are no layer: nobody imports them, and they may import everybody.
NO_LAYER = {"tests", "bench", "migrations"}


@dataclass(frozen=True)
class Import:
    """One imported module, as `package.module` or `package.module.name`, and the line that names it."""

    name: str
    line: int


@functools.cache
def python_files() -> tuple[Path, ...]:
    """List our own Python files, tracked or about to be, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted(Path(name) for name in listed if (ROOT / name).exists()))


@functools.cache
def packages() -> frozenset[str]:
    """List the root packages of the product."""
    roots = {file.parts[0] for file in python_files() if len(file.parts) == 2 and file.name == "__init__.py"}
    return frozenset(roots - NO_LAYER)


def imports_of(tree: ast.Module) -> Iterator[Import]:
    """List what a module imports. Relative imports stay inside a package and are left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (Import(f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@functools.cache
def parse(file: Path) -> ast.Module:
    """Read the syntax of a file given relative to the root."""
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), filename=str(file))
