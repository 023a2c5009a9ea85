"""Every limit of the wire, once. The server and the clients read them here (SPEC L1)."""

from typing import Final

PROTOCOL_VERSION: Final = 1

MESSAGE_LIMIT_BYTES: Final = 64 * 1024
"""One control message to the server, encoded."""
SERVER_MESSAGE_LIMIT_BYTES: Final = 1024 * 1024
"""One control message from the server: a welcome or a desk holds many sentences."""
MESSAGES_PER_SECOND: Final = 50
"""Control messages from one peer, averaged over two seconds; input has its own limit."""
JSON_DEPTH_LIMIT: Final = 32
SDP_LIMIT_CHARS: Final = 32 * 1024
CANDIDATES_LIMIT: Final = 20
INPUT_EVENTS_PER_SECOND: Final = 1_000
INPUT_BATCH_LIMIT: Final = 256
"""Events in one input message."""
TEXT_INPUT_LIMIT_CHARS: Final = 1_000
"""Characters typed by one event; a longer paste is the clipboard's business."""
MEDIA_FRAME_LIMIT_BYTES: Final = 8 * 1024 * 1024
"""One encoded picture, and a whole group of pictures."""
SESSION_BUFFER_LIMIT_BYTES: Final = 32 * 1024 * 1024
VIEWER_BUFFER_LIMIT_BYTES: Final = 8 * 1024 * 1024
AUTHENTICATE_WITHIN_SECONDS: Final = 5.0
"""How long a new socket may take to say a valid hello."""
SLOW_VIEWER_CLOSED_AFTER_SECONDS: Final = 30.0
KEY_FRAME_REQUEST_GAP_SECONDS: Final = 1.0
"""Requests for a key frame within this time are one request."""

HEARTBEAT_SECONDS: Final = 2.0
LINK_LOST_AFTER_SECONDS: Final = 6.0
"""Nothing heard for this long: the link is lost. A cut must be noticed within 6 s."""
AWAY_AFTER_SECONDS: Final = 20.0
"""A lost peer keeps its place without a word for this long, then it is shown as away."""
INTERRUPTED_LIMIT_SECONDS: Final = 15 * 60.0
BROKER_LOST_GRACE_SECONDS: Final = 30.0
"""While the direct path lives, a lost broker releases nothing for this long."""

AGENT_LOST_AFTER_SECONDS: Final = 5 * 60.0
"""An owner who is away for this long is lost for good: somebody else gets the customer (SPEC G6)."""
CHAT_AFTER_SECONDS: Final = 24 * 3600.0
"""The customer's room stays open for this long after the end."""
RESTART_LIMIT_SECONDS: Final = 15 * 60.0
"""A machine that admin mode restarted is waited for so long; its token lives no longer either."""

CONSENT_INERT_SECONDS: Final = 3.0
CONSENT_ANSWER_SECONDS: Final = 120.0
"""No answer within this time is a no."""
LOCAL_HAND_HOLD_SECONDS: Final = 2.0
"""Remote input is held back this long after the local hand moved."""
RECONFIRM_CONTROL_SECONDS: Final = 30 * 60.0

LEAVE_ALONE_SECONDS: Final = 4 * 3600.0
"""The same, where the person agreed to leave a long repair alone."""

MONITOR_LIMIT: Final = 16
NAME_LIMIT_CHARS: Final = 120
SENTENCE_LIMIT_CHARS: Final = 500
TOKEN_LIMIT_CHARS: Final = 128
DEMO_VIEWER_LIMIT: Final = 5
PEOPLE_LIMIT: Final = 64
CHAT_LIMIT_CHARS: Final = 4_000
CHAT_PAGE_LIMIT: Final = 100
ATTACHMENTS_LIMIT: Final = 10
"""In one message."""
ATTACHMENT_LIMIT_BYTES: Final = 25 * 1024 * 1024
STEPS_LIMIT: Final = 30
TYPING_SHOWN_SECONDS: Final = 3.0
INVITATIONS_LIMIT: Final = 10
"""Open at once in one session."""
INVITATION_SECONDS: Final = 10 * 60.0
"""An invitation or a transfer that nobody answers is over after this."""
WORKS_LIMIT: Final = 8
"""Under way at once on one machine."""
SCRIPT_LIMIT_CHARS: Final = 10_000
OUTPUT_LIMIT_CHARS: Final = 8_000
"""In one message of a script's output."""
INSPECTION_PARTS_LIMIT: Final = 64
INSPECTION_ROWS_LIMIT: Final = 200
"""In one part."""
TRANSFER_LIMIT_BYTES: Final = 64 * 1024**3
TRANSFER_PIECE_BYTES: Final = 1024 * 1024
TRANSFER_WINDOW_BYTES: Final = 8 * 1024 * 1024
"""Sent and not yet on the receiver's disk."""
TRANSFER_ITEMS_LIMIT: Final = 100_000
"""Files in one transfer."""
TRANSFER_MANIFEST_ITEMS: Final = 100
"""Files in one part of a manifest."""
TRANSFER_DEPTH_LIMIT: Final = 32
CLIPBOARD_TEXT_LIMIT_BYTES: Final = 256 * 1024
CLIPBOARD_IMAGE_LIMIT_BYTES: Final = 16 * 1024 * 1024
INK_POINTS_LIMIT: Final = 64
INK_FADES_SECONDS: Final = 4.0
POINTS_PER_SECOND: Final = 60
"""Pointer places and pieces of ink from one peer."""
