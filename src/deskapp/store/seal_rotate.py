"""A new key: beside the old ones, which still open what they closed; or instead of one that is lost, on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import SQLModel

from deskapp.errors import DeskError
from deskapp.store.audit_write import read_head
from deskapp.store.rights import EVERYTHING
from deskapp.store.seal import LOST_ACTION
from deskapp.store.secrets import reseal
from deskapp.store.store import Store
from deskapp.store.work import Clerk, Work


def rotate(store: Store, clerk: Clerk, now: datetime) -> int:
    """Begin a new key and encrypt every secret with it; how many. Tables must be loaded.

    Where keys come from the environment, the new one is there already, behind the one that the trail ends with.
    """
    clerk.rights.refuse("key.rotate")
    last, ring = _last_key(store), store.keys.ring()
    if not store.keys.from_environment:
        ring = store.keys.add()
    elif last == ring.newest.id:
        raise DeskError("store.key_in_environment")

    def renew(work: Work) -> int:
        count = reseal(work, SQLModel.metadata)
        work.entry("key", None, after={"key": ring.newest.id.hex(), "encrypted": count})
        return count

    # everything is encrypted anew, whatever whoever does it may see
    return store.write(replace(clerk, rights=EVERYTHING), "key.rotate", renew, now)


def begin_anew(store: Store, clerk: Clerk, now: datetime, reason: str) -> None:
    """Record that the key of the trail is lost, and go on with another; raises ``store.key_not_lost``.

    What the lost key sealed can be checked no more, and is told by every check from now on.
    """
    try:
        _last_key(store)
    except DeskError as lost:
        if lost.code not in ("store.key_missing", "store.key_lost"):
            raise
    else:
        raise DeskError("store.key_not_lost")
    ring = store.keys.ring() if store.keys.from_environment else store.keys.add()

    def record(work: Work) -> None:
        work.reason = reason
        work.entry("key", None, after={"key": ring.newest.id.hex()})
        work.trail.write(work.session.connection(), anew=True)

    store.write(clerk, LOST_ACTION, record, now)


def _last_key(store: Store) -> bytes:
    """The id of the key that the trail ends with; raises where it is not there."""
    ring = store.keys.ring()
    assert ring.newest
    head = store.read(lambda reader: read_head(reader.session.connection(), ring))
    return head.last_seal[:4]
