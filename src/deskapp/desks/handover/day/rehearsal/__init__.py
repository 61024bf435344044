"""A handover day played in a temporary home by real processes, and the proof that nothing went wrong."""
