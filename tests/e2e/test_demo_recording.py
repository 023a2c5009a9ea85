"""A demo that is recorded by its presenter's leave, in real browsers (SPEC N, V)."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.demo_scene import DemoScene, demo_scene, scene_is, see_it_move
from tests.support.scene import new_page
from tests.support.wait import until

BLACK_WITHIN_SECONDS = 10.0


def is_said(page: Page, recorded: str) -> None:
    """A viewer's page says so: "none", "asked", "on", "paused"."""
    page.locator(f"[data-testid=watch-recorded][data-recorded={recorded}]").wait_for()


def is_shown(scene: DemoScene, recorded: str) -> None:
    """The presenter's page says so."""
    scene.presenter.locator(f"[data-testid=record][data-recorded={recorded}]").wait_for()


def is_black(page: Page) -> bool:
    """Whether this viewer's canvas is black, but for what the browser's encoder may change."""
    looks = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
        .data.every((value, at) => at % 4 === 3 || value <= 4)"""
    return bool(page.get_by_test_id("picture").evaluate(looks))


def ask(scene: DemoScene) -> None:
    """The presenter wants to record, and is asked in a dialog of its own."""
    scene.presenter.get_by_test_id("record-ask").click()
    scene.presenter.get_by_test_id("record-question").wait_for()


@pytest.mark.timeout(300)
def test_a_demo_is_recorded_by_its_presenters_leave_and_everyone_reads_it_n1_n3() -> None:
    with demo_scene() as scene:
        link = scene.open_demo("El informe nuevo")
        early = new_page(scene.browser)
        early.goto(link)
        expect(early.get_by_test_id("watch-may-record")).to_contain_text("is recorded, or may be")
        viewer = scene.seated(link, "Zoe")
        is_said(viewer, "none")
        expect(scene.presenter.get_by_test_id("record-ask")).to_be_disabled()
        scene.show_screen()
        see_it_move(viewer)

        ask(scene)
        is_said(viewer, "asked")
        expect(scene.presenter.get_by_test_id("record-yes")).to_be_disabled()
        scene.presenter.get_by_test_id("record-no").click()
        is_shown(scene, "none")
        is_said(viewer, "none")

        ask(scene)
        scene.presenter.get_by_test_id("record-yes").click()  # waits out the three seconds
        is_shown(scene, "on")
        is_said(viewer, "on")
        late = scene.seated(link, "Óscar")
        is_said(late, "on")
        scene.presenter.get_by_test_id("record-pause").click()
        is_shown(scene, "paused")
        is_said(viewer, "paused")
        scene.presenter.get_by_test_id("record-resume").click()
        is_said(viewer, "on")
        scene.presenter.get_by_test_id("record-stop").click()
        is_shown(scene, "none")
        is_said(viewer, "none")


@pytest.mark.timeout(300)
def test_a_private_moment_of_a_browser_is_black_for_everyone_n5() -> None:
    with demo_scene() as scene:
        link = scene.open_demo("")
        viewer = scene.seated(link, "Zoe")
        scene.show_screen()
        see_it_move(viewer)
        private = scene.presenter.get_by_test_id("show-private-moment")
        private.click()
        scene_is(viewer, "private")
        until(lambda: is_black(viewer), what="black", within_seconds=BLACK_WITHIN_SECONDS)
        late = scene.seated(link, "Óscar")
        scene_is(late, "private")
        until(lambda: is_black(late), what="black for a newcomer", within_seconds=BLACK_WITHIN_SECONDS)
        private.click()
        see_it_move(viewer)
        private.click()
        scene_is(viewer, "private")
        scene.presenter.get_by_test_id("show-pause").click()
        scene_is(viewer, "paused")
        scene.presenter.get_by_test_id("show-go-on").click()
        see_it_move(viewer)
