"""The handover desk: from the acceptance of a building to the signed key."""
