"""What a beginner builds: `python -m tests.bench.stock_aiortc PORT`. mss at 30 fps into aiortc's own encoder.

Keys come over a data channel and are pressed with pynput, without any rule.
"""

import asyncio
import sys
import time

import mss
import numpy as np
import uvicorn
from aiortc import RTCDataChannel, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

PAGE = """<!doctype html><html lang="en"><title>aiortc</title><body style="margin:0">
<video autoplay muted playsinline style="width:1920px;height:1080px"></video><script type="module">
const peer = new RTCPeerConnection();
peer.addTransceiver("video", { direction: "recvonly" });
const keys = peer.createDataChannel("keys");
addEventListener("keydown", () => keys.readyState === "open" && keys.send("a"));
peer.ontrack = (event) => { document.querySelector("video").srcObject = new MediaStream([event.track]); };
await peer.setLocalDescription(await peer.createOffer());
if (peer.iceGatheringState !== "complete")
  await new Promise((done) => {
    peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && done(); });
const answer = await fetch("offer", { method: "POST", headers: { "content-type": "application/json" },
  body: JSON.stringify(peer.localDescription) });
await peer.setRemoteDescription(await answer.json());
</script></body></html>"""


class Description(BaseModel):
    """An SDP as browsers write it."""

    sdp: str
    type: str


class Screen(VideoStreamTrack):
    """The whole display, 30 times a second."""

    def __init__(self) -> None:
        super().__init__()
        self.grabber = mss.MSS()
        self.begun = time.perf_counter()
        self.frames = 0

    async def recv(self) -> VideoFrame:
        """The next frame."""
        pts, time_base = await self.next_timestamp()
        shot = self.grabber.grab(self.grabber.monitors[0])
        pixels = np.frombuffer(shot.bgra, np.uint8).reshape(shot.height, shot.width, 4)
        frame = VideoFrame.from_ndarray(pixels, format="bgra")
        frame.pts, frame.time_base = pts, time_base
        return frame


app = FastAPI()
peers: set[RTCPeerConnection] = set()


@app.get("/")
async def page() -> HTMLResponse:
    """The viewer."""
    return HTMLResponse(PAGE)


@app.post("/offer")
async def offer(theirs: Description) -> Description:
    """Answer the browser's offer."""
    from pynput.keyboard import Controller

    hand = Controller()
    peer = RTCPeerConnection()
    peers.add(peer)

    @peer.on("datachannel")
    def opened(channel: RTCDataChannel) -> None:
        channel.on("message", hand.tap)

    peer.addTrack(Screen())
    await peer.setRemoteDescription(RTCSessionDescription(theirs.sdp, theirs.type))
    await peer.setLocalDescription(await peer.createAnswer())
    ours = peer.localDescription
    return Description(sdp=ours.sdp, type=ours.type)


if __name__ == "__main__":
    asyncio.run(uvicorn.Server(uvicorn.Config(app, port=int(sys.argv[1]), log_level="warning")).serve())
