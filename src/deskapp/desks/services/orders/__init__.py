"""Work orders: what has to be mended or done, by whom, when, and how it was checked."""
