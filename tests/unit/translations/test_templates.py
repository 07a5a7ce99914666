"""What a page says goes through `_()`, and is said in the language of who reads it now."""

import functools
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from tests.unit.translations.sentences import ROOT

TEMPLATES = ROOT / "templates"
#: Shows the components to developers, in their language.
FOR_DEVELOPERS = {"styleguide.html"}
#: Names, which are the same in every language.
NAMES = {"Nightmarket", "OpenAPI", "English"}
#: Browsers fill fields in by these; they only look like words.
AUTOFILL = "shipping "
GETTEXT = {"_", "gettext", "ngettext", "pgettext"}

WORD = re.compile(r"[A-Za-z]{2,}")
SENTENCE = re.compile(r"[A-Z][a-z]+( [\w']+)*[.!?…]?|\w+( [\w']+)+[.!?…]?")
ADDRESS = re.compile(r"\S*/\S*")
ATTRIBUTES_WITH_WORDS = {"alt", "aria-label", "aria-description", "placeholder", "title"}


@functools.cache
def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


@functools.cache
def templates() -> Mapping[str, str]:
    """Read all templates by their names."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*.html"))
    }


class Words(HTMLParser):
    """Collects the English that a page's markup itself says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_code = tag in {"script", "style"}
        for name, value in attrs:
            if name in ATTRIBUTES_WITH_WORDS:
                self._judge(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            self._judge(data)

    def _judge(self, text: str) -> None:
        # Macros may hold a piece of a tag (` aria-current="page"`) or of an address.
        spoken = "" if '="' in text else ADDRESS.sub("", text)
        if set(WORD.findall(spoken)) - NAMES:
            self.found.append(text.strip())


def words_of_markup(source: str) -> list[str]:
    """List the English between and in the tags of a template, outside of its expressions."""
    parser = Words()
    parser.feed("".join(value for _, kind, value in environment().lex(source) if kind == "data"))
    parser.close()
    return parser.found


def walk(node: nodes.Node, *, leave_out: type[nodes.Node] | None = None) -> Iterator[nodes.Node]:
    """List a syntax tree; what goes through gettext is left out, but for the values put into it."""
    if leave_out and isinstance(node, leave_out):
        return
    yield node
    is_gettext = isinstance(node, nodes.Call) and getattr(node.node, "name", "") in GETTEXT
    for child in node.kwargs if is_gettext else node.iter_child_nodes():
        yield from walk(child, leave_out=leave_out)


def words_of_expressions(source: str) -> list[str]:
    """List the literals of a template's expressions that read like words for people."""
    literals = [node.value for node in walk(environment().parse(source)) if isinstance(node, nodes.Const)]
    return [
        text
        for text in literals
        if isinstance(text, str)
        and SENTENCE.fullmatch(text)
        and not text.startswith(AUTOFILL)
        and not set(WORD.findall(text)) <= NAMES
    ]


def speaks_when_loaded(source: str) -> bool:
    """Say whether a template calls gettext outside of its macros, so when it is imported."""
    outside = walk(environment().parse(source), leave_out=nodes.Macro)
    return any(isinstance(node, nodes.Call) and getattr(node.node, "name", "") in GETTEXT for node in outside)


def test_no_markup_says_english() -> None:
    said = {
        name: words_of_markup(source) for name, source in templates().items() if name not in FOR_DEVELOPERS
    }

    assert not {name: words for name, words in said.items() if words}


def test_no_expression_says_english() -> None:
    said = {
        name: words_of_expressions(source)
        for name, source in templates().items()
        if name not in FOR_DEVELOPERS
    }

    assert not {name: words for name, words in said.items() if words}


def test_english_is_noticed_wherever_it_stands() -> None:
    assert words_of_markup("<p{% if x %} class='a b'{% endif %}>{{ x }} in stock</p>") == ["in stock"]
    assert words_of_markup('<img alt="A red lantern">') == ["A red lantern"]
    assert words_of_expressions('{{ button("Save", kind="primary") }}') == ["Save"]
    assert words_of_expressions('{{ field("name", _("Name"), hint="as on the parcel") }}') == [
        "as on the parcel"
    ]
    assert words_of_expressions('{{ _("Sold by %(shop)s", shop=name or "Nobody") }}') == ["Nobody"]


def test_words_set_outside_of_macros_are_imported_with_context() -> None:
    """Jinja keeps what it imported without: the first reader's language would stay for everybody."""
    speaking = {name for name, source in templates().items() if speaks_when_loaded(source)}
    imports = [
        (name, node.template.as_const(), node.with_context)
        for name, source in templates().items()
        for node in environment().parse(source).find_all((nodes.FromImport, nodes.Import))
    ]

    kept = [
        (name, imported)
        for name, imported, with_context in imports
        if not with_context and imported in speaking
    ]

    assert "content/messages.html" in speaking
    assert not kept


def test_every_message_that_a_script_asks_for_is_on_some_page() -> None:
    asked = {
        (path.name, key)
        for path in (ROOT / "static/js").rglob("*.js")
        for key in re.findall(r'\bmessage\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    given = set(re.findall(r'"(\w+)": _\(', "".join(templates().values())))

    missing = {(script, key) for script, key in asked if key not in given}

    assert len(asked) > 20
    assert not missing
