"""Every error has one answer, and says whether to try again (SPEC E2, E3)."""

import pytest

from protocol.errors import (
    ANSWERS,
    BadMessage,
    CloseCode,
    ErrorCode,
    MessageTooBig,
    ProtocolError,
    VersionUnknown,
    is_retried,
)


def test_every_code_has_one_answer_e2() -> None:
    assert set(ANSWERS) == set(ErrorCode)


def test_http_statuses_are_errors_e2() -> None:
    assert all(400 <= answer.status < 600 for answer in ANSWERS.values())


def test_a_close_code_means_the_same_for_every_error_that_uses_it_e3() -> None:
    for answer in ANSWERS.values():
        assert is_retried(answer.close) is answer.retry


def test_every_close_code_of_ours_is_used_or_of_the_websocket_itself_e2() -> None:
    used = {answer.close for answer in ANSWERS.values()}
    alone = {CloseCode.PROTOCOL_ERROR, CloseCode.UNSUPPORTED_DATA, CloseCode.INVALID_TEXT}
    assert used | alone == set(CloseCode)


@pytest.mark.parametrize("code", [1005, 1006, 1011, 1012, 1013])
def test_cuts_and_server_troubles_are_retried_e3(code: int) -> None:
    assert is_retried(code)


@pytest.mark.parametrize("code", [0, 1000, 1002, 1003, 1007, 1008, 1009, 1010, 3000, 4000, 4999])
def test_what_is_not_in_the_table_is_told_to_the_person_e3(code: int) -> None:
    assert not is_retried(code)


def test_sentences_say_what_happened_e4() -> None:
    assert str(VersionUnknown(7)) == (
        "Protocol version 7 is not spoken here. Update the older of the two programs."
    )
    assert str(BadMessage("why")) == "This is not a message of protocol version 1: why."
    assert VersionUnknown(7).theirs == 7
    assert BadMessage("why").reason == "why"


def test_protocol_errors_know_their_code_e2() -> None:
    assert ProtocolError().code is BadMessage("x").code is ErrorCode.BAD_MESSAGE
    assert MessageTooBig(2, 1).code is ErrorCode.MESSAGE_TOO_BIG
    assert VersionUnknown(2).code is ErrorCode.VERSION_UNKNOWN
