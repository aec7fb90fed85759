"""The inside of an engine process, without a process."""

from __future__ import annotations

import io

from os1.errors import SettingsError
from os1.models import frames
from os1.models.worker import serve


def answers(handle_result: object, *requests: frames.Header) -> list[tuple[frames.Header, bytes]]:
    def handle(header: frames.Header, payload: bytes) -> tuple[frames.Header, bytes]:
        if isinstance(handle_result, Exception):
            raise handle_result
        return {"echo": header["id"]}, payload

    incoming = io.BytesIO(b"".join(frames.pack(request, b"xyz") for request in requests))
    outgoing = io.BytesIO()
    serve(handle, incoming, outgoing)
    outgoing.seek(0)
    found = []
    while (frame := frames.read_blocking(outgoing)) is not None:
        found.append(frame)
    return found


def test_requests_are_answered_in_order_with_their_ids() -> None:
    assert answers(None, {"id": 1}, {"id": 2}) == [
        ({"echo": 1, "id": 1}, b"xyz"),
        ({"echo": 2, "id": 2}, b"xyz"),
    ]


def test_own_errors_keep_their_name_and_others_are_put_in_words() -> None:
    (own, _), *_ = answers(SettingsError("No."), {"id": 1})
    assert own == {"error": "No.", "type": "SettingsError", "id": 1}
    (other, _), *_ = answers(ValueError("odd"), {"id": 1})
    assert other == {"error": "ValueError: odd", "type": "", "id": 1}


def test_half_a_frame_at_the_end_ends_the_service() -> None:
    assert frames.read_blocking(io.BytesIO(b"\0\0")) is None
