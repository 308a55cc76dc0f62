"""The page of a report: what stands in its file, and what it does in a real browser."""

import json
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from spun import SPUN, mtfix

from mtfix.edits import Edit, Repair, apply
from mtfix.learn.verdicts import learn, read_review
from mtfix.page import render, write
from mtfix.spans import Span
from mtfix.summary import Summary

HOSTILE = [
    "<script>window.ran = 1</script>",
    "</script><script>window.ran = 2</script>",
    "<!--<script>",
    '"><img src=x onerror="window.ran = 3">',
    "' onmouseover='window.ran = 4",
    "javascript:window.ran=5",
    "<a href='javascript:window.ran=6'>link</a>",
    "</style><style>*{display:none}</style>",
    "</title></textarea><svg onload=window.ran=7>",
    "{{data}}{{script}}",
    "a\u2028b\u2029c",
    "\ud800 half \udc00",
    "\u202eleft to right\u202c",
    "\u200bzero\u200d",
    "\0nul\x1b[31m",
    "&lt;script&gt;",
    "z" + "\u0301" * 100,
]
SWAPS = [("struggle", "war", "MT101", 0.97, "spin"), ("profound learning", "deep learning", "MT112", 0.71, "tortured")]


def repaired(*swaps: tuple[str, str, str, float, str], fill: str = "and so it went on. ") -> Repair:
    edits, text = [], fill
    for before, after, rule, score, family in swaps:
        edits.append(
            Edit(Span(len(text), len(text) + len(before)), before, after, rule, "safe", score, 2.0, family, after)
        )
        text += f"{before} {fill}"
    return Repair(text, apply(text, edits), tuple(edits), (), "sig<b>", 0.97)


def summed(**texts: Repair) -> Summary:
    made = Summary()
    for name, repair in texts.items():
        made.add(name, repair)
    return made


def hostile() -> Summary:
    made = Summary()
    for k, text in enumerate(HOSTILE):
        made.add(text, repaired((text, HOSTILE[k - 1], text, 0.9, text), fill=f"{text} and {text} "))
    return made


def data(page: str) -> Any:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


def test_all_that_a_corpus_holds_stands_in_the_page_as_data() -> None:
    page, empty = render(hostile()), render(Summary())
    shape = re.compile(r'(id="data">).*?(?=</script>)', re.DOTALL)
    assert shape.sub(r"\1", page) == shape.sub(r"\1", empty)
    written = shape.search(page)
    assert written
    assert written[0].isascii()
    assert not set("<>&") & set(written[0].partition(">")[2])
    assert [document[1] for document in sorted(data(page)["documents"])] == HOSTILE
    page.encode("utf-8")


def test_the_policy_names_the_scripts_and_styles_there_are_and_nothing_else() -> None:
    page = render(summed())
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert f"{directive} 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not re.findall(r"https?://(?!www\.w3\.org/)", page)
    assert not re.findall(r"\s(?:on\w+|style)=", page)


def test_the_same_summary_gives_the_same_page() -> None:
    assert render(hostile()) == render(Summary.from_json(hostile().to_json()))


def test_the_commands_write_a_page(here: Path) -> None:
    (here / "a.txt").write_text(SPUN, encoding="utf-8")
    for words in (["check", "."], ["fix", "--diff", "."], ["fix", "."]):
        done = mtfix(*words, "--report", "out.html")
        assert done.returncode == (0 if words == ["fix", "."] else 1), done.stderr
        page = data((here / "out.html").read_text(encoding="utf-8"))
        assert page["totals"][:2] == [1, 1]  # the page of the run before is no text to look at
        assert page["totals"][3] == 64
    assert mtfix("fix", "-", "--report", "out.html", stdin=SPUN.encode()).returncode == 0
    assert data((here / "out.html").read_text(encoding="utf-8"))["documents"][0][1] == "stdin"


def test_a_page_that_cannot_be_written_is_told_before_anything_is_done(here: Path) -> None:
    (here / "a.txt").write_text(SPUN, encoding="utf-8")
    for path in ("no/out.html", "."):
        done = mtfix("fix", "a.txt", "--report", path)
        assert (done.returncode, b"no report can be written" in done.stderr) == (2, True)
    assert (here / "a.txt").read_text(encoding="utf-8") == SPUN


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


def soon(locator: Any) -> Any:
    """What a locator is to come to, however long the browser takes."""
    from playwright.sync_api import expect

    return expect(locator)


class Opened:
    """A page opened from disk, and what it did beside."""

    def __init__(self, browser: Any, path: Path, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.noise: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.noise.append(message.text))
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.on("dialog", lambda dialog: self.noise.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def shown(self, where: str) -> list[str]:
        """The repairs that are listed there."""
        return [re.sub(r"\s+", " ", text) for text in self.page.locator(f"{where} .repair .words").all_inner_texts()]

    def marks(self) -> Any:
        """What the page exports."""
        with self.page.expect_download() as download:
            self.page.locator("#export").click()
        assert download.value.suggested_filename == "review.json"
        return Path(download.value.path()).read_text(encoding="utf-8")


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    pages = []

    def start(summary: Summary, **context: Any) -> Opened:
        write(summary, tmp_path / "report.html")
        pages.append(Opened(browser, tmp_path / "report.html", **context))
        return pages[-1]

    yield start
    for each in pages:
        each.context.close()


def two() -> Summary:
    return summed(crawl=repaired(*SWAPS, SWAPS[0]), wiki=repaired(SWAPS[1]))


def test_nothing_of_a_corpus_runs(opened: Any) -> None:
    it = opened(hostile())
    page = it.page
    while page.locator("#more-documents").is_visible():
        page.locator("#more-documents").click()
    for summary in page.locator(".document > summary").all():
        if not summary.evaluate("s => s.parentElement.open"):
            summary.click()
    soon(page.locator(".hunk")).to_have_count(len(HOSTILE))  # the browser tells of the last one opened when it likes
    assert page.evaluate("window.ran") is None
    assert it.noise == []
    assert it.asked == [page.url]
    own = {"script": 2, "style": 1, "img": 0, "a": 1, "iframe": 0, "textarea": 0}
    assert {tag: page.locator(tag).count() for tag in own} == own
    for text in HOSTILE[:10]:
        assert page.locator("#documents .name").filter(has_text=text).count() >= 1
    marks = " ".join(page.locator("#documents .name .mark").all_inner_texts())
    for code in "U+2028 U+2029 U+D800 U+DC00 U+202E U+202C U+200B U+200D U+0000 U+001B".split():
        assert code in marks
    with suppress(Exception):  # even with the page's own rights, markup made of a string is refused
        page.evaluate("document.body.innerHTML += '<img src=x onerror=\"window.ran = 8\">'")
    page.evaluate(
        """() => { const s = document.createElement("script"); s.append("window.ran = 9"); document.body.append(s); }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None


def test_what_is_shown_can_be_filtered_and_searched(opened: Any) -> None:
    it = opened(two())
    page = it.page
    assert it.shown("#pairs") == ["profound learning → deep learning", "struggle → war"]
    assert page.locator("#documents .name").all_inner_texts() == ["crawl", "wiki"]
    page.locator("#rule").select_option("MT101")
    assert it.shown("#pairs") == ["struggle → war"]
    assert page.locator("#documents .name").all_inner_texts() == ["crawl"]
    page.locator("#family").select_option("tortured")
    assert it.shown("#pairs") == []
    page.locator("button[type=reset]").click()
    soon(page.locator("#pairs .repair")).to_have_count(2)
    page.locator("#floor").fill("0.9")
    assert it.shown("#pairs") == ["struggle → war"]
    page.locator("button[type=reset]").click()
    soon(page.locator("#pairs .repair")).to_have_count(2)
    page.locator("#search").fill("DEEP learning")
    assert it.shown("#pairs") == ["profound learning → deep learning"]
    page.locator("#search").fill("wiki")
    assert page.locator("#documents .name").all_inner_texts() == ["wiki"]
    page.locator("#search").fill("went on. deep")  # words of the repaired side
    assert page.locator("#documents .document").count() == 2
    assert page.locator("#shown").inner_text() == "0 repairs and 2 documents of 2 fit."


def test_marks_are_exported_and_learned_and_outlive_a_reload(opened: Any) -> None:
    it = opened(two())
    page = it.page
    assert page.locator("#export").is_disabled()
    page.get_by_role("button", name="Accept: profound learning → deep learning").first.click()
    where = page.locator("#documents .document").first
    where.get_by_role("button", name="Reject: struggle → war").last.click()
    page.reload()
    assert page.locator("#tally").inner_text() == "1 accepted, 1 rejected"
    assert where.locator(".repair[data-mark=accept][data-from=pair]").count() == 1
    assert [row.split()[-3:] for row in page.locator("#bins tr").all_inner_texts()][-2] != ["–", "–", "–"]
    made = learn(read_review(it.marks()))
    assert [row[:4] for row in made.rows] == [("profound learning", "x", "deep learning", "w=1.1")]
    assert made.allowed == ("went on. struggle and so",)
    where.get_by_role("button", name="Reject: struggle → war").last.click()
    assert page.locator("#tally").inner_text() == "1 accepted, 0 rejected"
    page.locator("#marked").select_option("accept")
    assert it.shown("#pairs") == ["profound learning → deep learning"]


def test_marks_of_hostile_text_come_out_as_they_went_in(opened: Any) -> None:
    it = opened(hostile())
    for button in it.page.locator("#pairs button.yes").all():
        button.click()
    marks = json.loads(it.marks())["pairs"]
    assert {mark["before"] for mark in marks} >= {text.lower() for text in HOSTILE[:12] if len(text) < 160}
    learn(read_review(json.dumps({"mtfix-review": 1, "pairs": marks, "places": []})))


def test_the_keyboard_does_it_all(opened: Any) -> None:
    it = opened(two())
    keys = it.page.keyboard
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.id"
    for key in "jajrjj":
        keys.press(key)
    assert it.page.locator("#tally").inner_text() == "1 accepted, 1 rejected"
    assert it.page.evaluate(focused) == "profound learning → deep learning"
    for key in "kkkjuk":
        keys.press(key)
    assert it.page.locator("#tally").inner_text() == "1 accepted, 0 rejected"
    keys.press("/")
    keys.type("jar")  # letters are letters while one types
    assert it.page.locator("#search").input_value() == "jar"
    keys.press("Escape")
    it.page.locator("button[type=reset]").click()
    it.page.locator("#keys").uncheck()
    keys.press("j")
    assert it.page.evaluate(focused) == "keys"
    it.page.reload()
    reached = set()
    for _ in range(30):
        keys.press("Tab")
        if it.page.evaluate("document.activeElement === document.body"):
            break
        reached.add(it.page.evaluate(focused))
        ring = it.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", it.page.evaluate(focused)
    assert reached >= {"search", "rule", "family", "marked", "floor", "keys", "export", "Accept: struggle → war"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1200])
def test_it_fits_narrow_screens_and_can_be_read_in_the_dark(opened: Any, width: int, scheme: str) -> None:
    page = opened(hostile(), viewport={"width": width, "height": 800}, color_scheme=scheme).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    colours = page.evaluate(
        """() => [...document.querySelectorAll("h1, .note, del, ins, .facts, .mark, .marks button")].map((e) => {
          let back = e; while (getComputedStyle(back).backgroundColor === "rgba(0, 0, 0, 0)") back = back.parentElement;
          return [getComputedStyle(e).color, getComputedStyle(back).backgroundColor]; })"""
    )
    assert min(contrast(*pair) for pair in colours) >= 4.5


def contrast(*colours: str) -> float:
    """The ratio of two colours' luminances, as WCAG 2 has it."""
    shades = []
    for colour in colours:
        parts = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        shades.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(shades) + 0.05) / (min(shades) + 0.05)
