"""The SDMX-ML 3.0 structure message of an export: dataflows, their dimensions and attributes, every code by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from reporting.exports.content import Content, Extract
from reporting.exports.data_package import file_resource, relation_text
from reporting.exports.figures import Indicator, unit_title
from reporting.exports.tables import Column

FILE = "sdmx_structure.xml"
RESOURCE = file_resource(
    FILE,
    "xml",
    "application/vnd.sdmx.structure+xml;version=3.0.0",
    "Structure of the SDMX-CSV files",
    "Dataflows, data structures, concepts and codelists in SDMX-ML 3.0.",
)

_AGENCY = "MARKETSPLIT"
_VERSION = "1.0.0"
_CONCEPTS = "CONCEPTS"
_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_NAMESPACES = {part[:3]: f"{_BASE}/{part}" for part in ("message", "structure", "common")}
_MES, _STR, _COM = (ElementMaker(namespace=namespace, nsmap=_NAMESPACES) for namespace in _NAMESPACES.values())

#: Codes of SDMX itself that occur here, CL_FREQ.
_FREQUENCIES = {"A": "Annual", "S": "Half-yearly", "Q": "Quarterly", "M": "Monthly"}
_MEANINGS = {
    "FREQ": "Length of the period.",
    "INDICATOR": "Which figure of the row: the name of its column in the warehouse.",
    "TIME_PERIOD": "What time the figure describes.",
    "OBS_VALUE": "The figure.",
    "OBS_STATUS": "Status of the figures of the row.",
    "UNIT_MEASURE": "Unit of the figure.",
    "DECIMALS": "Decimal places of the figure.",
}


@dataclass(frozen=True, slots=True)
class Dataflow:
    """A table as SDMX sees it: its coded columns as dimensions, its numbers as indicators, the rest as attributes."""

    extract: Extract
    indicators: tuple[Indicator, ...]

    @property
    def id(self) -> str:
        """Return the id of dataflow and data structure."""
        return self.extract.table.name.upper()

    @property
    def reference(self) -> str:
        """Return how a data message names it."""
        return f"{_AGENCY}:{self.id}({_VERSION})"

    @property
    def coded(self) -> list[str]:
        """Return the columns of the grain but the period."""
        return [name for name in self.extract.table.grain if name != "time_period"]

    @property
    def dimensions(self) -> list[str]:
        """Return the ids of the dimensions in order, the period last."""
        return ["FREQ", *(name.upper() for name in self.coded), "INDICATOR", "TIME_PERIOD"]

    @property
    def attributes(self) -> list[Column]:
        """Return the columns that say more about the figures of their row."""
        elsewhere = {*self.extract.table.grain, "frequency", "obs_status", "unit_measure"}
        return [one for one in self.extract.columns if not one.is_figure and one.name not in elsewhere]


def message(content: Content, flows: Iterable[Dataflow]) -> bytes:
    """Return the message; its codes are those that occur in the dataflows, so the same data give the same bytes."""
    flows = list(flows)
    prepared = content.updated or date(1980, 1, 1)
    root = _MES.Structure(
        _MES.Header(
            _MES.ID("MARKETSPLIT"),
            _MES.Test("false"),
            _MES.Prepared(f"{prepared.isoformat()}T00:00:00Z"),
            _MES.Sender(id=_AGENCY),
        ),
        _MES.Structures(
            _STR.Codelists(*(_codelist(*one) for one in sorted(_codelists(content, flows).items()))),
            _STR.ConceptSchemes(_concept_scheme(flows)),
            _STR.Dataflows(*(_dataflow(flow) for flow in flows)),
            _STR.DataStructures(*(_data_structure(flow) for flow in flows)),
        ),
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _codelists(content: Content, flows: list[Dataflow]) -> dict[str, dict[str, str]]:
    """Return every codelist: the name of each code, by code."""
    found: dict[str, dict[str, str]] = {
        "CL_FREQ": _FREQUENCIES,
        "CL_OBS_STATUS": content.labels("obs_status"),
        "CL_UNIT_MEASURE": {},
        "CL_INDICATOR": {},
    }
    for flow in flows:
        for column in flow.coded:
            labels = content.labels(column)
            codes = found.setdefault(f"CL_{column.upper()}", {})
            codes.update({code: labels.get(code, code) for code in _occurring(content, flow, column)})
        for one in flow.indicators:
            found["CL_INDICATOR"][one.name] = one.column.meaning
            units = _occurring(content, flow, one.unit_sql)
            found["CL_UNIT_MEASURE"].update({unit: unit_title(unit) for unit in units})
    return found


def _occurring(content: Content, flow: Dataflow, code: str) -> list[str]:
    sql = f"SELECT DISTINCT {code} FROM ({flow.extract.chosen}) ORDER BY ALL"  # noqa: S608 - names and queries of our own
    return [code for (code,) in content.connection.execute(sql).fetchall()]


def _codelist(name: str, codes: dict[str, str]) -> Any:
    items = (_STR.Code(_COM.Name(codes[code]), id=code) for code in sorted(codes))
    return _STR.Codelist(_COM.Name(name), *items, **_maintained(name))


def _concept_scheme(flows: list[Dataflow]) -> Any:
    meanings = dict(_MEANINGS)
    for flow in flows:
        columns = {column.name: column for column in flow.extract.columns}
        for column in (*(columns[name] for name in flow.coded), *flow.attributes):
            meanings.setdefault(column.name.upper(), column.meaning)
    concepts = (
        _STR.Concept(_COM.Name(name), _COM.Description(meaning), id=name) for name, meaning in sorted(meanings.items())
    )
    return _STR.ConceptScheme(_COM.Name("Concepts"), *concepts, **_maintained(_CONCEPTS))


def _dataflow(flow: Dataflow) -> Any:
    structure = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={flow.reference}"
    return _STR.Dataflow(*_named(flow), _STR.Structure(structure), **_maintained(flow.id))


def _data_structure(flow: Dataflow) -> Any:
    dimensions = [_component("Dimension", name, _coded(name)) for name in flow.dimensions[:-1]]
    period = _component("TimeDimension", "TIME_PERIOD", _STR.TextFormat(textType="ObservationalTimePeriod"))
    attributes = [
        _attribute("OBS_STATUS", _coded("OBS_STATUS")),
        _attribute("UNIT_MEASURE", _coded("UNIT_MEASURE")),
        _attribute("DECIMALS", _STR.TextFormat(textType="Integer")),
        *(_attribute(column.name.upper(), _STR.TextFormat(textType="String")) for column in flow.attributes),
    ]
    return _STR.DataStructure(
        *_named(flow),
        _STR.DataStructureComponents(
            _STR.DimensionList(*dimensions, period, id="DimensionDescriptor"),
            _STR.AttributeList(*attributes, id="AttributeDescriptor"),
            _STR.MeasureList(
                _component("Measure", "OBS_VALUE", _STR.TextFormat(textType="Decimal")), id="MeasureDescriptor"
            ),
        ),
        **_maintained(flow.id),
    )


def _component(kind: str, name: str, representation: Any) -> Any:
    concept = f"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept={_AGENCY}:{_CONCEPTS}({_VERSION}).{name}"
    return _STR(kind, _STR.ConceptIdentity(concept), _STR.LocalRepresentation(representation), id=name)


def _attribute(name: str, representation: Any) -> Any:
    attribute = _component("Attribute", name, representation)
    attribute.append(_STR.AttributeRelationship(_STR.Observation()))
    return attribute


def _coded(name: str) -> Any:
    codelist = f"urn:sdmx:org.sdmx.infomodel.codelist.Codelist={_AGENCY}:CL_{name}({_VERSION})"
    return _STR.Enumeration(codelist)


def _named(flow: Dataflow) -> tuple[Any, Any]:
    return _COM.Name(flow.extract.table.title), _COM.Description(relation_text(flow.extract))


def _maintained(name: str) -> dict[str, str]:
    return {"id": name, "agencyID": _AGENCY, "version": _VERSION}
