"""A world for tests: a clock they own, engines that cost nothing, and a pilot that lives with the OS as a user.

Fakes sit behind the real protocols of `os1.models.engines`; nothing in the product imports this package.
"""
