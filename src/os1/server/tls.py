"""HTTPS at home: an authority of this OS's own, and the certificate that it signs for this machine.

The authority's key never leaves the home (0600). It is bound by name constraints to private addresses and
`.local` names, so a phone that trusts it does not trust it for anything else on the internet.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from datetime import datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_AUTHORITY_LASTS = timedelta(days=3650)
_LEAF_LASTS = timedelta(days=390)
"""Phones refuse certificates of more than 398 days."""
_RENEW_BEFORE = timedelta(days=30)
_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "192.0.2.0/24",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)
"""Where a home's machines live: RFC 1918, shared (RFC 6598), link-local, loopback, documentation, ULA."""


def machine_name() -> str:
    """This machine's name on the home network, such as `desk.local`."""
    name = socket.gethostname().split(".")[0].lower()
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name).strip("-")
    return f"{plain or 'os1'}.local"


def addresses() -> tuple[Address, ...]:
    """This machine's private addresses, the likeliest for a phone first, loopback last."""
    found: set[Address] = set()
    for infos in psutil.net_if_addrs().values():
        for info in infos:
            if info.family in (socket.AF_INET, socket.AF_INET6):
                found.add(ipaddress.ip_address(info.address.partition("%")[0]))
    private = [address for address in found if any(address in network for network in _PRIVATE)]
    return tuple(sorted(private, key=lambda a: (a.is_loopback, a.version, a.is_link_local, int(a))))


class Authority:
    """The certificates in the folder `tls` of a home, made and renewed as needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.certificate = folder / "ca.crt"
        self._key = folder / "ca.key"
        self._leaf = folder / "server.pem"

    def certify(self, where: tuple[Address, ...], now: datetime) -> bool:
        """Have a certificate for `where` that is good at `now`; whether a new one was made."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (self.certificate.exists() and self._key.exists()):
            self._found(now)
            self._leaf.unlink(missing_ok=True)
        if self._leaf.exists() and _is_good(self._leaf.read_bytes(), where, now):
            return False
        self._sign(where, now)
        return True

    def context(self) -> ssl.SSLContext:
        """The server's side of TLS with the present certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.refresh(context)
        return context

    def refresh(self, context: ssl.SSLContext) -> None:
        """Let connections that `context` makes from now on show the present certificate."""
        context.load_cert_chain(self._leaf)

    def fingerprint(self) -> str:
        """The SHA-256 of the authority's certificate, as phones show it."""
        return _load(self.certificate.read_bytes()).fingerprint(hashes.SHA256()).hex(":").upper()

    def _found(self, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"OS1 on {machine_name()}"[:64])])
        builder = _begin(name, name, key.public_key(), now, _AUTHORITY_LASTS)
        permitted = [x509.IPAddress(network) for network in _PRIVATE]
        names = [x509.DNSName("local"), x509.DNSName("localhost")]
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.NameConstraints([*names, *permitted], None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write(self._key, _pem(key))
        _write(self.certificate, certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(self, where: tuple[Address, ...], now: datetime) -> None:
        authority = _load(self.certificate.read_bytes())
        signer = serialization.load_pem_private_key(self._key.read_bytes(), None)
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, machine_name()[:64])])
        dns = [x509.DNSName(machine_name()), x509.DNSName("localhost")]
        certificate = (
            _begin(name, authority.subject, key.public_key(), now, _LEAF_LASTS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.SubjectAlternativeName([*dns, *(x509.IPAddress(a) for a in where)]), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
            )
            .sign(signer, hashes.SHA256())
        )
        _write(self._leaf, _pem(key) + certificate.public_bytes(serialization.Encoding.PEM))


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    # An hour back, for phones whose clocks are a little behind.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + lasts)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _is_good(pem: bytes, where: tuple[Address, ...], now: datetime) -> bool:
    """Whether the certificate in `pem` covers `where` and this machine's name, for a while yet."""
    leaf = _load(pem)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = set(names.get_values_for_type(x509.IPAddress))
    named = machine_name() in names.get_values_for_type(x509.DNSName)
    timely = leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc - _RENEW_BEFORE
    return named and timely and set(where) <= covered


def _load(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, all at once."""
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    temporary.replace(path)
