"""Figures of complaints: months that are closed, reports, the dashboard."""
