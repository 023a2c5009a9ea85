"""Pictures and files of a session's rooms, through the whole server on SQLite."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from protocol.limits import ATTACHMENT_LIMIT_BYTES
from server.app import Running
from server.settings import Settings
from tests.support.visitor import PASSWORD, Visitor, code_of

pytestmark = pytest.mark.slow  # Argon2id takes its time, as it has to

Visit = Callable[..., Visitor]
PNG = b"\x89PNG\r\n\x1a\n" + b"and what follows"
HELP = "/api/help/attachments"


@pytest.fixture
async def carmen(ana: Visitor, visit: Visit) -> Visitor:
    """A customer whom the administrator has taken."""
    visitor = visit()
    await visitor.ask_for_help()
    assert (await ana.post("/api/queue/next")).status_code == 200
    return visitor


@pytest.fixture
async def session(carmen: Visitor) -> str:
    """Where that session's files lie, for the staff."""
    return f"/api/sessions/{(await carmen.get('/api/help')).json()['session_id']}/attachments"


async def sent(visitor: Visitor, path: str, name: str = "a.png", content: bytes = PNG) -> str:
    made = await visitor.upload(path, name, content)
    assert made.status_code == 201, made.text
    return str(made.json()["attachment_id"])


async def test_a_picture_of_the_customer_is_seen_by_the_agent_and_by_the_customer_t7(
    ana: Visitor, carmen: Visitor, session: str
) -> None:
    made = await carmen.upload(HELP, "Señal de la impresora.png", PNG, kind="text/html")
    assert made.status_code == 201, made.text
    told = made.json()
    assert re.fullmatch(r"a_[a-z0-9]+", told.pop("attachment_id"))
    assert told == {"name": "Señal de la impresora.png", "media_type": "image/png", "size_bytes": len(PNG)}
    name = made.json()["attachment_id"]
    for visitor, path in ((ana, session), (carmen, HELP)):
        seen = await visitor.get(f"{path}/{name}")
        assert (seen.status_code, seen.content, seen.headers["content-type"]) == (200, PNG, "image/png")
        assert seen.headers["content-length"] == str(len(PNG))
        assert seen.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in seen.headers["content-security-policy"]
        assert seen.headers["cache-control"] == "no-store"
        kind, _, shown = seen.headers["content-disposition"].partition("; filename*=UTF-8''")
        assert kind.startswith("inline;")
        assert unquote(shown) == "Señal de la impresora.png"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe0 jpeg", "image/jpeg"),
        (b"GIF89a and", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    ],
)
async def test_raster_pictures_are_served_as_what_their_bytes_are_t7(
    carmen: Visitor, content: bytes, media_type: str
) -> None:
    seen = await carmen.get(f"{HELP}/{await sent(carmen, HELP, 'x.txt', content)}")
    assert seen.headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml", None),
        (b"<script>alert(1)</script>", "text/html", "text/html"),
        (b"GIF8", "image/gif", None),
        (b"RIFF\x00\x00\x00\x00WAVE", "image/webp", None),
        (b"", "application/pdf", "application/pdf"),
        (b"%PDF-1.7", "application/pdf; name=x", "application/pdf"),
        (b"text", "no type at all", None),
        (b"text", "a/" + "b" * 200, None),
    ],
)
async def test_everything_else_is_a_download_of_no_type_t7(
    carmen: Visitor, content: bytes, kind: str, told: str | None
) -> None:
    made = await carmen.upload(HELP, "x.png", content, kind)
    assert made.json()["media_type"] == (told or "application/octet-stream")
    seen = await carmen.get(f"{HELP}/{made.json()['attachment_id']}")
    assert seen.content == content
    assert seen.headers["content-type"] == "application/octet-stream"
    assert seen.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in seen.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\evil.exe", "evil.exe"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie: x=1"),
        ("\x00", "file"),
        ("...", "file"),
        ('"quoted";.png', '"quoted";.png'),
        ("a" * 200 + ".png", "a" * 116 + ".png"),
        ("b" * 200, "b" * 120),
    ],
)
async def test_names_are_for_people_and_no_path_is_made_of_them_t7(
    carmen: Visitor, server_settings: Settings, given: str, shown: str
) -> None:
    made = await carmen.upload(HELP, given, PNG)
    assert made.json()["name"] == shown
    folder = server_settings.data_folder / "attachments"
    files = await asyncio.to_thread(lambda: [path.name for path in Path(folder).iterdir()])
    assert files == [made.json()["attachment_id"]]
    seen = await carmen.get(f"{HELP}/{made.json()['attachment_id']}")
    assert unquote(seen.headers["content-disposition"].partition("UTF-8''")[2]) == shown
    assert "set-cookie" not in seen.headers


async def test_what_lies_in_the_inner_room_is_the_staffs_alone_a1(
    ana: Visitor, carmen: Visitor, session: str
) -> None:
    inner = await sent(ana, f"{session}?room=inner")
    outer = await sent(ana, f"{session}?room=customer")
    assert (await ana.get(f"{session}/{inner}")).content == PNG
    assert code_of(await carmen.get(f"{HELP}/{inner}")) == (404, "unknown")
    assert (await carmen.get(f"{HELP}/{outer}")).content == PNG


async def test_the_customer_sends_nothing_into_the_inner_room_a1(carmen: Visitor, ana: Visitor) -> None:
    mine = await sent(carmen, f"{HELP}?room=inner")
    assert (await carmen.get(f"{HELP}/{mine}")).content == PNG


async def test_files_of_another_session_are_not_there(ana: Visitor, carmen: Visitor, visit: Visit) -> None:
    rosa = visit()
    await rosa.ask_for_help("Rosa")
    other = await sent(rosa, HELP)
    assert code_of(await carmen.get(f"{HELP}/{other}")) == (404, "unknown")
    assert (await rosa.get(f"{HELP}/{other}")).status_code == 200


async def test_who_is_not_in_the_session_neither_sends_nor_sees(
    ana: Visitor, carmen: Visitor, session: str, visit: Visit
) -> None:
    name = await sent(carmen, HELP)
    await ana.post(
        "/api/staff", {"name": "Bo", "email": "bo@example.org", "password": PASSWORD, "role": "supervisor"}
    )
    bo, stranger = visit(), visit()
    await bo.sign_in("bo@example.org")
    assert code_of(await bo.get(f"{session}/{name}")) == (403, "not_allowed")
    assert code_of(await bo.upload(session, "a.png", PNG)) == (403, "not_allowed")
    assert code_of(await stranger.get(f"{session}/{name}")) == (401, "not_signed_in")
    assert code_of(await stranger.get(f"{HELP}/{name}")) == (404, "unknown")
    assert code_of(await stranger.upload(HELP, "a.png", PNG)) == (404, "unknown")
    assert code_of(await carmen.get(f"{session}/{name}")) == (401, "not_signed_in")


async def test_exactly_the_limit_goes_in_and_comes_out_t7(ana: Visitor, carmen: Visitor) -> None:
    content = PNG + bytes(ATTACHMENT_LIMIT_BYTES - len(PNG))
    name = await sent(carmen, HELP, "big.png", content)
    assert (await carmen.get(f"{HELP}/{name}")).content == content


async def test_one_byte_over_the_limit_is_refused_announced_or_not_t7(
    carmen: Visitor, server_settings: Settings
) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(25):
            yield bytes(1024 * 1024)
        yield b"x"

    for content in (bytes(ATTACHMENT_LIMIT_BYTES + 1), unannounced()):
        refused = await carmen.upload(HELP, "big.bin", content)
        assert code_of(refused) == (413, "message_too_big")
        assert "25 MiB" in refused.json()["detail"]
    folder = server_settings.data_folder / "attachments"
    assert await asyncio.to_thread(lambda: list(Path(folder).iterdir())) == []


async def test_at_most_four_are_under_way_into_one_session(carmen: Visitor) -> None:
    going, wait = asyncio.Event(), asyncio.Event()
    begun = 0

    async def slow() -> AsyncIterator[bytes]:
        nonlocal begun
        yield PNG
        begun += 1
        if begun == 4:
            going.set()
        await wait.wait()

    async with asyncio.TaskGroup() as group:
        four = [group.create_task(carmen.upload(HELP, "a.png", slow())) for _ in range(4)]
        async with asyncio.timeout(10):
            await going.wait()
        refused = await carmen.upload(HELP, "a.png", PNG)
        assert code_of(refused) == (429, "too_many")
        wait.set()
    assert [task.result().status_code for task in four] == [201] * 4
    assert (await carmen.upload(HELP, "a.png", PNG)).status_code == 201


async def test_an_upload_is_guarded_as_every_post_is(carmen: Visitor) -> None:
    csrf, carmen.csrf = carmen.csrf, ""
    assert code_of(await carmen.upload(HELP, "a.png", PNG)) == (403, "csrf_missing")
    carmen.csrf = csrf
    foreign = {"origin": "https://elsewhere.example", "x-csrf-token": csrf, "x-file-name": "a"}
    refused = await carmen.client.post(HELP, content=PNG, headers=foreign)
    assert code_of(refused) == (403, "origin_refused")
    nameless = {"origin": carmen.base_url, "x-csrf-token": csrf}
    assert code_of(await carmen.client.post(HELP, content=PNG, headers=nameless)) == (422, "invalid")


async def test_after_the_end_the_customers_room_still_takes_files_and_the_inner_one_does_not_t5(
    ana: Visitor, server: Running, carmen: Visitor, session: str
) -> None:
    before = await sent(carmen, HELP)
    state = (await ana.get(session.removesuffix("/attachments"))).json()
    await server.hub.end(state["session_id"], state["owner_id"])
    assert (await carmen.get(f"{HELP}/{before}")).content == PNG
    assert (await carmen.upload(HELP, "after.png", PNG)).status_code == 201
    assert code_of(await ana.upload(f"{session}?room=inner", "after.png", PNG)) == (410, "session_over")


async def test_a_damaged_file_is_a_problem_and_no_half_of_a_picture_t7(
    carmen: Visitor, server_settings: Settings
) -> None:
    name = await sent(carmen, HELP)
    path = server_settings.data_folder / "attachments" / name
    await asyncio.to_thread(path.write_bytes, b"something else")
    assert code_of(await carmen.get(f"{HELP}/{name}")) == (500, "ours")
    await asyncio.to_thread(path.unlink)
    assert code_of(await carmen.get(f"{HELP}/{name}")) == (404, "unknown")


async def test_a_viewer_of_a_demo_sees_what_the_presenter_sent_to_everyone_and_sends_nothing_a3(
    ana: Visitor, visit: Visit
) -> None:
    demo = (await ana.post("/api/demos", {"title": "Payslips"})).json()
    files, seat, viewer = (
        f"/api/sessions/{demo['session_id']}/attachments",
        "/api/demos/seat/attachments",
        visit(),
    )
    joined = await viewer.post("/api/demos/join", {"secret": demo["link"].split("#")[1], "name": "Rosa"})
    assert joined.status_code == 201, joined.text
    outer, inner = await sent(ana, files), await sent(ana, f"{files}?room=inner")
    assert (await viewer.get(f"{seat}/{outer}")).content == PNG
    assert code_of(await viewer.get(f"{seat}/{inner}")) == (404, "unknown")
    assert code_of(await visit().get(f"{seat}/{outer}")) == (404, "unknown")
    assert code_of(await viewer.upload(HELP, "a.png", PNG)) == (404, "unknown")
    assert code_of(await viewer.upload(files, "a.png", PNG)) == (401, "not_signed_in")


@pytest.mark.parametrize("path", [HELP + "/", "/api/help/attachments/x/y", "/api/sessions/s_one/attachment"])
async def test_only_uploads_may_be_large(carmen: Visitor, path: str) -> None:
    refused = await carmen.upload(path, "a.png", bytes(65 * 1024))
    assert code_of(refused) == (413, "message_too_big")
