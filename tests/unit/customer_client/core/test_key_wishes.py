from customer_client.core.key_wishes import QUIET_MS, KeyWishes


def test_a_request_soon_after_a_picture_means_a_loss() -> None:
    wishes = KeyWishes()
    wishes.sent(1_000)
    assert wishes.is_meant(1_200)
    assert wishes.is_meant(1_000 + QUIET_MS - 1)


def test_the_timer_of_a_receiver_at_rest_is_not_answered() -> None:
    wishes = KeyWishes()
    wishes.sent(1_000)
    assert not wishes.is_meant(4_000)


def test_who_asks_twice_is_taken_at_their_word() -> None:
    wishes = KeyWishes()
    wishes.sent(1_000)
    wishes.is_meant(4_000)
    assert wishes.is_meant(4_200)


def test_each_picture_begins_a_new_rest() -> None:
    wishes = KeyWishes()
    wishes.sent(1_000)
    wishes.is_meant(4_000)
    wishes.sent(10_000)
    assert wishes.is_meant(10_200)
    assert not wishes.is_meant(13_000)
