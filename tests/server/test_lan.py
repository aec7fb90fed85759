"""The home network's door: certificates, phones that come in by QR code, and the announcement."""

from __future__ import annotations

import ipaddress
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncZeroconf

from os1.server.announce import SERVICE, announced
from os1.server.tls import Authority, addresses, machine_name
from os1.testing.served import Served, served

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HERE = (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("192.168.1.20"))


def leaf(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())


def phones(os1: Served) -> str:
    """The HTTPS address, by loopback: tests reach nothing else."""
    assert os1.reach.phones is not None
    return f"https://localhost:{os1.reach.phones.rstrip('/').rsplit(':', 1)[1]}"


async def test_a_phone_comes_in_by_the_qr_codes_token_once(tmp_path: Path) -> None:
    async with served(tmp_path, lan=True) as os1:
        base = phones(os1)
        async with os1.browser(base, verify=os1.trust) as phone, os1.browser(base, verify=os1.trust) as other:
            assert (await phone.get("/")).status_code == 401
            token = os1.reach.invite().token
            answer = await phone.post("/api/pair", json={"token": token, "name": "Phone"})
            assert answer.status_code == 200
            assert "secure" in answer.headers["set-cookie"].lower()
            assert (await phone.get("/api/state")).status_code == 200
            assert (await other.post("/api/pair", json={"token": token})).status_code == 403
            invited = (await phone.post("/api/invite")).json()
            assert invited["address"] == os1.reach.phones and len(invited["code"]) == 6
            assert (await phone.get("/api/invite.svg")).headers["content-type"] == "image/svg+xml"


async def test_the_computers_own_key_is_no_use_from_the_network(tmp_path: Path) -> None:
    async with served(tmp_path, lan=True) as os1, os1.browser(phones(os1), verify=os1.trust) as phone:
        assert (await phone.post("/api/pair", json={"key": os1.key})).status_code == 403
        async with os1.browser() as mine:
            assert (await mine.post("/api/pair", json={"key": os1.key})).status_code == 200


async def test_the_network_needs_https_and_a_name_of_ours(tmp_path: Path) -> None:
    async with served(tmp_path, lan=True) as os1:
        base = phones(os1)
        async with os1.browser(base.replace("https", "http")) as plain:
            with pytest.raises(httpx.HTTPError):
                await plain.get("/")
        async with os1.browser(base) as unknowing:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await unknowing.get("/")
        async with os1.browser(base, verify=os1.trust) as phone:
            port = base.rsplit(":", 1)[1]
            assert (await phone.get("/", headers={"host": f"evil.example:{port}"})).status_code == 421
            name = f"{machine_name()}:{port}"
            named = await phone.get("/", headers={"host": name, "origin": f"https://{name}"})
            assert named.status_code == 401
            certificate = await phone.get("/os1-ca.crt")
            assert certificate.content == (tmp_path / "tls" / "ca.crt").read_bytes()


def test_certificates_are_private_short_lived_and_bound_to_homes(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    assert authority.certify(HERE, NOW)
    for name in ("ca.key", "server.pem"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    mine = leaf(tmp_path)
    assert mine.not_valid_after_utc - mine.not_valid_before_utc < timedelta(days=398)
    names = mine.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.IPAddress)) == set(HERE)
    assert machine_name() in names.get_values_for_type(x509.DNSName)
    root = x509.load_pem_x509_certificate(authority.certificate.read_bytes())
    bounds = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert bounds.critical and bounds.value.permitted_subtrees
    assert len(authority.fingerprint()) == 95
    mine.verify_directly_issued_by(root)


def test_a_certificate_is_renewed_when_due_or_moved_and_else_kept(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    authority.certify(HERE, NOW)
    first, root = leaf(tmp_path), authority.fingerprint()
    assert not authority.certify(HERE[:1], NOW + timedelta(days=1))
    assert leaf(tmp_path) == first
    assert authority.certify((ipaddress.ip_address("10.0.0.5"),), NOW)
    assert authority.certify((ipaddress.ip_address("10.0.0.5"),), NOW + timedelta(days=370))
    assert authority.fingerprint() == root
    (tmp_path / "ca.key").unlink()
    assert authority.certify(HERE, NOW)
    assert authority.fingerprint() != root


def test_only_private_addresses_are_offered() -> None:
    assert all(
        address.is_private or address in ipaddress.ip_network("100.64.0.0/10") for address in addresses()
    )
    assert ipaddress.ip_address("127.0.0.1") in addresses()


@pytest.mark.timeout(30)
async def test_the_home_network_hears_where_it_is() -> None:
    import asyncio

    found: asyncio.Event = asyncio.Event()

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if name.startswith("OS1 on "):
            found.set()

    async with announced(HERE, 7443, interfaces=["127.0.0.1"]):
        listener = AsyncZeroconf(interfaces=["127.0.0.1"])
        browser = AsyncServiceBrowser(listener.zeroconf, SERVICE, handlers=[changed])
        async with asyncio.timeout(10):
            await found.wait()
        await browser.async_cancel()
        await listener.async_close()
