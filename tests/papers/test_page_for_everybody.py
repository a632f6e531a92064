"""The web page of a report can be used by everybody: by rules of its own, and by axe-core's."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from papers.templates import PAGE
from playwright.sync_api import sync_playwright
from read_reports import page_of
from reported import asked

from plansheet.excel.look import SHIPPED, Font, Logo
from plansheet.papers import web_page
from plansheet.report import make_report

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not at hand")
DATA_OF_A_PICTURE = "data:image/png;base64,"


@pytest.fixture(scope="module")
def data() -> bytes:
    return web_page(make_report(asked()), PAGE, SHIPPED)


def test_it_is_a_page_in_english_with_one_title_and_one_main_part(data: bytes) -> None:
    page = page_of(data)
    assert data.startswith(b'<!doctype html>\n<html lang="en-GB">')
    assert [page.tags.count(tag) for tag in ("h1", "main", "title", "nav")] == [1, 1, 1, 1]
    assert (
        "<title>Performance report: Quarters 1 and 2 of 2018/19: Management Board, "
        "Three Rivers District Council</title>"
    ) in data.decode()


def test_nothing_runs_and_nothing_is_loaded(data: bytes) -> None:
    page = page_of(data)
    assert not {"script", "link", "iframe", "object", "form"} & set(page.tags)
    for tag, known in page.attributes:
        assert not [name for name in known if name.startswith("on")], tag
        for name in ("src", "href"):
            assert known.get(name, "#").startswith(("#", DATA_OF_A_PICTURE)), known[name]
    assert b"url(" not in data
    assert b"@import" not in data


def test_headings_go_down_a_step_at_a_time(data: bytes) -> None:
    levels = [level for level, _ in page_of(data).found.headings]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_tables_have_captions_and_headers_of_columns_and_rows(data: bytes) -> None:
    page = page_of(data)
    assert page.tags.count("caption") == page.tags.count("table") == len(page.found.tables)
    scopes = [known.get("scope") for tag, known in page.attributes if tag == "th"]
    rows = sum(len(rows) - 1 for rows in page.found.tables.values())
    assert set(scopes) == {"col", "row"}
    assert scopes.count("row") == rows


def test_pictures_say_in_words_what_they_show(data: bytes) -> None:
    page = page_of(data)
    assert [alt.partition(". ")[0] for alt in page.found.pictures] == ["Bar chart"] * 3
    assert "Q2 2018/19: 1 green, 1 amber, 3 red, 4 not rated" in page.found.pictures[0]


def test_the_first_link_leads_past_what_is_above_the_report(data: bytes) -> None:
    page = page_of(data)
    links = [known["href"] for tag, known in page.attributes if tag == "a"]
    names = [known["id"] for _, known in page.attributes if "id" in known]
    assert links[0] == "#report"
    assert len(set(names)) == len(names)
    assert {link.removeprefix("#") for link in links} <= set(names)


def test_no_text_of_a_return_becomes_markup() -> None:
    report = make_report(asked(header={"<b>Of</b>": '"><script>alert(1)</script>{{ 1 }}'}))
    text = web_page(report, PAGE, SHIPPED).decode()
    assert "<script" not in text
    assert "<dt>&lt;b&gt;Of&lt;/b&gt;</dt>" in text
    assert "{{ 1 }}" in text


def test_the_looks_of_a_council_show() -> None:
    logo = Logo(b"\xff\xd8 a picture", 10, 10, "The council's arms")
    look = type(SHIPPED)(Font('Gill Sans"; } body {'), SHIPPED.colours, logo)
    page = page_of(web_page(make_report(asked()), PAGE, look))
    source = next(known["src"] for tag, known in page.attributes if tag == "img")
    assert source.startswith("data:image/jpeg;base64,")
    assert page.found.pictures[0] == "The council's arms"
    text = web_page(make_report(asked()), PAGE, look).decode()
    assert re.search(r'font: [^;]+ "Gill Sans  body ", Arial', text)


def violations(data: bytes, folder: Path, width: int) -> list[str]:
    """Return what axe-core finds wrong with a page in Chromium, by its names."""
    path = folder / "report.html"
    path.write_bytes(data)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 768})
        page.goto(path.as_uri())
        found = Axe().run(page).response
        browser.close()
    assert len(found["passes"]) > 20
    return sorted(each["id"] for each in found["violations"])


@needs_chromium
@pytest.mark.parametrize("width", [1366, 320])
def test_axe_finds_no_violation(data: bytes, tmp_path: Path, width: int) -> None:
    assert violations(data, tmp_path, width) == []


@needs_chromium
def test_axe_would_find_one(data: bytes, tmp_path: Path) -> None:
    spoilt = data.replace(b' lang="en-GB"', b"").replace(b' alt="Bar chart', b' title="Bar chart')
    spoilt = spoilt.replace(b"color: #1A1A1A", b"color: #AAAAAA")
    assert violations(spoilt, tmp_path, 1366) == ["color-contrast", "html-has-lang"]
