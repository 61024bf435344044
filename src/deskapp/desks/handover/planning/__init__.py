"""Batches, their days, stations and people; the delivery of each unit and what its owner was told."""
