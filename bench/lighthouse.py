"""Lighthouse's marks for the pages on which a sale is made, on its slow phone. Prints one JSON line.

    .venv/bin/python -m bench.lighthouse [--runs 3] [--page feed]

Makes a market with clips and a product, opens each page in the machine's Chromium under Lighthouse's own
throttling (a phone with a quarter of this processor, on slow 4G) and takes the median of the runs. Wants a
calm machine. Goals: accessibility, best practices and search 95, performance 90. Lighthouse itself is
installed beside the market's tools, not among its packages.
"""

import argparse
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from accounts.roles import Role
from bench.live_market import LiveMarket, running_live_market
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from products import pictures
from products.values import Product
from tests.browser.making import buy_directly, publish_clip
from tests.factories import make_person, make_product, make_shop
from tests.pictures import jpeg_bytes
from tests.services.chromium import chromium_program
from tests.services.process import ROOT

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOALS = {"performance": 90, "accessibility": 95, "best-practices": 95, "seo": 95}
#: The most that a page may load of scripts and style sheets, compressed (kB); libraries are told beside it.
MOST_OWN_KB = 150
#: Files that the bundler makes of other people's packages alone.
LIBRARIES = re.compile(r"/chunk-(hls|esm|lib)[.-]")
CLIPS_COUNT = 3
PACKAGES = Path(__file__).with_name("lighthouse_tool")
TOOL = ROOT / ".tools" / "lighthouse"
PAGE_SECONDS = 180


def main() -> None:
    """Mark the pages and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--page", help="only this one")
    options = parser.parse_args()
    install()
    with tempfile.TemporaryDirectory() as home, running_live_market(Path(home)) as market:
        pages, cookie = make_pages(market)
        wanted = {options.page: pages[options.page]} if options.page else pages
        marks = {
            name: median([run(market.config.public_url + path, cookie) for _ in range(options.runs)])
            for name, path in wanted.items()
        }
    lowest = {category: min(mark[category] for mark in marks.values()) for category in CATEGORIES}
    own_kb = max(mark["own_kb"] for mark in marks.values())
    line = {
        "bench": "lighthouse",
        "lowest": lowest,
        "yardstick": GOALS,
        "own_kb": own_kb,
        "most_own_kb": MOST_OWN_KB,
        "is_reached": all(lowest[category] >= goal for category, goal in GOALS.items())
        and own_kb <= MOST_OWN_KB,
        "pages": marks,
        "lighthouse": json.loads((PACKAGES / "package.json").read_text())["dependencies"]["lighthouse"],
    }
    print(json.dumps(line))


def install() -> None:
    """Install Lighthouse as its lock says, unless that was done."""
    lock, kept = PACKAGES / "package-lock.json", TOOL / "package-lock.json"
    if kept.exists() and kept.read_bytes() == lock.read_bytes() and (TOOL / "node_modules").exists():
        return
    TOOL.mkdir(parents=True, exist_ok=True)
    shutil.copy(PACKAGES / "package.json", TOOL)
    shutil.copy(lock, kept)
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    subprocess.run(npm, cwd=TOOL, check=True)


def make_pages(market: LiveMarket) -> tuple[dict[str, str], str]:
    """Make what the pages show; return their paths, and the cookie of a buyer whose address is known."""
    seller, buyer = make_person(Role.MERCHANT, Role.CREATOR, name="Mei"), make_person(name="Noor")
    product = put_on_sale(make_product(make_shop(seller), title="Paper lantern", stock_counts=(9, 9)))
    clips = [publish_clip(seller, title=f"Lane {n}", tagged=product) for n in range(1, CLIPS_COUNT + 1)]
    buy_directly(buyer, product.variants[0].id, name="Noor")
    paths = {
        "feed": "/",
        "video": f"/v/{clips[0]}",
        "product": f"/p/{product.id}",
        "profile": f"/@{seller.handle}",
        "checkout": f"/checkout?variant={product.variants[0].id}",
    }
    return paths, f"{SESSION_COOKIE}={market.sign_in(buyer)}"


def put_on_sale(product: Product) -> Product:
    """Give a product a picture."""
    with pictures.stored_picture(io.BytesIO(jpeg_bytes(1200, 1200))) as stored, transaction() as session:
        pictures.add_picture(session, product.id, stored, owner_id=product.shop.owner_id)
    return product


def run(url: str, cookie: str) -> dict[str, Any]:
    """Let Lighthouse open a page; return its marks (0 to 100) and what kept them lower."""
    flags = ["--headless=new", "--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    # Everybody but the buyer of the checkout comes as a stranger, as from a link.
    headers = ["--extra-headers", json.dumps({"Cookie": cookie})] if "/checkout" in url else []
    command = [
        "node", str(TOOL / "node_modules/lighthouse/cli/index.js"), url, "--quiet", "--output=json",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(flags)}", *headers,
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": str(chromium_program())}
    done = subprocess.run(command, env=environment, check=False, capture_output=True, timeout=PAGE_SECONDS)
    if done.returncode != 0:
        raise SystemExit(f"Lighthouse could not look at {url}: {done.stderr.decode(errors='replace')}")
    return read_report(json.loads(done.stdout))


def read_report(report: dict[str, Any]) -> dict[str, Any]:
    """Return the marks of a report, its main times (ms) and the audits that were not passed."""
    audits = report["audits"]
    marks: dict[str, Any] = {
        name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()
    }
    marks["first_contentful_paint_ms"] = round(audits["first-contentful-paint"]["numericValue"])
    marks["largest_contentful_paint_ms"] = round(audits["largest-contentful-paint"]["numericValue"])
    marks["total_blocking_time_ms"] = round(audits["total-blocking-time"]["numericValue"])
    marks["layout_shift"] = round(audits["cumulative-layout-shift"]["numericValue"], 3)
    marks |= weigh(audits["network-requests"]["details"]["items"])
    weighted = {
        ref["id"] for one in report["categories"].values() for ref in one["auditRefs"] if ref["weight"]
    }
    marks["short"] = sorted(
        name for name in weighted if (audits[name]["score"] or 0) < 0.9 and is_asked(audits[name])
    )
    return marks


def weigh(requests: list[dict[str, Any]]) -> dict[str, float]:
    """Return what was loaded of scripts and style sheets as it was sent (kB): our own, and libraries."""
    sizes = {"own_kb": 0, "library_kb": 0}
    for one in requests:
        if one.get("resourceType") in {"Script", "Stylesheet"}:
            sizes["library_kb" if LIBRARIES.search(one["url"]) else "own_kb"] += one["transferSize"]
    return {name: round(size / 1000, 1) for name, size in sizes.items()}


def is_asked(audit: dict[str, Any]) -> bool:
    """Tell whether an audit found anything on the page that it is about."""
    return audit["scoreDisplayMode"] not in {"notApplicable", "manual", "informative"}


def median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the middle of each figure of several runs; of the findings, the last run's."""
    figures = {name: statistics.median(one[name] for one in runs) for name in runs[0] if name != "short"}
    return {**figures, "short": runs[-1]["short"]}


if __name__ == "__main__":
    main()
