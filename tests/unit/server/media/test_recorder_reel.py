"""What waits to be kept is bounded, and is what may be kept (SPEC N3, N4)."""

from dataclasses import dataclass, field

from protocol.ids import PersonId, RequestId, SessionId
from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Codec, Header, Kind, pack
from protocol.pointing import Pointed
from server.media.recorder_deck import Cut, Only
from server.media.recorder_reel import FULL_BYTES, HOLD_AGAIN_MS, HOLD_MS, Reel
from server.media.viewer import Viewer
from tests.support.fakes_server import FakeClock

POINTED = Pointed(person_id=PersonId("p_bo"))


@dataclass
class Scene:
    """A reel that is on, and the viewer that feeds it."""

    clock: FakeClock = field(default_factory=FakeClock)
    seq: int = 0

    def __post_init__(self) -> None:
        self.reel = Reel(SessionId("s_1"), self.clock, recording=RequestId("rec_1"), on=True)
        self.reel.viewer = self.viewer = Viewer(self.reel)

    def picture(self, *, key: bool = False, size_bytes: int = 100, stream: int = 0) -> bytes:
        self.seq += 1
        header = Header(Kind.VIDEO, key, stream, self.seq, self.seq, 8, 8, Codec.H264)
        frame = pack(header, bytes(size_bytes))
        self.viewer.push_picture(stream, frame, key=key)
        return frame

    def waiting(self) -> list[object]:
        return [one.what for one in self.reel.take_all()]


def test_everything_is_taken_at_once_and_with_its_time() -> None:
    scene = Scene()
    first = scene.picture(key=True)
    scene.clock.ms += 40
    second = scene.picture()
    assert scene.reel.waits_seconds == 0.04
    assert scene.viewer.waiting_bytes == 0
    taken = scene.reel.take_all()
    assert [one.what for one in taken] == [first, second]
    assert taken[1].at_ms - taken[0].at_ms == 40
    assert scene.reel.is_empty
    assert (scene.reel.waiting_bytes, scene.reel.waits_seconds) == (0, 0.0)


def test_a_slow_disk_leaves_pictures_out_up_to_the_next_key_frame_f6() -> None:
    scene, size_bytes = Scene(), 2**20
    scene.picture(key=True)
    kept = 1
    while not scene.reel.lost:
        scene.picture(size_bytes=size_bytes)
        kept += 1
    assert scene.reel.waiting_bytes <= VIEWER_BUFFER_LIMIT_BYTES
    scene.picture()
    assert scene.reel.skipped == 2
    assert len(scene.reel.take_all()) == kept - 1
    assert scene.reel.waits_for_key(frozenset()) == {0}
    scene.picture()
    assert scene.waiting() == [], "nothing of it can be decoded"
    key = scene.picture(key=True)
    later = scene.picture()
    assert scene.reel.waits_for_key(frozenset({0})) == frozenset(), "the key frame is here already"
    assert scene.waiting() == [key, later]


def test_a_key_frame_however_large_is_taken_when_nothing_waits() -> None:
    scene = Scene()
    frame = scene.picture(key=True, size_bytes=VIEWER_BUFFER_LIMIT_BYTES - 100)
    assert scene.reel.urgent.is_set()
    assert scene.waiting() == [frame]


def test_much_is_written_at_once_and_little_waits_for_its_second() -> None:
    scene = Scene()
    scene.picture(key=True)
    assert (scene.reel.filled.is_set(), scene.reel.urgent.is_set()) == (True, False)
    scene.picture(size_bytes=FULL_BYTES)
    assert scene.reel.urgent.is_set()


def test_a_pause_takes_back_what_came_since_it_was_said_n4() -> None:
    scene = Scene()
    before = scene.picture(key=True)
    paused_ms = scene.clock.ms
    scene.clock.ms += 5
    scene.picture()
    scene.reel.gesture(POINTED)
    scene.reel.stop(paused_ms)
    scene.picture()
    scene.reel.gesture(POINTED)
    scene.reel.stop(scene.clock.ms)
    assert scene.reel.waiting_bytes == len(before)
    assert scene.waiting() == [before, Cut()]


def test_what_failed_is_not_kept_until_another_recording_begins_n7() -> None:
    scene = Scene()
    scene.picture(key=True)
    scene.reel.fail()
    scene.picture(key=True)
    scene.reel.gesture(POINTED)
    assert (scene.reel.failed, scene.waiting()) == ("rec_1", [])


def test_gestures_are_kept_and_monitors_that_went_are_ended_n3() -> None:
    scene = Scene()
    scene.reel.lost.add(1)
    scene.reel.gesture(POINTED)
    scene.reel.only(frozenset({0}), scene.clock.ms)
    assert scene.reel.lost == set()
    assert scene.waiting() == [POINTED, Only(frozenset({0}))]


def test_a_relay_that_forgets_the_session_ends_the_segments() -> None:
    scene = Scene()
    scene.reel.close(1001)
    assert (scene.reel.viewer, scene.waiting()) == (None, [Cut()])
    scene.reel.wake()


def test_what_comes_after_a_stop_was_said_is_not_kept_before_it_is_decided_n4() -> None:
    scene = Scene()
    before = scene.picture(key=True)
    said_ms = scene.clock.ms
    scene.reel.hold()
    scene.clock.ms += 1
    after = scene.picture()
    assert scene.waiting() == [before], "the disk may be asked for in between"
    assert (scene.reel.filled.is_set(), scene.reel.waiting_bytes) == (True, len(after))
    scene.reel.stop(said_ms)
    assert scene.waiting() == [Cut()]


def test_a_stop_that_was_refused_delays_a_little_and_not_over_and_over() -> None:
    scene = Scene()
    scene.picture(key=True)
    scene.reel.hold()
    scene.clock.ms += 1
    scene.picture()
    assert len(scene.waiting()) == 1
    scene.clock.ms += HOLD_MS
    scene.reel.hold()
    scene.picture()
    assert len(scene.waiting()) == 2
    scene.clock.ms += HOLD_AGAIN_MS
    scene.reel.hold()
    scene.clock.ms += 1
    scene.picture()
    assert scene.waiting() == []
    scene.reel.fail()
    scene.reel.hold()
    assert scene.reel.is_empty
