"""What the organisation records and how long it keeps it, for the staff."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.recording import Policy
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Told

ROUTER = APIRouter(prefix="/api/recording-rules", tags=["records"])


class ToldStore(Told):
    """Where recordings go. `free_bytes` is of this server's disk, where each one is written first."""

    where: Literal["disk", "s3"]
    free_bytes: int
    warning: bool = Field(description="There is too little left to go on for long.")


class ToldRules(Told):
    """When a session is recorded, and for how many days it is kept; 0: for ever."""

    policy: Policy
    keep_days: float
    log_keep_days: float
    admins_may_replay: bool
    store: ToldStore


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.TRY_LATER))
async def see_rules(_who: SignedInHere, needs: NeedsHere) -> ToldRules:
    """The rules as they are now."""
    rules, free_bytes = needs.records.rules, await needs.records.shelf_keeping.free_bytes()
    return ToldRules(
        policy=rules.policy,
        keep_days=rules.keep_days,
        log_keep_days=rules.log_keep_days,
        admins_may_replay=rules.admins_may_replay,
        store=ToldStore(
            where="s3" if rules.is_remote else "disk",
            free_bytes=free_bytes,
            warning=free_bytes < rules.warn_below_bytes,
        ),
    )
