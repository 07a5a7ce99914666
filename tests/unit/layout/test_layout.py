"""The tree is as docs/architecture.md says. What linters can't tell is told here."""

import ast
import configparser
import sys
from pathlib import Path

import pytest

from tests.unit.layout.source_tree import NO_LAYER, ROOT, Import, imports_of, packages, parse, python_files

MAX_LINES = 600

#: Modules of a package that nobody outside it imports.
PRIVATE = {"models", "routes", "pages", "sockets", "schemas", "jobs", "subscribers"}

#: These put the packages together, so they see everything; `realtime.py` opens the packages' namespaces.
SEES_EVERYTHING = {"realtime.py", "wiring.py", *NO_LAYER}

#: The kernel is no domain: its jobs are a service for the others.
NO_DOMAIN = {"kernel", "media"}

#: The processes, and the table that only they read.
ENTRY_POINTS = {"app", "realtime", "media_worker", "ingest", "wiring"}


def private_imports(file: Path, tree: ast.Module) -> list[Import]:
    """List the imports in a file that reach into the private modules of another package."""
    found = []
    for imported in imports_of(tree):
        package, *inner = imported.name.split(".")
        is_private = package in packages() - NO_DOMAIN and bool(inner) and inner[0] in PRIVATE
        if is_private and package != file.parts[0]:
            found.append(imported)
    return found


def test_no_package_reaches_into_the_private_modules_of_another() -> None:
    judged = [file for file in python_files() if not SEES_EVERYTHING & set(file.parts)]

    reaches = {str(file): private_imports(file, parse(file)) for file in judged}

    assert not {file: found for file, found in reaches.items() if found}


def test_a_reach_into_private_modules_is_noticed_in_every_spelling() -> None:
    package = min(packages() - NO_DOMAIN)
    spellings = [
        f"import {package}.models",
        f"from {package} import models",
        f"from {package}.models import Thing",
        f"from {package}.routes.cart import view",
    ]

    noticed = [private_imports(Path("elsewhere/module.py"), ast.parse(line)) for line in spellings]

    assert all(noticed)
    assert not private_imports(Path(package) / "module.py", ast.parse(spellings[0]))


def test_packages_import_no_entry_point() -> None:
    judged = [file for file in python_files() if file.parts[0] in packages() - {"demo"}]

    imported = {str(file): {found.name.split(".")[0] for found in imports_of(parse(file))} for file in judged}

    assert not {file: roots & ENTRY_POINTS for file, roots in imported.items() if roots & ENTRY_POINTS}


def test_no_root_name_hides_a_module_of_python() -> None:
    roots = {file.parts[0].removesuffix(".py") for file in python_files()}

    assert not roots & sys.stdlib_module_names


def test_no_file_is_too_long_to_have_one_purpose() -> None:
    lengths = {str(file): (ROOT / file).read_text(encoding="utf-8").count("\n") for file in python_files()}

    assert not {file: lines for file, lines in lengths.items() if lines > MAX_LINES}


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(file) for file in python_files() if not ast.get_docstring(parse(file))]

    assert not silent


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = [
        str(file) for file in python_files() if file.stem in {"utils", "util", "helpers", "misc", "common"}
    ]

    assert not drawers


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("importlinter", "root_packages"),
        ("importlinter:contract:web-at-the-edge", "source_modules"),
        ("importlinter:contract:no-cycles", "ancestors"),
    ],
)
def test_every_package_is_under_the_import_linter(section: str, key: str) -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")

    assert set(config[section][key].split()) == packages()
