"""Field types of promotions, for whoever takes them from people."""

from typing import Annotated

from pydantic import AfterValidator

from kernel.fields import Code

#: Codes are read out and typed on phones: capitals and small letters are one.
CouponCode = Annotated[Code, AfterValidator(str.upper)]
