"""Files and clipboards between the agent's browser and the customer's computer, as people do it (SPEC X)."""

import os
import random
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, expect

from deploy.trial.desktop import wait_for_keyboard
from tests.support.file_dialog import choose_in_dialog
from tests.support.scene import SOON_SECONDS, Scene, scene
from tests.support.wait import until

WORDS: Final = "¡Añade 5 € @ 日!"
BACK: Final = "Wanda Ñandú <w@example.org>"
SOON_MS: Final = 40_000
LONG_MS: Final = 90_000
HALF_OF_BYTES: Final = 96 * 1024 * 1024
HOSTILE: Final = {
    "Año 2026/..\u202egpj.exe": b"one",
    "Año 2026/CON": b"two",
    "Año 2026/b/-rf ~.txt": bytes(range(256)) * 9000,
    "Año 2026/b/empty": b"",
}
STORED: Final = {
    "Año 2026/gpj.exe": b"one",
    "Año 2026/_CON": b"two",
    "Año 2026/b/-rf ~.txt": bytes(range(256)) * 9000,
    "Año 2026/b/empty": b"",
}

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def stage() -> Iterator[Scene]:
    """A session with full control; the agent may use the browser's clipboard."""
    with scene() as made, made.customer_program(made.ask_for_help()):
        made.agent.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=made.server.url)
        made.take_next()
        made.person.say_yes()
        made.see_path("direct")
        made.take_control()
        yield made


@pytest.fixture(autouse=True)
def nothing_left_under_way(stage: Scene) -> Iterator[None]:
    """A test that fails in the middle leaves no open question behind: what still goes on is stopped."""
    yield
    lines = stage.agent.locator("[data-moving]")
    ways_out = lines.get_by_role("button", name=re.compile("^(Stop|Dismiss)"))

    def all_gone() -> bool:
        if ways_out.count():
            ways_out.first.click()
        return lines.count() == 0 and stage.person.is_asked() is None

    until(all_gone, what="the end of what was left", within_seconds=SOON_SECONDS)


def downloads(stage: Scene) -> Path:
    return stage.on.home / "Downloads" / "Auxilio"


def stored(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, hidden or not."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def newest(stage: Scene) -> Locator:
    """What was asked for last."""
    return stage.agent.locator("[data-moving]").first


def reaches(stage: Scene, state: str, within_ms: int = SOON_MS) -> None:
    expect(newest(stage)).to_have_attribute("data-state", state, timeout=within_ms)


@contextmanager
def dismissed(stage: Scene) -> Iterator[None]:
    """What the block asks for is put away after it."""
    yield
    newest(stage).get_by_role("button", name="Dismiss").click()
    expect(stage.agent.locator("[data-moving]")).to_have_count(0)


def may_send(stage: Scene) -> None:
    """Nothing is being asked, and the page is in touch with its server."""
    expect(stage.agent.get_by_test_id("send-files")).to_be_enabled()


def send_file(stage: Scene, path: Path) -> None:
    may_send(stage)
    stage.agent.get_by_test_id("send-files-input").set_input_files(path)


def at_desktop(stage: Scene, code: str, words: str = "") -> str:
    """What Python says that runs on the customer's desktop."""
    return subprocess.run(
        [sys.executable, "-c", code, words],
        env=stage.on.environment(),
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    ).stdout


@contextmanager
def copied_there(stage: Scene, words: str) -> Iterator[None]:
    """The customer has copied this; a clipboard lives as long as the program that holds it."""
    hold = "import copykitten, sys; copykitten.copy(sys.argv[1]); print('ok', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, words],
        env=stage.on.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"ok\n"
        yield
        holder.stdin.close()


def test_a_dropped_folder_arrives_whole_under_safe_names_x2(stage: Scene) -> None:
    with dismissed(stage):
        drop(stage, HOSTILE)
        reaches(stage, "asked")
        stage.person.say_yes()
        reaches(stage, "done")
    assert stored(downloads(stage)) == STORED
    assert not any(path.is_symlink() for path in downloads(stage).rglob("*"))


DRAG: Final = """([type, target, files]) => {
    const folder = (name, entries) => ({
        name, isFile: false, isDirectory: true,
        createReader: () => {
            const parts = [entries.slice(0, 1), entries.slice(1), []];
            return { readEntries: (done) => done(parts.shift() ?? []) };
        },
    });
    const file = (name, bytes) => ({
        name, isFile: true, isDirectory: false,
        file: (done) => done(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name)),
    });
    const tree = {};
    for (const [path, bytes] of files) {
        const names = path.split("/");
        let at = tree;
        for (const name of names.slice(0, -1)) at = at[name] ??= {};
        at[names.at(-1)] = bytes;
    }
    const entry = (name, what) => typeof what === "string"
        ? file(name, what)
        : folder(name, Object.entries(what).map(([inner, more]) => entry(inner, more)));
    const tops = Object.entries(tree).map(([name, what]) => entry(name, what));
    const items = tops.map((top) => ({ kind: "file", webkitGetAsEntry: () => top }));
    const event = new DragEvent(type, { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items } });
    document.querySelector(target).dispatchEvent(event);
}"""
"""A real drag comes from another program; this is what the browser would hand to the page."""


def drop(stage: Scene, files: dict[str, bytes]) -> None:
    may_send(stage)
    stage.agent.evaluate(DRAG, ["dragenter", "main", []])
    target = stage.agent.get_by_test_id("drop")
    expect(target).to_have_text(re.compile("^Drop"))
    # Base64: a list of two million numbers keeps the page busy until the server calls it lost.
    dragged = [[path, b64encode(data).decode()] for path, data in files.items()]
    stage.agent.evaluate(DRAG, ["drop", "[data-testid=drop]", dragged])


def test_nothing_is_overwritten_x2(stage: Scene, tmp_path: Path) -> None:
    for number, name in enumerate(("note.txt", "note (2).txt")):
        sent = tmp_path / "note.txt"
        sent.write_text(f"number {number}")
        with dismissed(stage):
            send_file(stage, sent)
            stage.person.say_yes()
            reaches(stage, "done")
        assert (downloads(stage) / name).read_text() == f"number {number}"


def test_what_the_customer_chooses_is_a_download_of_the_same_bytes_x1(stage: Scene, tmp_path: Path) -> None:
    chosen = stage.on.home / "informe año.bin"
    chosen.write_bytes(random.Random(5).randbytes(3 * 1024 * 1024 + 17))
    with dismissed(stage):
        stage.agent.get_by_test_id("ask-for-files").click()
        choose(stage, chosen)
        stage.person.say_yes()
        reaches(stage, "done")
        with stage.agent.expect_download() as coming:
            newest(stage).get_by_test_id("save").click()
        saved = tmp_path / "saved"
        coming.value.save_as(saved)
    assert coming.value.suggested_filename == chosen.name
    assert saved.read_bytes() == chosen.read_bytes()


def choose(stage: Scene, path: Path) -> None:
    """The person opens the dialog, types the file's name there, and is back where they answer from."""
    window = stage.person.wait_to_be_asked()
    hand = stage.person.hand
    stage.person.turn_to(window)
    hand.chord("Tab")
    hand.chord(" ")
    choose_in_dialog(stage.on.x, hand, path)
    wait_for_keyboard(stage.on.x, window)  # the dialog is gone a little before that
    hand.chord("Shift", "Tab")  # back to the title, from which the person answers


def test_clipboards_travel_both_ways_x1(stage: Scene) -> None:
    agent = stage.agent
    with dismissed(stage):
        agent.bring_to_front()
        agent.evaluate("words => navigator.clipboard.writeText(words)", WORDS)
        agent.get_by_test_id("send-clip").click()
        stage.person.say_yes()
        reaches(stage, "done")
    assert at_desktop(stage, "import copykitten; print(copykitten.paste(), end='')") == WORDS
    with copied_there(stage, BACK), dismissed(stage):
        agent.get_by_test_id("ask-for-text").click()
        stage.person.say_yes()
        reaches(stage, "done")
        until(
            lambda: agent.evaluate("() => navigator.clipboard.readText()") == BACK,
            what="the text here",
            within_seconds=SOON_SECONDS,
        )


def test_a_cut_at_half_goes_on_by_itself_x5(stage: Scene, tmp_path: Path) -> None:
    sent = tmp_path / "large.bin"
    sent.write_bytes(random.Random(7).randbytes(HALF_OF_BYTES))
    with dismissed(stage):
        send_file(stage, sent)
        stage.person.say_yes()
        until(lambda: half_is_there(stage), what="half of the file", within_seconds=60)
        before = stage.proxy.tunnels
        stage.proxy.drop()
        reaches(stage, "done", LONG_MS)
        assert stage.proxy.tunnels > before
    assert (downloads(stage) / "large.bin").read_bytes() == sent.read_bytes()


def half_is_there(stage: Scene) -> bool:
    part = parts(stage)
    return bool(part) and part[0].stat().st_size > HALF_OF_BYTES // 2


def parts(stage: Scene) -> list[Path]:
    """What is not whole yet."""
    return list(downloads(stage).glob(".auxilio-*/part"))


def test_the_customers_no_moves_nothing_j1(stage: Scene, tmp_path: Path) -> None:
    sent = tmp_path / "unwanted.txt"
    sent.write_text("unwanted")
    with dismissed(stage):
        send_file(stage, sent)
        stage.person.say_no()
        reaches(stage, "refused")
    assert "unwanted.txt" not in stored(downloads(stage))


def test_the_panic_key_stops_a_file_and_leaves_no_half_j4(stage: Scene, tmp_path: Path) -> None:
    sent = tmp_path / "never.bin"
    with sent.open("wb") as file:
        os.truncate(file.fileno(), 8 * HALF_OF_BYTES)
    send_file(stage, sent)
    stage.person.say_yes()
    until(lambda: bool(parts(stage)), what="a file under way", within_seconds=60)
    stage.person.panic()
    reaches(stage, "stopped")
    until(
        lambda: not list(downloads(stage).glob(".auxilio-*")),
        what="nothing half there",
        within_seconds=SOON_SECONDS,
    )
    assert "never.bin" not in stored(downloads(stage))
    expect(stage.agent.get_by_test_id("send-files")).to_have_count(0)
