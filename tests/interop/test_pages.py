"""The pages for browsers, in Debian's Chromium: the start page, and the reference of each version."""

import shutil
from pathlib import Path

import pytest
from browser import COMMAND, Browser

LISTED = "[...document.querySelectorAll('.opblock-summary-path')].map(it => it.dataset.path)"
ACTION = "#operations-server_actions-action-lock"


@pytest.fixture
def browser(tmp_path):
    if not shutil.which(COMMAND):
        pytest.skip(f"there is no {COMMAND} here; tests/run installs it as root")
    folder = tmp_path / "browser"
    folder.mkdir()
    with Browser(folder) as browser:
        yield browser
        assert not browser.complaints


def pages_of(cloud):
    return cloud.environment["OS_AUTH_URL"].removesuffix("/identity") + "/ferronova"


def open_reference(browser, cloud, version):
    browser.open(f"{pages_of(cloud)}/api-ref/?version={version}")
    browser.wait_for("document.querySelectorAll('.opblock').length > 80")


def log_in(browser, password="secret"):
    browser.type("#login [name=password]", password)
    browser.click("#login button:enabled")
    outcome = "document.getElementById('login-outcome').textContent"
    return browser.wait_for(f"!['', '…'].includes({outcome}) && {outcome}")


def find(browser, text):
    """Types into the search field, and waits until fewer operations are shown."""
    browser.type(".operation-filter-input", text)
    browser.wait_for(f"{LISTED}.length < 80")
    return browser.evaluate(LISTED)


def try_out(browser, operation):
    """Opens an operation, tries it with the given values, and reads the status of the answer."""
    if not browser.evaluate(f"document.querySelector('{operation}.is-open') !== null"):
        browser.click(f"{operation} .opblock-summary-control")
    browser.click(f"{operation} .try-out__btn")
    browser.click(f"{operation} .execute")
    status = f"{operation} .live-responses-table .response .response-col_status"
    browser.wait_for(f"document.querySelector('{status}') !== null")
    return int(browser.evaluate(f"document.querySelector('{status}').innerText").split()[0])


def background(browser):
    colour = browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    if colour == "rgba(0, 0, 0, 0)":
        colour = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def fits(browser):
    return browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_start_page_leads_to_the_reference(cloud, browser):
    browser.resize(375, 700, mobile=True)
    browser.open(pages_of(cloud))

    assert fits(browser)
    for face in ("v2", "v3", "identity", "image", "network"):
        assert f"{pages_of(cloud).removesuffix('/ferronova')}/{face}\n" in browser.text() + "\n"
    light = background(browser)
    browser.prefer("dark")
    assert background(browser) != light
    browser.click("a[href$='?version=v3']")
    browser.wait_for("document.title === 'Ferronova API reference'")
    browser.wait_for("document.querySelector('h1, h2')?.innerText.includes('API v3')")


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_an_action_is_found_by_its_name_with_its_own_example(cloud, browser, version):
    open_reference(browser, cloud, version)

    found = find(browser, "lock")

    start = "/v2/{project_id}" if version == "v2" else "/v3"
    assert f"{start}/servers/{{id}}/action(lock)" in found, found
    assert all("lock" in path for path in found[:2]), found
    browser.click(f"{ACTION} .opblock-summary-control")
    example = f"document.querySelector('{ACTION} .body-param__example')?.innerText ?? ''"
    assert browser.wait_for(example).split() == ["{", '"lock":', "null", "}"]
    browser.type(".operation-filter-input", "os-getConsole")
    browser.wait_for(f"{LISTED}.length === 1")


@pytest.mark.parametrize("version", ["v2", "v3"])
def test_what_was_found_can_be_tried_with_a_token_from_the_page(cloud, browser, version):
    open_reference(browser, cloud, version)
    assert "demo" in log_in(browser)

    find(browser, "createServer")
    assert try_out(browser, "#operations-servers-createServer") == 202
    find(browser, "listServers")
    assert try_out(browser, "#operations-servers-listServers") == 200
    find(browser, "lock")
    assert try_out(browser, ACTION) == 202
    url = f"document.querySelector('{ACTION} .request-url pre').innerText"
    assert browser.evaluate(url).endswith("/action")


def test_the_token_and_the_server_are_known_on_the_next_page(cloud, browser):
    open_reference(browser, cloud, "v2")
    log_in(browser)
    find(browser, "createServer")
    assert try_out(browser, "#operations-servers-createServer") == 202

    open_reference(browser, cloud, "v3")

    browser.wait_for("document.getElementById('login-outcome').textContent.includes('demo')")
    find(browser, "showServer")
    assert try_out(browser, "#operations-servers-showServer") == 200
    assert "false" in browser.wait_for(
        "[...document.querySelectorAll('.live-responses-table .microlight')]"
        ".map(it => it.innerText).find(it => it.includes('locked'))"
    )


def test_a_token_of_another_project_fills_that_in(cloud, browser):
    open_reference(browser, cloud, "v2")
    find(browser, "showLimits")
    limits = "#operations-limits-showLimits"
    browser.click(f"{limits} .opblock-summary-control")
    browser.click(f"{limits} .try-out__btn")
    field = f"{limits} [data-param-name=project_id] input"
    browser.wait_for(f"document.querySelector('{field}')?.value === 'de' + '1'.padStart(30, '0')")

    browser.type("#login [name=user]", "alt")
    browser.type("#login [name=project]", "alt")
    log_in(browser)

    browser.wait_for(f"document.querySelector('{field}')?.value === 'a1' + '1'.padStart(30, '0')")


def test_a_refused_login_is_told(cloud, browser):
    open_reference(browser, cloud, "v2")

    said = log_in(browser, password="wrong")

    assert "authentication" in said, said
    # The browser writes failed statuses to the console.
    assert all("401" in it for it in browser.complaints), browser.complaints
    browser.complaints.clear()


def test_the_reference_is_dark_where_the_system_is_and_is_loaded_once(cloud, browser):
    open_reference(browser, cloud, "v2")
    light = background(browser)
    sent = {Path(url).name: it for url, it in browser.requests.items()}

    browser.prefer("dark")
    browser.wait_for("document.documentElement.classList.contains('dark-mode')")

    assert background(browser) != light
    bundle = sent["swagger-ui-bundle.js"]
    assert bundle["headers"]["content-encoding"] == "gzip"
    browser.requests.clear()
    open_reference(browser, cloud, "v3")
    again = next(it for url, it in browser.requests.items() if url.endswith("bundle.js"))
    assert again["fromDiskCache"] or again["status"] == 304 or again["encodedDataLength"] < 2000
