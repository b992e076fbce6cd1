"""The JSON Schema of ``publication.yml``, for editors: ``python -m extractors.schema`` writes it into docs/.

It is made from the models that validate, so the two cannot say different things.
"""

from __future__ import annotations

import json
from typing import Any

from extractors.publication import Publication
from extractors.settings import PROJECT_ROOT

PATH = PROJECT_ROOT / "docs" / "publication.schema.json"


def schema() -> dict[str, Any]:
    """Return the schema as JSON Schema 2020-12, of the declaration as it is written (not as it is after reading)."""
    made = Publication.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "publication.yml"}


def schema_text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema_text(), encoding="utf-8")
