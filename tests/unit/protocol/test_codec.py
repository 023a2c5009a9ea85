"""The codec: every direction both ways, and nothing else gets through (SPEC W2-W6)."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from protocol import codec
from protocol.codec import FROM_CONSOLE, FROM_DESK, FROM_PAGE, TO_DESK, Direction, encode
from protocol.consent import LoweredBy
from protocol.control import Happened, LowerMode
from protocol.direct import FromViewer, ToViewer
from protocol.errors import BadMessage, MessageTooBig, ProtocolError
from protocol.export.shape import members
from protocol.facts import Entry, Lowered
from protocol.limits import JSON_DEPTH_LIMIT, MESSAGE_LIMIT_BYTES, SERVER_MESSAGE_LIMIT_BYTES
from protocol.link_messages import Leave
from protocol.messages import (
    FromAudience,
    FromConsole,
    FromDesk,
    FromMachine,
    FromPage,
    ToAudience,
    ToConsole,
    ToDesk,
    ToMachine,
    ToPage,
)
from protocol.transfer import FromTransfer, ToTransfer
from tests.support.wire import any_model

UNIONS: dict[str, tuple[Direction[Any], Any]] = {
    "from_machine": (codec.FROM_MACHINE, FromMachine),
    "to_machine": (codec.TO_MACHINE, ToMachine),
    "from_console": (codec.FROM_CONSOLE, FromConsole),
    "to_console": (codec.TO_CONSOLE, ToConsole),
    "from_page": (codec.FROM_PAGE, FromPage),
    "to_page": (codec.TO_PAGE, ToPage),
    "from_audience": (codec.FROM_AUDIENCE, FromAudience),
    "to_audience": (codec.TO_AUDIENCE, ToAudience),
    "from_transfer": (codec.FROM_TRANSFER, FromTransfer),
    "to_transfer": (codec.TO_TRANSFER, ToTransfer),
    "from_desk": (codec.FROM_DESK, FromDesk),
    "to_desk": (codec.TO_DESK, ToDesk),
    "from_viewer": (codec.FROM_VIEWER, FromViewer),
    "to_viewer": (codec.TO_VIEWER, ToViewer),
}


def models_of(union: object) -> list[type[BaseModel]]:
    return [one for one in members(union) if isinstance(one, type) and issubclass(one, BaseModel)]


EACH = [
    pytest.param(direction, model, id=f"{name}-{model.__name__}")
    for name, (direction, union) in UNIONS.items()
    for model in models_of(union)
]
EVERY_MODEL = sorted({model for _, union in UNIONS.values() for model in models_of(union)}, key=str)


def read(direction: Direction[Any], raw: bytes | str) -> BaseModel | None:
    """The message, or None; anything but a ProtocolError goes through."""
    try:
        message = direction.decode(raw)
    except ProtocolError:
        return None
    assert isinstance(message, BaseModel)
    return message


CALM = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("direction", "model"), EACH)
@CALM
@given(data=st.data())
def test_what_is_encoded_is_decoded_to_the_same_w3(
    direction: Direction[BaseModel], model: type[BaseModel], data: st.DataObject
) -> None:
    message = data.draw(any_model(model))
    assert direction.decode(encode(message)) == message
    assert direction.decode(encode(message).decode()) == message


@pytest.mark.parametrize("name", UNIONS)
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_a_message_or_a_protocol_error_w3(name: str, raw: bytes) -> None:
    read(UNIONS[name][0], raw)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(value=ANY_JSON, kind=st.sampled_from(["hello", "input", "ask_mode", "lower_mode", "ping", "watch"]))
def test_any_json_is_a_message_or_a_protocol_error_w3(value: object, kind: str) -> None:
    fields = value if isinstance(value, dict) else {"value": value}
    text = json.dumps({**fields, "type": kind})
    for direction, _ in UNIONS.values():
        read(direction, text)


@CALM
@given(data=st.data())
def test_a_message_with_one_byte_changed_is_a_message_or_a_protocol_error_w3(data: st.DataObject) -> None:
    raw = bytearray(encode(data.draw(any_model(data.draw(st.sampled_from(EVERY_MODEL))))))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    for direction, _ in UNIONS.values():
        read(direction, bytes(raw))


def test_a_message_travels_in_its_direction_only_w3() -> None:
    for direction, union in UNIONS.values():
        own = models_of(union)
        for model in EVERY_MODEL:
            if model not in own:
                with pytest.raises(BadMessage, match="does not match any of the expected tags"):
                    direction.decode(json.dumps({"type": model.model_fields["type"].default}))


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"ping","number":1,"extra":0}',
        '{"type":"ping","number":1,"__proto__":{}}',
        '{"type":"ping","number":"1"}',
        '{"type":"ping","number":1.0}',
        '{"type":"ping","number":true}',
        '{"type":"ping","number":-1}',
        '{"type":"ping","number":9007199254740992}',
        '{"type":"ping","number":' + "9" * 5000 + "}",
        '{"type":"ping","number":NaN}',
        '{"type":"ping"}',
        '{"number":1}',
        '{"type":["ping"],"number":1}',
        '{"type":null}',
        "[]",
        "null",
        "",
        "{",
        '{"type":"ping","number":1}{"type":"leave"}',
        '{"type":"ping","number":1',
        '{"type":"\\ud800"}',
        "\ud800",
        "\ufeff{}",
    ],
)
def test_what_is_nearly_a_message_is_refused_w3_w4(text: str) -> None:
    with pytest.raises(BadMessage):
        FROM_CONSOLE.decode(text)


def test_bytes_that_are_not_utf_8_are_refused_w3() -> None:
    with pytest.raises(BadMessage):
        FROM_PAGE.decode(b'{"type":"leave\xff"}')


def test_a_message_over_the_limit_is_refused_before_it_is_read_w2() -> None:
    with pytest.raises(MessageTooBig) as refused:
        FROM_PAGE.decode(b"[" * (MESSAGE_LIMIT_BYTES + 1))
    assert refused.value.limit_bytes == MESSAGE_LIMIT_BYTES
    assert str(refused.value) == "A message of 65537 bytes is over the limit of 65536."
    with pytest.raises(BadMessage):
        FROM_PAGE.decode(b" " * MESSAGE_LIMIT_BYTES)


def test_the_limit_counts_bytes_not_characters_w2() -> None:
    with pytest.raises(MessageTooBig):
        FROM_PAGE.decode("ñ" * (MESSAGE_LIMIT_BYTES // 2 + 1))


def test_the_server_may_say_more_at_once_than_a_client_w2() -> None:
    with pytest.raises(BadMessage):
        TO_DESK.decode(b" " * SERVER_MESSAGE_LIMIT_BYTES)
    with pytest.raises(MessageTooBig):
        TO_DESK.decode(b" " * (SERVER_MESSAGE_LIMIT_BYTES + 1))


@pytest.mark.parametrize("bracket", ["[", "{"])
def test_deep_nesting_is_refused_before_it_is_parsed_w2(bracket: str) -> None:
    with pytest.raises(BadMessage, match=f"deeper than {JSON_DEPTH_LIMIT}"):
        FROM_PAGE.decode('{"type":' + bracket * (JSON_DEPTH_LIMIT + 5))


def test_brackets_inside_strings_and_side_by_side_are_not_depth_w2() -> None:
    text = '{"type":"leave","a":"' + "[" * 40 + '\\"{[","b":[' + ",".join("[]" for _ in range(40)) + "]}"
    with pytest.raises(BadMessage, match="Extra inputs"):
        FROM_PAGE.decode(text)


def test_the_reason_of_a_refusal_never_repeats_the_input_w3() -> None:
    secret = "s3cret-t0ken-that-is-nobodys-business"
    with pytest.raises(BadMessage) as refused:
        FROM_DESK.decode(json.dumps({"type": "hello", "protocol": 1, "version": "1", "ticket": secret + "!"}))
    assert secret not in str(refused.value)


def test_absent_fields_are_left_out_w5() -> None:
    assert encode(Leave()) == b'{"type":"leave"}'
    assert encode(LowerMode(mode=None)) == b'{"type":"lower_mode"}'
    assert FROM_CONSOLE.decode(b'{"type":"lower_mode"}') == LowerMode(mode=None)
    assert FROM_CONSOLE.decode(b'{"type":"lower_mode","mode":null}') == LowerMode(mode=None)


def test_a_lowering_to_nothing_survives_the_wire_w5() -> None:
    happened = Happened(entry=Entry(seq=1, at=2, fact=Lowered(mode=None, epoch=3, by=LoweredBy.PANIC_KEY)))
    assert codec.TO_CONSOLE.decode(encode(happened)) == happened
