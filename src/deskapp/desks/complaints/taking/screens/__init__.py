"""Screens of taking complaints."""
