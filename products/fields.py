"""Field types of products: what names and values of options may be."""

from typing import Annotated

from pydantic import Field

from kernel.fields import OneLine

MAX_OPTIONS_COUNT = 3
OptionName = Annotated[str, OneLine, Field(min_length=1, max_length=30)]
OptionValue = Annotated[str, OneLine, Field(min_length=1, max_length=60)]
Options = Annotated[dict[OptionName, OptionValue], Field(max_length=MAX_OPTIONS_COUNT)]
