"""The products of the seed market. Prices are in US cents."""

from demo.records import Product, Text, Variant


def _pictures(slug: str) -> tuple[str, ...]:
    return tuple(f"products/{slug}-{number}" for number in (1, 2))


def _product(slug: str, shop: str, title: Text, description: Text, *variants: Variant) -> Product:
    return Product(slug, shop, title, description, variants, _pictures(slug))


KITCHEN: tuple[Product, ...] = (
    _product(
        "beef-noodles",
        "lantern-lane",
        Text("Braised beef noodle kit", "紅燒牛肉麵組", "红烧牛肉面套装"),
        Text(
            "Slow-braised shank, wheat noodles, pickled greens and an all-day broth. Ten minutes at home.",
            "慢燉牛腱、小麥麵、酸菜與熬了一整天的湯，回家十分鐘上桌。",
            "慢炖牛腱、小麦面、酸菜与熬了一整天的汤，回家十分钟上桌。",
        ),
        Variant("LLK-NOODLE-2", 1890, 120, {"Servings": "2 servings"}),
        Variant("LLK-NOODLE-4", 3490, 60, {"Servings": "4 servings"}),
    ),
    _product(
        "chilli-crisp",
        "lantern-lane",
        Text("Lantern chilli crisp", "燈籠辣油酥", "灯笼辣油酥"),
        Text(
            "Shallot, fermented bean and three chillies, fried until they crackle.",
            "紅蔥、豆豉與三種辣椒，炸到會響。",
            "红葱、豆豉与三种辣椒，炸到会响。",
        ),
        Variant("LLK-CRISP-200", 950, 200, {"Size": "200 g"}),
        Variant("LLK-CRISP-400", 1650, 80, {"Size": "400 g"}),
    ),
    _product(
        "mango-ice",
        "lantern-lane",
        Text("Mango mountain, pick-up tonight", "芒果雪花山（今晚自取）", "芒果雪花山（今晚自取）"),
        Text(
            "Milk snow under ripe mango, syrup, one scoop and condensed milk. Made when you arrive.",
            "牛奶雪花冰、熟芒果、糖漿、一球冰與煉乳，到了才做。",
            "牛奶雪花冰、熟芒果、糖浆、一球冰与炼乳，到了才做。",
        ),
        Variant("LLK-MANGO-1", 780, 40, {"Size": "For one"}),
        Variant("LLK-MANGO-2", 1280, 25, {"Size": "To share"}),
    ),
    _product(
        "bubble-tea",
        "lantern-lane",
        Text("Bubble tea kit, four glasses", "珍珠奶茶材料組・四杯", "珍珠奶茶材料包・四杯"),
        Text(
            "Quick-cook pearls, brown-sugar syrup and loose-leaf tea. A glass straw comes along.",
            "快煮珍珠、黑糖漿與原葉茶，附玻璃吸管。",
            "快煮珍珠、黑糖浆与原叶茶，附玻璃吸管。",
        ),
        Variant("LLK-BOBA-CLASSIC", 1590, 150, {"Flavour": "Black tea"}),
        Variant("LLK-BOBA-MATCHA", 1690, 70, {"Flavour": "Matcha"}),
        Variant("LLK-BOBA-TARO", 1690, 0, {"Flavour": "Taro"}),
    ),
)

TEA: tuple[Product, ...] = (
    _product(
        "oolong",
        "cloud-ridge",
        Text("High-ridge oolong", "高稜烏龍", "高棱乌龙"),
        Text(
            "Rolled leaves from 1,400 metres, lightly roasted. Orchid first, then butter.",
            "一千四百公尺的球形茶葉，輕焙火，先蘭香、後奶香。",
            "一千四百米的球形茶叶，轻焙火，先兰香、后奶香。",
        ),
        Variant("CRT-OOLONG-75", 2200, 90, {"Weight": "75 g"}),
        Variant("CRT-OOLONG-150", 3900, 45, {"Weight": "150 g"}),
    ),
    _product(
        "osmanthus-tea",
        "cloud-ridge",
        Text("Osmanthus black tea", "桂花紅茶", "桂花红茶"),
        Text(
            "Black tea scented three times with fresh osmanthus. Good hot, better with milk.",
            "以鮮桂花窨製三次的紅茶，熱飲好，加奶更好。",
            "以鲜桂花窨制三次的红茶，热饮好，加奶更好。",
        ),
        Variant("CRT-OSM-60", 1450, 110, {"Weight": "60 g"}),
        Variant("CRT-OSM-120", 2600, 50, {"Weight": "120 g"}),
    ),
    _product(
        "glass-teapot",
        "cloud-ridge",
        Text("Round glass teapot with cup", "圓玻璃壺附杯", "圆玻璃壶附杯"),
        Text(
            "Thin, heat-proof, and wide enough for leaves to open all the way.",
            "薄而耐熱，寬得讓茶葉完全舒展。",
            "薄而耐热，宽得让茶叶完全舒展。",
        ),
        Variant("CRT-POT-600", 3400, 30, {"Volume": "600 ml"}),
        Variant("CRT-POT-900", 4200, 18, {"Volume": "900 ml"}),
    ),
)

KILN: tuple[Product, ...] = (
    _product(
        "tide-cup",
        "slow-kiln",
        Text("Tide cup", "潮汐杯", "潮汐杯"),
        Text(
            "Thrown by hand, dipped once. The glaze stops where it wants to.",
            "手拉坯，一次浸釉，釉停在它想停的地方。",
            "手拉坯，一次浸釉，釉停在它想停的地方。",
        ),
        Variant("SLK-CUP-SEA", 2800, 24, {"Glaze": "Sea"}),
        Variant("SLK-CUP-PERSIMMON", 2800, 16, {"Glaze": "Persimmon"}),
        Variant("SLK-CUP-INDIGO", 3000, 9, {"Glaze": "Indigo"}),
    ),
    _product(
        "noodle-bowl",
        "slow-kiln",
        Text("Deep noodle bowl", "深麵碗", "深面碗"),
        Text(
            "Holds a whole dinner and keeps it hot to the last sip.",
            "裝得下一頓晚餐，喝到最後一口還是熱的。",
            "装得下一顿晚餐，喝到最后一口还是热的。",
        ),
        Variant("SLK-BOWL-INDIGO", 3600, 20, {"Glaze": "Indigo"}),
        Variant("SLK-BOWL-CELADON", 3600, 14, {"Glaze": "Celadon"}),
    ),
    _product(
        "osmanthus-candle",
        "slow-kiln",
        Text("Osmanthus candle in a clay cup", "桂花陶杯蠟燭", "桂花陶杯蜡烛"),
        Text(
            "Soy wax, cotton wick, forty hours. Wash the cup and keep it.",
            "大豆蠟、棉芯、約四十小時，燒完洗一洗當杯子。",
            "大豆蜡、棉芯、约四十小时，烧完洗一洗当杯子。",
        ),
        Variant("SLK-CANDLE-OSM", 2400, 60, {"Scent": "Osmanthus"}),
        Variant("SLK-CANDLE-PINE", 2400, 35, {"Scent": "Rain on pine"}),
    ),
)

THREAD: tuple[Product, ...] = (
    _product(
        "paper-lantern",
        "thread-and-tide",
        Text("Hand-pasted paper lantern", "手糊紙燈籠", "手糊纸灯笼"),
        Text(
            "Bamboo ribs, mulberry paper, a plum blossom on each side. The warm LED bulb is included.",
            "竹骨、桑皮紙、兩面梅花，附暖光燈泡。",
            "竹骨、桑皮纸、两面梅花，附暖光灯泡。",
        ),
        Variant("TNT-LANTERN-RED-M", 1950, 80, {"Colour": "Red", "Size": "M"}),
        Variant("TNT-LANTERN-RED-L", 2750, 40, {"Colour": "Red", "Size": "L"}),
        Variant("TNT-LANTERN-GOLD-M", 1950, 55, {"Colour": "Gold", "Size": "M"}),
        Variant("TNT-LANTERN-TEAL-M", 1950, 30, {"Colour": "Teal", "Size": "M"}),
    ),
    _product(
        "peony-shoes",
        "thread-and-tide",
        Text("Peony embroidered shoes", "牡丹繡花鞋", "牡丹绣花鞋"),
        Text(
            "Cotton satin, layered cloth soles, peonies stitched by hand.",
            "棉緞鞋面、千層布底、手繡牡丹。",
            "棉缎鞋面、千层布底、手绣牡丹。",
        ),
        Variant("TNT-SHOE-RED-36", 4900, 8, {"Colour": "Red", "Size": "36"}),
        Variant("TNT-SHOE-RED-37", 4900, 12, {"Colour": "Red", "Size": "37"}),
        Variant("TNT-SHOE-RED-38", 4900, 10, {"Colour": "Red", "Size": "38"}),
        Variant("TNT-SHOE-BLUE-38", 4900, 6, {"Colour": "Harbour blue", "Size": "38"}),
    ),
    _product(
        "linen-apron",
        "thread-and-tide",
        Text("Washed linen apron", "水洗亞麻圍裙", "水洗亚麻围裙"),
        Text(
            "Heavy linen, a deep split pocket and ties long enough to knot in front.",
            "厚磅亞麻、雙格深口袋，綁帶長得能在前面打結。",
            "厚磅亚麻、双格深口袋，绑带长得能在前面打结。",
        ),
        Variant("TNT-APRON-NATURAL", 3200, 40, {"Colour": "Natural"}),
        Variant("TNT-APRON-INDIGO", 3200, 32, {"Colour": "Indigo"}),
        Variant("TNT-APRON-BRICK", 3200, 21, {"Colour": "Brick"}),
    ),
    _product(
        "market-pins",
        "thread-and-tide",
        Text("Night lane enamel pins", "夜巷琺瑯別針", "夜巷珐琅别针"),
        Text(
            "Rabbit, lantern, milk tea, goldfish, cat and dumpling in hard enamel.",
            "玉兔、燈籠、奶茶、金魚、招財貓與小籠包，硬琺瑯。",
            "玉兔、灯笼、奶茶、金鱼、招财猫与小笼包，硬珐琅。",
        ),
        Variant("TNT-PINS-SIX", 3900, 45, {"Set": "All six"}),
        Variant("TNT-PINS-RABBIT", 850, 100, {"Set": "Moon rabbit"}),
        Variant("TNT-PINS-CAT", 850, 75, {"Set": "Lucky cat"}),
    ),
)

PRODUCTS: tuple[Product, ...] = (*KITCHEN, *TEA, *KILN, *THREAD)
