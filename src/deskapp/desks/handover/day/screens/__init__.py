"""The screens of a handover day."""
