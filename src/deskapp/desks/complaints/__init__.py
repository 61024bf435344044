"""The complaints desk: logged in seconds, clocks that can be explained, closed with a result in words."""
