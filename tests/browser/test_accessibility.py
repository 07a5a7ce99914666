"""axe-core finds nothing on any page, by day and by night, as wide as a phone and as wide as a desktop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from accounts import sessions
from accounts.people import Person
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from tests.browser.every_page import PAGES, Everything, everything
from tests.services.process import LOOPBACK, ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
#: WCAG 2.2 up to AA, and what the makers of axe hold to be good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINDINGS = """async (tags) => {
  const chosen = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, chosen);
  const tell = (id, one) => `${id}: ${one.target} ${one.failureSummary}`;
  return violations.flatMap(({ id, nodes }) => nodes.map((one) => tell(id, one)));
}"""
REFUSALS = {"nothing here", "sign in first"}
PHONE_PX, DESKTOP_PX = 390, 1280
#: What moves in is looked at where it comes to rest.
AT_REST = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => {})))"""


@pytest.fixture(scope="module")
def made(market, tmp_path_factory) -> Iterator[Everything]:
    """Make one of everything that pages show."""
    with everything(market.rtmp_port, tmp_path_factory.mktemp("made")) as world:
        yield world


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_this_page_in_either_theme(made, windows, name):
    role, address = PAGES[name]
    page = windows.desktop()
    if person := made.person(role):
        let_in(page, person)
    answer = page.goto(address.format(**vars(made)))
    # A refusal is a page too, but not the one that was meant.
    assert answer is not None
    assert answer.ok or name in REFUSALS

    findings = {}
    for width in (PHONE_PX, DESKTOP_PX):
        page.set_viewport_size({"width": width, "height": 844})
        for theme in ("light", "dark"):
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
            findings[width, theme] = find(page)

    assert [one for one in findings.items() if one[1]] == []
    forget_what_a_refusal_gives(windows)


def let_in(page: Page, person: Person) -> None:
    """Sign somebody in without the form."""
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="test", address=LOOPBACK, replaces=None)
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": token, "domain": LOOPBACK, "path": "/"}])


def find(page: Page) -> list[str]:
    """Return what axe says of a page."""
    page.evaluate(AT_REST)
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FINDINGS, RULES)
    return found


def forget_what_a_refusal_gives(windows) -> None:
    """Take off the list of complaints what the browser says of a page that is a refusal."""
    windows.complaints[:] = [one for one in windows.complaints if "status of 40" not in one]
