"""What the shops of the seed market put together, and what its buyers ordered there, as plain data."""

from demo.records import Bought, Collection, Method, Zone

COLLECTIONS: tuple[Collection, ...] = (
    Collection("lantern-lane", "Dinner in ten minutes", ("beef-noodles", "chilli-crisp")),
    Collection("lantern-lane", "Sweet end", ("mango-ice", "bubble-tea")),
    Collection("cloud-ridge", "Start here", ("oolong", "glass-teapot")),
    Collection("slow-kiln", "For the table", ("tide-cup", "noodle-bowl")),
    Collection("thread-and-tide", "Small gifts", ("market-pins", "paper-lantern")),
)

_PICK_UP = Method("Convenience store pick-up 超商取貨", 200, 2, 3, free_from_minor=3000)
_HOME = Method("Home delivery 宅配", 400, 1, 2)
_AIRMAIL = Method("Airmail 航空郵件", 1500, 7, 14)

#: Two shops send everywhere, one to its neighbours only; what the fourth sends costs nothing anywhere.
ZONES: tuple[Zone, ...] = (
    Zone("lantern-lane", "Taiwan", (_PICK_UP, _HOME), ("TW",)),
    Zone("lantern-lane", "Elsewhere", (_AIRMAIL,)),
    Zone("cloud-ridge", "Taiwan", (_PICK_UP, _HOME), ("TW",)),
    Zone("cloud-ridge", "Elsewhere", (_AIRMAIL, Method("Express 快遞", 3200, 2, 4))),
    Zone("slow-kiln", "East Asia", (_HOME, Method("By sea 海運", 900, 10, 20)), ("TW", "JP", "KR", "HK")),
)
#: Shops whose prices hold the tax of their country.
TAXED = ("lantern-lane", "cloud-ridge", "slow-kiln")

#: Where orders go; who gets them is their buyer.
ADDRESS = {
    "line1": "88 Raohe Street",
    "city": "Taipei",
    "postal_code": "105",
    "country": "TW",
    "phone": "+886 2 5550 0188",
}

BOUGHT: tuple[Bought, ...] = (
    Bought(
        "demo-bought-1",
        "noor",
        "Eight hours in the pot, eight seconds here",
        {"LLK-NOODLE-2": 2, "LLK-CRISP-200": 1},
        {"LLK-NOODLE-2": 2, "LLK-CRISP-200": 1},
    ),
    Bought(
        "demo-bought-2",
        "noor",
        "Watch one minute in eight seconds",
        {"CRT-OOLONG-75": 1, "CRT-POT-600": 1},
        {"CRT-OOLONG-75": 1},
    ),
    Bought(
        "demo-bought-3", "kai", "Six pins, one apron pocket", {"TNT-PINS-SIX": 1, "TNT-LANTERN-GOLD-M": 2}
    ),
    Bought("demo-bought-4", "noor", "One clay, three glazes", {"SLK-CUP-SEA": 2}),
)
