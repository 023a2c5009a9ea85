"""A demo in real browsers: a presenter, five viewers by link, and a sixth who has to wait (SPEC V)."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.demo_scene import DemoScene, ask_in, demo_scene, scene_is, see_it_move

FIVE = ("Íñigo", "Zoe", "Vera", "Óscar", "Ana")
VIEWER_LIMIT_STATUS = 409
TO_ALL = "Hola a todos"
TO_THE_PRESENTER = "no veo la columna de la derecha"


@pytest.mark.timeout(300)
def test_five_viewers_see_a_moving_screen_and_a_sixth_waits_until_one_leaves_v2() -> None:
    with demo_scene() as scene:
        link = scene.open_demo("El informe nuevo")
        viewers = {name: scene.seated(link, name) for name in FIVE}
        for page in viewers.values():
            scene_is(page, "not_yet")
        scene.show_screen()
        for page in viewers.values():
            see_it_move(page)
        expect(scene.presenter.get_by_test_id("watching")).to_have_text("5 of 5 watching")
        for name in FIVE:
            expect(scene.presenter.get_by_test_id("viewers")).to_contain_text(name)

        sixth = scene.viewer(link, "Sexto")
        refusal = sixth.get_by_test_id("watch-full")
        expect(refusal).to_contain_text("All places are taken")
        expect(refusal).to_contain_text("5 people")
        with sixth.expect_response("**/api/demos/join") as answer:
            ask_in(sixth, "Sexto")  # the button tries again, in vain while nobody has left
        assert answer.value.status == VIEWER_LIMIT_STATUS

        viewers["Zoe"].get_by_test_id("leave").click()
        viewers["Zoe"].locator("[data-testid=watch-out][data-ending=left]").wait_for()
        expect(scene.presenter.get_by_test_id("watching")).to_have_text("4 of 5 watching")
        ask_in(sixth, "Sexto")
        see_it_move(sixth)


@pytest.mark.timeout(300)
def test_a_viewer_raises_a_hand_and_writes_to_the_presenter_alone_v3() -> None:
    with demo_scene() as scene:
        link = scene.open_demo("")
        one, two = scene.seated(link, "Íñigo"), scene.seated(link, "Zoe")
        hands_go_up_and_down(scene, one)
        write(one, TO_THE_PRESENTER)
        expect(scene.presenter.get_by_test_id("room-customer")).to_contain_text(TO_THE_PRESENTER)
        write(scene.presenter, TO_ALL)
        for page in (one, two):
            expect(page.get_by_test_id("room-customer")).to_contain_text(TO_ALL)
        expect(one.get_by_test_id("room-customer")).to_contain_text(TO_THE_PRESENTER)
        assert TO_THE_PRESENTER not in two.content()


@pytest.mark.timeout(300)
def test_viewers_are_told_while_the_presenter_pauses_and_when_it_is_over_v3() -> None:
    with demo_scene() as scene:
        link = scene.open_demo("El informe nuevo")
        page = scene.seated(link, "Íñigo")
        scene.show_screen()
        see_it_move(page)
        scene.presenter.get_by_test_id("show-pause").click()
        scene_is(page, "paused")
        assert is_blank(page)
        scene.presenter.get_by_test_id("show-go-on").click()
        see_it_move(page)
        page.reload()
        see_it_move(page)
        expect(scene.presenter.get_by_test_id("viewer")).to_have_count(1)
        scene.presenter.get_by_test_id("show-stop").click()
        scene_is(page, "paused")
        scene.presenter.get_by_test_id("demo-end").click()
        scene.presenter.get_by_test_id("demo-end-yes").click()
        scene.presenter.get_by_test_id("demo-over").wait_for()
        page.locator("[data-testid=watch-out][data-ending=over]").wait_for()
        late = scene.viewer(link, "Zoe")
        expect(late.get_by_test_id("watch-trouble")).to_contain_text("the demonstration is over")


def hands_go_up_and_down(scene: DemoScene, page: Page) -> None:
    """Up by the viewer, down by the presenter; up and down by the viewer."""
    hand = page.get_by_test_id("hand")
    hand.click()
    expect(scene.hands()).to_have_count(1)
    expect(hand).to_have_attribute("aria-pressed", "true")
    scene.presenter.get_by_test_id("hand-lower").click()
    expect(hand).to_have_attribute("aria-pressed", "false")
    expect(scene.hands()).to_have_count(0)
    hand.click()
    expect(scene.hands()).to_have_count(1)
    hand.click()
    expect(scene.hands()).to_have_count(0)


def write(page: Page, words: str) -> None:
    """Say something in the demo's room."""
    page.get_by_test_id("write-customer").fill(words)
    page.get_by_test_id("send-customer").click()


def is_blank(page: Page) -> bool:
    """Whether nothing of the screen stands on the canvas any more."""
    looks = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
        .data.every((value, at) => at % 4 === 3 || value === 0)"""
    return bool(page.get_by_test_id("picture").evaluate(looks))
