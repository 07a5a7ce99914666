"""The style guide uses every component: rendering it strictly shows that each works with its defaults."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.fixture
def style_guide() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        asset=lambda name: f"/static/dist/{name}",
        script=lambda name: f"/static/dist/{name}",
        csrf_token=lambda: "a-token",
        get_flashed_messages=lambda with_categories: [("success", "<b>Saved</b>")],
    )
    return environment.get_template("styleguide.html")


def render(style_guide: Template, roles: set[str] | None, theme: str = "auto") -> str:
    user = None
    if roles is not None:
        user = SimpleNamespace(display_name="<i>Mei</i>", handle="mei", roles=roles, avatar_url="")
    return style_guide.render(current_user=user, locale="zh_Hant", theme=theme)


def test_what_people_wrote_stays_text(style_guide):
    page = render(style_guide, {"viewer"})

    assert "&lt;i&gt;Mei&lt;/i&gt;" in page
    assert "&lt;b&gt;Saved&lt;/b&gt;" in page
    assert "<i>Mei" not in page
    assert "<b>Saved" not in page


@pytest.mark.parametrize(
    ("roles", "shown", "hidden"),
    [
        (None, ["/login"], ["/orders", "/studio", "/console", "/moderation", "/logout"]),
        ({"viewer"}, ["/orders", "/me", "/logout"], ["/login", "/studio", "/console", "/moderation"]),
        ({"viewer", "creator"}, ["/studio", "/studio/upload"], ["/console", "/moderation"]),
        ({"viewer", "merchant"}, ["/console"], ["/studio", "/moderation"]),
        ({"viewer", "moderator"}, ["/moderation"], ["/studio", "/console"]),
        ({"administrator"}, ["/moderation"], ["/studio", "/console"]),
    ],
)
def test_the_navigation_shows_what_a_role_may_use(style_guide, roles, shown, hidden):
    page = render(style_guide, roles)

    assert [place for place in shown if f'"{place}"' not in page] == []
    assert [place for place in hidden if f'"{place}"' in page] == []


@pytest.mark.parametrize(("theme", "attribute"), [("auto", ""), ("dark", ' data-theme="dark"')])
def test_the_page_says_its_language_and_theme(style_guide, theme, attribute):
    page = render(style_guide, None, theme)

    assert f'<html lang="zh-Hant"{attribute}>' in page
