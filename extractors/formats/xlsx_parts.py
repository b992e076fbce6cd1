"""The parts of an XLSX file, within bounds that no honest workbook reaches: sizes are checked before inflating.

XML is parsed without entities, without loading anything, and only in UTF-8.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from extractors.documents import normalise
from extractors.errors import DriftError

MAX_PARTS = 2_000
MAX_INFLATED = 100_000_000
MAX_RATIO = 250
#: Parts smaller than this may have any ratio.
_SMALL = 1_000_000
MAX_TAGS = 2_500_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})""")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the type (``worksheet``) and the name of the part."""

    kind: str
    target: str


class Parts:
    """The parts of one XLSX file by name."""

    def __init__(self, content: bytes) -> None:
        """Open the file. Raises DriftError unless it is an XLSX within the bounds, without macros and not encrypted."""
        if content.startswith(_OLE):
            encrypted = "EncryptedPackage".encode("utf-16-le") in content
            found = "an encrypted workbook" if encrypted else "a workbook of the old binary format (.xls)"
            raise DriftError(
                "the document is not XLSX", expected="a workbook that opens without a password", found=found
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            infos = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise DriftError("the document is not XLSX, or it is truncated", found=str(error)) from error
        self._sizes = {info.filename: info for info in infos}
        self._check_bounds(infos)
        if any(name.lower().endswith("vbaproject.bin") for name in self._sizes):
            raise DriftError("the workbook has macros", expected="a workbook without", found="vbaProject.bin")

    def _check_bounds(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MAX_PARTS:
            raise _out_of_bounds(f"up to {MAX_PARTS} parts", str(len(infos)))
        if sum(info.file_size for info in infos) > MAX_INFLATED:
            size = sum(info.file_size for info in infos)
            raise _out_of_bounds(f"up to {MAX_INFLATED} bytes when inflated", str(size))
        for info in infos:
            if info.file_size > max(_SMALL, MAX_RATIO * info.compress_size):
                found = f"{info.file_size} bytes from {info.compress_size} in {info.filename[:80]!r}"
                raise _out_of_bounds(f"parts that inflate to at most {MAX_RATIO} times their size", found)
            if info.flag_bits & 0x1:
                raise DriftError("the workbook is encrypted", expected="a workbook that opens without a password")

    def read(self, name: str) -> bytes:
        """Return the XML of a part. Raises DriftError where it is missing, damaged or not such XML."""
        if name not in self._sizes:
            raise DriftError("a part of the workbook is missing", expected=name)
        try:
            xml = self._archive.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise DriftError("the workbook is damaged", place=name, found=str(error)) from error
        declared = _DECLARED.match(xml.removeprefix(b"\xef\xbb\xbf"))
        if b"\0" in xml or (declared and declared.group(1).lower() not in {b"utf-8", b"us-ascii"}):
            raise DriftError("a part of the workbook is not in UTF-8", place=name)
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            raise DriftError("a part of the workbook declares entities", place=name, expected="XML without a DOCTYPE")
        if xml.count(b"<") > MAX_TAGS:
            raise _out_of_bounds(f"up to {MAX_TAGS} tags", f"more in {name!r}")
        return xml

    def elements(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of a part with these local names, each once it is whole and only until the next."""
        xml = self.read(name)
        events = etree.iterparse(
            io.BytesIO(xml),
            events=("end",),
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        try:
            for _, element in events:
                yield element
                element.clear(keep_tail=False)
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            raise DriftError("the workbook is damaged", place=name, found=normalise(str(error))[:200]) from error

    def relations(self, name: str) -> dict[str, Relation]:
        """Return what a part refers to inside the file, by identifier; the empty name is the file itself."""
        folder, base = posixpath.split(name)
        found: dict[str, Relation] = {}
        for one in self.elements(posixpath.join(folder, "_rels", f"{base}.rels"), "Relationship"):
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                found[one.get("Id", "")] = Relation(one.get("Type", "").rpartition("/")[2], target)
        return found


def _out_of_bounds(expected: str, found: str) -> DriftError:
    return DriftError("the workbook is beyond what an honest one needs", expected=expected, found=found)
