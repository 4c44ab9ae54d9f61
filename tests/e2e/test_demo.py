"""``advisor demo`` as a newcomer meets it: a command, a page, a question, Ctrl-C."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.bot import ADVISOR, environment
from tests.e2e.people import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.remote.webelement import WebElement

QUESTION = "why do alliances fail?"


@contextmanager
def heard_interrupts() -> Iterator[None]:
    """Start processes that hear Ctrl-C even if we were started in the background and do not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Demo:
    """A running ``advisor demo``."""

    def __init__(self, data_dir: Path, *arguments: str) -> None:
        self.log = data_dir.parent / "demo.log"
        with self.log.open("wb") as log, heard_interrupts():
            self.process = subprocess.Popen(
                [ADVISOR, "demo", "--data-dir", data_dir, *arguments],
                env=environment(data_dir) | {"COLUMNS": "120"},
                cwd=data_dir.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def url(self) -> str:
        def printed() -> str:
            assert self.process.poll() is None, self.log.read_text()
            found = re.search(r"http://localhost:\d+", self.log.read_text())
            return found[0] if found else ""

        return wait_for(printed, "the page's address", 90)

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture(scope="module")
def demo(program: Path, indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data_dir = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(indexed, data_dir)
    demo = Demo(data_dir, f"--standin={program}", "--no-open")
    yield demo
    demo.process.terminate()
    demo.process.wait(30)


def test_a_folder_that_is_not_the_demo_s_own_is_never_emptied(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.touch()

    done = subprocess.run(
        [ADVISOR, "demo", "--fresh", "--data-dir", tmp_path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "was not made by the demo" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert precious.exists()


class Page:
    """The stand-in's page in a browser, used as a person uses it."""

    def __init__(self, driver: webdriver.Chrome, screenshots: Path) -> None:
        self.driver = driver
        self.screenshots = screenshots
        self.wait = WebDriverWait(driver, 20, poll_frequency=0.05)

    def find(self, css: str, text: str = "", within: WebElement | None = None) -> WebElement:
        """Wait for the last element that matches and shows *text*."""

        def found(_: object) -> WebElement | None:
            seen = (within or self.driver).find_elements(By.CSS_SELECTOR, css)
            return next((e for e in reversed(seen) if text in e.text), None)

        element = self.wait.until(found, f"{css} with {text!r}")
        assert element
        return element

    def write(self, text: str, composer: str = ".main .composer-input") -> None:
        """Type and send; a leading @ picks the bot from the list, as a person does."""
        box = self.find(composer)
        if text.startswith("@"):
            name, _, text = text.partition(" ")
            box.send_keys(name)
            self.find(".mention-list")
            box.send_keys(Keys.TAB)
        box.send_keys(text, Keys.ENTER)

    def widen_thread(self) -> None:
        """Pull the thread's edge to the left and read it from its beginning."""
        handle = self.find(".thread-resize-handle")
        hand = ActionChains(self.driver).drag_and_drop_by_offset(handle, -300, 0)
        hand.move_to_element(self.find(".thread-title")).perform()
        self.driver.execute_script("document.querySelector('.thread-body').scrollTop = 0")

    def picture(self, name: str) -> None:
        self.driver.save_screenshot(str(self.screenshots / f"{name}.png"))


@pytest.fixture
def page(demo: Demo, tmp_path: Path) -> Iterator[Page]:
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        pytest.skip("needs Chromium and its driver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_argument("--window-size=1280,940")
    try:
        driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    except WebDriverException as error:
        pytest.skip(f"Chromium does not start here: {error.msg}")
    screenshots = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    screenshots.mkdir(parents=True, exist_ok=True)
    try:
        driver.get(demo.url())
        yield Page(driver, screenshots)
    finally:
        driver.quit()


@pytest.mark.browser
def test_a_person_asks_in_the_page_and_checks_the_proof(page: Page) -> None:
    page.write(f"@Advisor {QUESTION}")
    page.find(".thread-summary").click()
    answer = page.find(".thread-pane .msg", "[1]")
    page.widen_thread()
    page.picture("answer")

    text = answer.find_element(By.CSS_SELECTOR, ".bk-section").text
    assert re.search(r"\[\d+\]$", text)
    assert not answer.find_elements(By.CSS_SELECTOR, ".bk-unknown")

    page.find(".bk-button", "Show passage [1]", answer).click()
    modal = page.find(".modal", "Passage")
    page.picture("passage")
    marked = modal.find_element(By.CSS_SELECTOR, "strong").text
    assert marked
    assert not modal.find_elements(By.CSS_SELECTOR, ".bk-unknown")
    page.find(".modal-btn", "Close").click()

    page.write("and what can be done about it?", ".thread-pane .composer-input")
    page.find(".thread-divider", "3 replies")
    page.picture("follow-up")


@pytest.mark.browser
def test_a_person_asks_in_private_and_shares_the_answer(page: Page) -> None:
    page.write("/ask what makes a good steering committee?")
    private = page.find(".msg", "only visible to you")
    page.picture("private")

    page.find(".bk-button", "Share in channel", private).click()

    page.find(".msg", "Shared with this channel")
    page.picture("shared")


@pytest.mark.browser
def test_a_person_sees_a_refusal_and_the_home_tab(page: Page) -> None:
    page.write("@Advisor how do I repair the chain of a bicycle?")
    question = page.find(".main .msg", "bicycle")
    page.find(".thread-summary", within=question).click()
    refusal = page.find(".thread-pane .msg", "APP")
    page.picture("refusal")
    assert not refusal.find_elements(By.CSS_SELECTOR, ".bk-unknown")

    page.find(".sidebar *", "Advisor").click()
    page.find(".main", "Ask about alliance management")
    page.picture("home")


def test_ctrl_c_ends_the_demo_and_leaves_nothing_running(demo: Demo) -> None:
    url = demo.url()
    with urllib.request.urlopen(url, timeout=10) as page:  # noqa: S310 - our own address
        assert page.status == 200
    started = demo.children()
    assert len(started) >= 2

    demo.process.send_signal(signal.SIGINT)

    assert demo.process.wait(30) == 0
    assert not any(is_alive(process) for process in started)
    assert "Traceback" not in demo.log.read_text()


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux")
def test_even_a_demo_that_is_killed_leaves_nothing_running(
    program: Path, indexed: Path, tmp_path: Path
) -> None:
    shutil.copytree(indexed, tmp_path / "data")
    demo = Demo(tmp_path / "data", f"--standin={program}", "--no-open")
    wait_for(lambda: len(demo.children()) == 2, "the bot and its Slack start")
    started = demo.children()

    demo.process.kill()
    demo.process.wait()

    wait_for(lambda: not any(is_alive(process) for process in started), "both end")


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
