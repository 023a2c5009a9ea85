from agent_client.core.hand import Hand
from protocol.input import At, Button, Input, InputSeen
from protocol.limits import INPUT_BATCH_LIMIT
from protocol.screen import MonitorId

HERE = At(monitor=MonitorId(0), x_norm=1, y_norm=2)


def seqs(message: Input) -> list[int]:
    return [event.seq for event in message.events]


def test_one_count_runs_through_all_kinds_of_events() -> None:
    """I5."""
    hand = Hand()
    hand.granted(7)
    assert seqs(hand.move(HERE)) == [1]
    assert seqs(hand.click(HERE)) == [2, 3]
    assert seqs(hand.shortcut("ControlLeft", "KeyC")) == [4, 5, 6, 7]
    assert seqs(hand.wheel(HERE, dy=-1)) == [8]
    assert seqs(hand.text("ñ")) == [9]
    assert seqs(hand.press(HERE, Button.LEFT, down=True)) == [10]
    assert seqs(hand.release()) == [11]
    assert hand.text("a").epoch == 7


def test_a_shortcut_lets_go_in_reverse() -> None:
    keys = [
        (event.key, event.down)
        for event in Hand().shortcut("ControlLeft", "KeyC").events
        if event.type == "key"
    ]
    assert keys == [("ControlLeft", True), ("KeyC", True), ("KeyC", False), ("ControlLeft", False)]


def test_what_was_not_seen_is_sent_again_but_moves_are_not() -> None:
    """I5."""
    hand = Hand()
    hand.granted(1)
    hand.text("a")
    hand.move(HERE)
    hand.text("b")
    hand.seen(InputSeen(epoch=1, seq=1))
    assert [seqs(message) for message in hand.unseen()] == [[3]]


def test_an_answer_to_an_old_grant_changes_nothing_and_a_new_grant_counts_anew() -> None:
    hand = Hand()
    hand.granted(1)
    hand.text("a")
    hand.seen(InputSeen(epoch=0, seq=9))
    hand.granted(1)
    assert len(hand.unseen()) == 1
    hand.granted(2)
    assert hand.unseen() == []
    assert seqs(hand.text("b")) == [1]


def test_what_is_sent_again_fits_into_messages() -> None:
    hand = Hand()
    for _ in range(INPUT_BATCH_LIMIT + 1):
        hand.text("x")
    assert [len(message.events) for message in hand.unseen()] == [INPUT_BATCH_LIMIT, 1]
