"""What a publisher's figures mean: its definitions, how they split the market, whose figures they should agree with."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from extractors.mapping import AreaCode, Declared, MeasureCode, SegmentCode, Slug


class Split(Declared):
    """How a definition tells the sides of the market apart. Definitions that agree in all of it can be compared.

    ``of`` is what is split: the e-commerce of an area, a part of it only, or a number of enterprises; ``universe`` is
    whose sales count; ``by`` what decides the side: the buyer, the sector of the seller, the channel. The business side
    may hold sales to public authorities, the consumer side those among consumers.
    """

    of: Literal["market", "part", "enterprises"]
    universe: Literal[
        "all_sizes", "10_plus", "10_49", "50_249", "250_plus", "micro", "platforms", "sites", "sectors", "not_said"
    ]
    by: Literal["buyer", "sector", "channel", "not_said"]
    business: Literal["b2b", "b2b_b2g"] = "b2b"
    consumers: Literal["b2c", "b2c_c2c"] = "b2c"
    b2b_parts: list[SegmentCode] = Field(
        [], description="segments that together are the publisher's B2B, where it prints them alone"
    )
    b2c_parts: list[SegmentCode] = Field([], description="the same for B2C")

    @property
    def comparable_as(self) -> str:
        """Return what two definitions must have in common, EDI apart, before their shares stand side by side."""
        return f"{self.of}-{self.universe}-{self.by}-{self.business}-{self.consumers}"


class Basis(Declared):
    """A definition under which figures are comparable: the code that goes with every figure, and what it means."""

    title: str
    text: str = Field(description="the publisher's definition in our words")
    url: str = Field(description="where the publisher states it")
    edi_included: Literal["yes", "no", "not said"]
    b2c_basis: str | None = Field(
        None,
        description="basis of the consumer side that goes with this business side, where it is another one",
    )
    complement: SegmentCode | None = Field(
        None, description="what the rest is, where only one side's share is published"
    )
    split: Split | None = Field(
        None, description="how it tells the sides apart; without it no share is formed and none compared"
    )
    replaces: str | None = Field(
        None, description="the basis of the method that this one took the place of, whose figures it does not revise"
    )
    retells: Slug | None = Field(
        None, description="the publication whose figures these are said to be: they must agree with a print of it"
    )
    converted_from: str | None = Field(
        None, description="the basis whose amounts these are, converted by the page into another currency"
    )
    parts: list[SegmentCode] = Field(
        [], description="the segments that make up TOTAL; empty: those sides of the market that are printed"
    )


class Counterpart(Declared):
    """Figures that another publication prints in its own currency: converted at the average of the year, they agree.

    This checks parser, scale and direction of the rate in one: 353.0 trillion yen at 109.0188 yen are 3,238 billion
    dollars.
    """

    ref_area: AreaCode
    measure: MeasureCode
    segment: SegmentCode
    basis: str = Field(description="of the figure in US dollars, one of ours")
    of: Slug = Field(description="the publication that prints it in its own currency")
    of_measure: MeasureCode | None = Field(None, description="there; empty: the same")
    of_segment: SegmentCode | None = Field(None, description="there; empty: the same")
    of_basis: str
