"""How a complaint comes in: who, where, what, its level, its clocks, what is alike, and events of many."""
