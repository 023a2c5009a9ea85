"""Players that know nothing of us: ffprobe, ffmpeg and Chromium."""

import http.server
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

WITHIN_SECONDS: Final = 60
_PLAY: Final = """async ({url, at, withinMs}) => {
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const heard = name => new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(name + ' not heard: ' + video.error?.message)), withinMs);
    video.addEventListener(name, () => { clearTimeout(timer); resolve(); }, {once: true});
    video.addEventListener('error', () => reject(new Error(String(video.error?.message))), {once: true});
  });
  const shown = () => new Promise(resolve => video.requestVideoFrameCallback(resolve));
  const ready = heard('canplay'), first = shown();
  video.src = url;
  await ready;
  await first;
  const seeked = heard('seeked'), sought = shown();
  video.currentTime = at;
  await seeked;
  await sought;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0);
  const row = pen.getImageData(0, canvas.height / 2, canvas.width, 1).data;
  const bright = [];
  for (let x = 0; x < canvas.width; x++) if (row[x * 4 + 1] > 160) bright.push(x);
  const ended = heard('ended');
  video.playbackRate = 8;
  await video.play();
  await ended;
  const {width, height} = canvas;
  return {duration: video.duration, at: video.currentTime, width, height, bright};
}"""


@dataclass(frozen=True, slots=True)
class Played:
    """What Chromium made of a file: its length, and the bright columns of the picture it sought."""

    duration: float
    at: float
    width: int
    height: int
    bright: list[int]


def probe(path: Path) -> list[tuple[float, bool]]:
    """ffprobe's list of packets: time in seconds and whether it is a key frame. Any complaint raises."""
    shown = ("-select_streams", "v", "-show_entries", "packet=pts_time,flags", "-of", "csv=p=0")
    said = _run("ffprobe", "-v", "warning", *shown, str(path))
    rows = [line.split(",") for line in said.splitlines() if line]
    return [(float(row[0]), "K" in row[1]) for row in rows]


def decode(path: Path) -> int:
    """How many pictures ffmpeg shows of this file, decoding all. Any complaint raises."""
    # On the file's own clock: ffmpeg else rounds to a rate that it guessed, and complains about the outcome.
    shown = ("-fps_mode", "passthrough", "-enc_time_base", "-1", "-f", "null", "-")
    said = _run("ffmpeg", "-v", "warning", "-nostats", "-progress", "pipe:1", "-i", str(path), *shown)
    return int(re.findall(r"^frame=(\d+)$", said, re.MULTILINE)[-1])


def chromium_plays(path: Path, at_seconds: float) -> Played:
    """Play this file in Chromium: wait until it can, seek, look at the picture, play to the end."""
    with _served(path.parent) as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            page = chromium.new_page()
            page.goto(f"{url}/")
            asked = {"url": path.name, "at": at_seconds, "withinMs": WITHIN_SECONDS * 1000}
            return Played(**page.evaluate(_PLAY, asked))
        finally:
            chromium.close()


def _run(*command: str) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=WITHIN_SECONDS)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


class _Ranged(http.server.SimpleHTTPRequestHandler):
    """Serves one folder, in parts as players ask for them."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name and not (Path(self.directory) / name).exists():
            self.send_error(404)
            return
        content = (Path(self.directory) / name).read_bytes() if name else b"<!doctype html><body>"
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start, stop = 0, len(content)
        if asked:
            start, stop = int(asked[1]), min(int(asked[2] or stop - 1) + 1, stop)
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", "video/mp4" if name else "text/html")
        self.send_header("Content-Length", str(stop - start))
        self.send_header("Accept-Ranges", "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{len(content)}")
        self.end_headers()
        try:
            self.wfile.write(content[start:stop])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # a player that has enough

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base class calls it so
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    def handler(*args: object, **named: object) -> _Ranged:
        return _Ranged(*args, directory=str(folder), **named)  # type: ignore[arg-type]  # passed on as they came

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
