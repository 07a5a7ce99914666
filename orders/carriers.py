"""Who carries parcels, and where a tracking number can be followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from kernel.errors import N_

#: Whoever is not in the table: a scooter, a neighbour, a carrier without a tracking page.
OTHER = "other"


@dataclass(frozen=True)
class Carrier:
    """A carrier: its name as the market writes it, and its tracking page with `{}` for the number."""

    name: str
    tracking_page: str = ""


#: Source: the carriers' own tracking pages, November 2026.
CARRIERS: Mapping[str, Carrier] = MappingProxyType(
    {
        "chunghwa_post": Carrier(
            "中華郵政 Chunghwa Post", "https://postserv.post.gov.tw/pstmail/main_mail.html?mailno={}"
        ),
        "t_cat": Carrier("黑貓宅急便 T-CAT", "https://www.t-cat.com.tw/Inquire/TraceDetail.aspx?BillID={}"),
        "hct": Carrier("新竹物流 HCT", "https://www.hct.com.tw/Search/SearchGoods_n.aspx?no={}"),
        "sf_express": Carrier(
            "顺丰速运 SF Express",
            "https://www.sf-express.com/chn/sc/waybill/waybill-detail/{}",
        ),
        "china_post": Carrier("中国邮政 China Post", "https://www.ems.com.cn/queryList?mailNum={}"),
        "yamato": Carrier(
            "ヤマト運輸 Yamato", "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={}"
        ),
        "dhl": Carrier("DHL", "https://www.dhl.com/en/express/tracking.html?AWB={}"),
        "fedex": Carrier("FedEx", "https://www.fedex.com/fedextrack/?trknbr={}"),
        "ups": Carrier("UPS", "https://www.ups.com/track?tracknum={}"),
        "usps": Carrier("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
        "royal_mail": Carrier("Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
        OTHER: Carrier(N_("Another carrier")),
    }
)


def build_tracking_url(carrier: str, tracking_number: str) -> str | None:
    """Return where a parcel can be followed, or None: nobody knows, or it has no number."""
    page = CARRIERS[carrier].tracking_page
    number = tracking_number.replace(" ", "")
    return page.format(quote(number, safe="")) if page and number else None
