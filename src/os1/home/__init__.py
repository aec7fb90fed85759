"""Home: the only place that wires the rooms together; starts them, supervises them, stops them.

`os1.home.house` is the running OS; `os1.home.rooms` opens single rooms for commands that need no more.
"""
