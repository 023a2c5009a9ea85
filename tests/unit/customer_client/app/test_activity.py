"""What the holder's hand did, counted; never which keys (SPEC Y4)."""

from customer_client.app.activity import MOST, ActivityCount
from protocol.ids import PersonId
from protocol.input import At, Button, Key, PointerButton, PointerMove, ReleaseAll, Text, Wheel
from protocol.pointing import Activity
from protocol.screen import MonitorId

ANA, EVE = PersonId("p_ana"), PersonId("p_eve")
AT = At(monitor=MonitorId(0), x_norm=1, y_norm=1)


def test_keys_clicks_and_moves_are_counted_and_said_once_y4() -> None:
    count = ActivityCount()
    count.note(
        ANA,
        (
            Text(seq=1, text="hola"),
            Key(seq=2, key="Enter", down=True),
            Key(seq=3, key="Enter", down=False),
            PointerMove(seq=4, at=AT),
            Wheel(seq=5, at=AT, dy=1),
            PointerButton(seq=6, at=AT, button=Button.LEFT, down=True),
            PointerButton(seq=7, at=AT, button=Button.LEFT, down=False),
            ReleaseAll(seq=8),
        ),
    )
    assert count.take() == Activity(holder=ANA, keys=5, clicks=1, moves=2)
    assert count.take() is None


def test_nothing_done_is_nothing_to_say() -> None:
    count = ActivityCount()
    count.note(ANA, ())
    assert count.take() is None
    count.note(ANA, (ReleaseAll(seq=1),))
    assert count.take() is None


def test_the_next_holder_is_counted_anew() -> None:
    count = ActivityCount()
    count.note(ANA, (Text(seq=1, text="a"),))
    count.note(EVE, (Text(seq=1, text="bc"),))
    assert count.take() == Activity(holder=EVE, keys=2, clicks=0, moves=0)


def test_a_second_holds_no_more_than_the_wire_takes() -> None:
    count = ActivityCount()
    for seq in range(MOST // 1000 + 1):
        count.note(ANA, (Text(seq=seq, text="x" * 1000),))
    assert count.take() == Activity(holder=ANA, keys=MOST, clicks=0, moves=0)
