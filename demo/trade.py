"""What the shops of the seed market put together, and what its buyers ordered there, as plain data."""

from demo.records import Bought, Collection

COLLECTIONS: tuple[Collection, ...] = (
    Collection("lantern-lane", "Dinner in ten minutes", ("beef-noodles", "chilli-crisp")),
    Collection("lantern-lane", "Sweet end", ("mango-ice", "bubble-tea")),
    Collection("cloud-ridge", "Start here", ("oolong", "glass-teapot")),
    Collection("slow-kiln", "For the table", ("tide-cup", "noodle-bowl")),
    Collection("thread-and-tide", "Small gifts", ("market-pins", "paper-lantern")),
)

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
