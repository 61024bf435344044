"""The day of a handover: check-in, queue, stations, board, signature, refusal."""
