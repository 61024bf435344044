"""The services desk: repairs in and out of warranty, special services, technicians and their dispatch."""
