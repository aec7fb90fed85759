"""The doors on the network: the page, its live words, WebRTC signalling, and pairing.

Nothing here thinks, hears or remembers: all of that is behind `Door`. By default only this computer is
served; `lan` adds HTTPS for paired devices at home.
"""

from os1.server.door import Door
from os1.server.serve import Reach, opened, serve

__all__ = ["Door", "Reach", "opened", "serve"]
