"""The JSON Schema that editors use says what the models say."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import yaml

from extractors.publication import PUBLICATIONS_DIR
from extractors.schema import PATH, schema, schema_text

DECLARATIONS = sorted(PUBLICATIONS_DIR.glob("*/publication.yml"))
#: YAML reads a date as a date; JSON, and so the schema, knows it as text.
AS_JSON: dict[str, Any] = {"default": str}


def test_the_file_is_the_models_schema() -> None:
    assert PATH.read_text(encoding="utf-8") == schema_text(), "run python -m extractors.schema"


@pytest.mark.parametrize("path", DECLARATIONS, ids=lambda path: path.parent.name)
def test_every_declaration_is_valid_and_names_the_schema(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../docs/publication.schema.json\n")
    jsonschema.validate(json.loads(json.dumps(yaml.safe_load(text), **AS_JSON)), schema())


def test_an_unknown_key_is_an_error_at_every_depth() -> None:
    declared = json.loads(json.dumps(yaml.safe_load(DECLARATIONS[0].read_text(encoding="utf-8")), **AS_JSON))
    for part in (declared, declared["publisher"], next(iter(declared["bases"].values()))):
        part["colour"] = "blue"
        with pytest.raises(jsonschema.ValidationError, match="colour"):
            jsonschema.validate(declared, schema())
        del part["colour"]
