"""What the self-check says of its findings."""

from customer_client.platform.selfcheck import Finding, passes, table

CAPTURE = Finding("capture", worked=True, said="1 monitor")
HAND = Finding("hand", worked=True, said="arrived")


def test_everything_needed_has_to_work() -> None:
    assert passes([CAPTURE, HAND])
    assert not passes([CAPTURE, Finding("hand", worked=False, said="")])
    assert not passes([CAPTURE, Finding("hand", worked=None, said="")]), "what did not run did not work"
    assert passes([CAPTURE, Finding("extra", worked=False, said="", needed=False)])


def test_the_table_says_plainly_what_ran_and_what_did_not() -> None:
    words = [
        line.split()[0]
        for line in table(
            [CAPTURE, Finding("a", worked=False, said=""), Finding("b", worked=None, said="")]
        ).splitlines()[1:]
    ]
    assert words == ["works", "FAILS", "NOT"]
