"""What the owner takes home: keys, meters read, papers, gifts, and the form that both sign."""
