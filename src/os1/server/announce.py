"""Tells the home network, by multicast DNS, where OS1 can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from zeroconf import InterfaceChoice
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from os1.server.tls import Address, machine_name

SERVICE = "_os1._tcp.local."


@asynccontextmanager
async def announced(
    where: Sequence[Address], port: int, interfaces: Sequence[str] | InterfaceChoice = InterfaceChoice.Default
) -> AsyncIterator[None]:
    """Inside the block, `OS1 on <machine>` answers at `port`; nothing is announced where there is no multicast."""
    host = machine_name()
    info = AsyncServiceInfo(
        SERVICE,
        f"OS1 on {host.removesuffix('.local')}.{SERVICE}",
        addresses=[address.packed for address in where if not address.is_loopback],
        port=port,
        properties={"path": "/"},
        server=f"{host}.",
    )
    try:
        network = AsyncZeroconf(interfaces=interfaces)
    except OSError:
        yield  # no network that can be announced on; the printed address still works
        return
    try:
        registering = asyncio.create_task(_register(network, info))
        try:
            yield
        finally:
            registering.cancel()
            await asyncio.gather(registering, return_exceptions=True)
            await network.async_unregister_all_services()
    finally:
        await network.async_close()


async def _register(network: AsyncZeroconf, info: AsyncServiceInfo) -> None:
    await (await network.async_register_service(info, allow_name_change=True))
