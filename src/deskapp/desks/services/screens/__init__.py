"""What the rooms of the desk show together: ways in, forms by name."""
