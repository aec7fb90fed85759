"""The inside of the brain's process: llama.cpp's own OpenAI-compatible server on a free loopback port.

The factory's setup is {"model", "adapter", "alias", "key", "context", "threads", "reading_threads"}. Requests are
{"do": "port"} for where the server listens, and {"do": "grammar", "schema"} for the grammar of a JSON schema.
"""

from __future__ import annotations

import json
import re
from typing import Any

from os1.errors import EngineDown
from os1.models.frames import Header
from os1.models.worker import Handle

_BATCH = 128
"""Tokens read at a time: a reading that nobody waits for any more ends within a second."""
_CACHE_MIB = 256
"""Prompts kept aside when another one comes, so that two kinds of request do not read everything anew."""


def make(setup: dict[str, Any]) -> Handle:
    """Load the model and start serving.

    Raises:
        EngineDown: llama.cpp cannot use the file.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = setup["model"]
    if setup["adapter"]:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(setup["adapter"], 1.0)]
    params.model_alias = {setup["alias"]}
    params.n_ctx = setup["context"]
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = _BATCH
    params.cpuparams.n_threads = setup["threads"]
    params.cpuparams_batch.n_threads = setup["reading_threads"]
    params.cache_ram_mib = _CACHE_MIB
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [setup["key"]]
    params.ui = params.endpoint_slots = params.endpoint_props = False
    params.warmup = False
    try:
        server = xllamacpp.Server(params)
    except (RuntimeError, ValueError) as error:
        raise EngineDown(
            f"The brain's weights {setup['model']} cannot be loaded ({error}); run `os1 models verify`."
        ) from error

    def handle(header: Header, payload: bytes) -> tuple[Header, bytes]:
        if header["do"] == "grammar":
            return {"grammar": grammar_of(header["schema"])}, b""
        # Asking the server itself keeps it alive for as long as requests come.
        return {"port": int(server.listening_address.rpartition(":")[2])}, b""

    return handle


def grammar_of(schema: dict[str, Any]) -> str:
    """The grammar of a JSON schema, without room for white space: a small model loses itself in it.

    The server's own `json_schema` leaves that room. Which notation comes out depends on how llama.cpp was built,
    so both are told: llguidance by its option in the schema, GBNF by its rule for space.
    """
    import xllamacpp

    tight = schema | {"x-guidance": {"whitespace_flexible": False}}
    grammar: str = xllamacpp.json_schema_to_grammar(json.dumps(tight))
    return re.sub(r"^space ::=.*$", 'space ::= ""', grammar, flags=re.MULTILINE)
