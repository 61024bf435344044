"""Upgrade scripts of the database; they import no model, because models change and scripts must not."""

HEAD = "0016"
