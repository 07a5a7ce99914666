"""The seed market as plain data: who is there, what they sell and what they show.

Names of pictures and scenes are those of `demo.pictures.PICTURES` and `demo.scenes.SCENES`.
"""

from demo.products import PRODUCTS
from demo.records import Account, Product, Shop, Tag, Text, Video

__all__ = ["ACCOUNTS", "PRODUCTS", "SHOPS", "VIDEOS", "Account", "Product", "Shop", "Tag", "Text", "Video"]

DOMAIN = "nightmarket.test"


ACCOUNTS: tuple[Account, ...] = (
    Account(
        f"creator@{DOMAIN}",
        "anlan",
        "An Lan 安嵐",
        "creator",
        "avatars/anlan",
        Text(
            "Tea from one ridge, filmed at the stall every evening.",
            "一座山頭的茶，每晚在攤上拍。",
            "一座山头的茶，每晚在摊上拍。",
        ),
    ),
    Account(
        f"creator2@{DOMAIN}",
        "slowkiln",
        "Bo Tanaka",
        "creator",
        "avatars/bo",
        Text(
            "Potter. One wheel, one kiln, many crooked cups.",
            "做陶的。一台轆轤、一座窯、許多歪杯子。",
            "做陶的。一台辘轳、一座窑、许多歪杯子。",
        ),
    ),
    Account(
        f"merchant@{DOMAIN}",
        "lanternlane",
        "Mei Lantern",
        "merchant",
        "avatars/mei",
        Text(
            "Third stall past the temple gate. Look for the steam.",
            "廟口進來第三攤，看到白煙就是了。",
            "庙口进来第三摊，看到白烟就是了。",
        ),
    ),
    Account(
        f"buyer@{DOMAIN}",
        "noor",
        "Noor",
        "viewer",
        "avatars/noor",
        Text("Here for the dumplings.", "為了餃子而來。", "为了饺子而来。"),
    ),
    Account(
        f"buyer2@{DOMAIN}",
        "kai",
        "Kai",
        "viewer",
        "avatars/kai",
        Text("Always hungry after ten.", "十點以後總是餓。", "十点以后总是饿。"),
    ),
    Account(
        f"moderator@{DOMAIN}",
        "suyin",
        "Su Yin 素音",
        "moderator",
        "avatars/suyin",
        Text("Keeps the lane friendly.", "讓巷子和和氣氣。", "让巷子和和气气。"),
    ),
    Account(
        f"admin@{DOMAIN}",
        "otto",
        "Otto",
        "administrator",
        "avatars/otto",
        Text("Holds the keys of the market.", "市場的鑰匙在我這裡。", "市场的钥匙在我这里。"),
    ),
)

SHOPS: tuple[Shop, ...] = (
    Shop(
        "lantern-lane",
        "lanternlane",
        Text("Lantern Lane Kitchen", "燈籠巷食堂", "灯笼巷食堂"),
        Text(
            "Noodles, sweets and heat from a stall that closes when the pot is empty.",
            "湯見底就收攤的麵、甜品與辣。",
            "汤见底就收摊的面、甜品与辣。",
        ),
        "banners/lantern-lane",
    ),
    Shop(
        "thread-and-tide",
        "lanternlane",
        Text("Thread & Tide", "線與潮", "线与潮"),
        Text(
            "Lanterns, cloth and small bright things, made by neighbours.",
            "街坊手作的燈籠、布物與小亮物。",
            "街坊手作的灯笼、布物与小亮物。",
        ),
        "banners/thread-and-tide",
    ),
    Shop(
        "cloud-ridge",
        "anlan",
        Text("Cloud Ridge Tea", "雲稜茶行", "云棱茶行"),
        Text(
            "Rolled oolong and scented teas, roasted in small batches.",
            "小批焙火的球形烏龍與花茶。",
            "小批焙火的球形乌龙与花茶。",
        ),
        "banners/cloud-ridge",
    ),
    Shop(
        "slow-kiln",
        "slowkiln",
        Text("Slow Kiln", "慢窯", "慢窑"),
        Text(
            "Thrown by hand, glazed by eye, fired twice.",
            "手拉坯、目測釉、燒兩次。",
            "手拉坯、目测釉、烧两次。",
        ),
        "banners/slow-kiln",
    ),
)

VIDEOS: tuple[Video, ...] = (
    Video(
        "noodle-pull",
        "noodles",
        "lanternlane",
        Text("Eight hours in the pot, eight seconds here", "熬八小時，看八秒", "熬八小时，看八秒"),
        Text(
            "The braised beef noodles you can finish at home in ten minutes. #noodles #nightmarket",
            "回家十分鐘就能上桌的紅燒牛肉麵。#牛肉麵 #夜市",
            "回家十分钟就能上桌的红烧牛肉面。#牛肉面 #夜市",
        ),
        (Tag("LLK-NOODLE-2", 1.0, 8.0), Tag("LLK-CRISP-200", 4.5, 8.0)),
    ),
    Video(
        "lane-lights",
        "lanterns",
        "lanternlane",
        Text("The lane just switched on", "巷子剛點燈", "巷子刚点灯"),
        Text(
            "Every lantern here is pasted by Auntie Hu. Three sizes, three colours. #lanterns",
            "每一盞都是胡阿姨糊的，三種尺寸、三種顏色。#燈籠",
            "每一盏都是胡阿姨糊的，三种尺寸、三种颜色。#灯笼",
        ),
        (Tag("TNT-LANTERN-RED-M", 0.5, 4.5), Tag("TNT-LANTERN-GOLD-M", 3.5, 7.0)),
    ),
    Video(
        "pearl-drop",
        "bubble_tea",
        "lanternlane",
        Text("Wait for the pearls", "等珍珠掉下來", "等珍珠掉下来"),
        Text(
            "Brown-sugar bubble tea, the kit for four glasses. #bubbletea",
            "黑糖珍珠奶茶，四杯份材料組。#珍奶",
            "黑糖珍珠奶茶，四杯份材料包。#珍奶",
        ),
        (Tag("LLK-BOBA-CLASSIC", 0.6, 7.4),),
    ),
    Video(
        "oolong-unfurls",
        "oolong",
        "anlan",
        Text("Watch one minute in eight seconds", "八秒看完一分鐘", "八秒看完一分钟"),
        Text(
            "High-ridge oolong, 95 degrees, no hurry. #oolong #tea",
            "高山烏龍，九十五度，不急。#烏龍茶",
            "高山乌龙，九十五度，不急。#乌龙茶",
        ),
        (Tag("CRT-OOLONG-75", 0.8, 5.0), Tag("CRT-POT-600", 4.0, 8.0)),
    ),
    Video(
        "cup-on-the-wheel",
        "pottery",
        "slowkiln",
        Text("From a lump to your morning cup", "從一團泥到早晨的杯", "从一团泥到早晨的杯"),
        Text(
            "The tide cup, thrown and dipped. No two alike. #pottery",
            "潮汐杯，拉坯、浸釉，沒有兩個一樣。#陶藝",
            "潮汐杯，拉坯、浸釉，没有两个一样。#陶艺",
        ),
        (Tag("SLK-CUP-SEA", 4.2, 8.0), Tag("SLK-BOWL-INDIGO", 1.2, 4.2)),
    ),
    Video(
        "mango-mountain",
        "mango_ice",
        "lanternlane",
        Text("How we build a mango mountain", "芒果山怎麼蓋", "芒果山怎么盖"),
        Text(
            "Milk snow, syrup, fruit, scoop, condensed milk. In that order. #mango #shavedice",
            "牛奶雪花、糖漿、果肉、冰球、煉乳，順序不能錯。#芒果冰",
            "牛奶雪花、糖浆、果肉、冰球、炼乳，顺序不能错。#芒果冰",
        ),
        (Tag("LLK-MANGO-1", 2.5, 8.0),),
    ),
    Video(
        "rain-and-wax",
        "candle",
        "slowkiln",
        Text("Rain outside, osmanthus inside", "外面下雨，屋裡桂花", "外面下雨，屋里桂花"),
        Text(
            "Soy wax in a cup you keep when it is gone. #candle",
            "大豆蠟燒完，杯子留著用。#香氛蠟燭",
            "大豆蜡烧完，杯子留着用。#香薰蜡烛",
        ),
        (Tag("SLK-CANDLE-OSM", 0.5, 7.0),),
    ),
    Video(
        "pins-catch-light",
        "pins",
        "lanternlane",
        Text("Six small things from the lane", "巷子裡的六個小東西", "巷子里的六个小东西"),
        Text(
            "Hard-enamel pins. No sound, just shine. #pins",
            "硬琺瑯別針。沒有聲音，只有光。#別針",
            "硬珐琅别针。没有声音，只有光。#别针",
        ),
        (Tag("TNT-PINS-SIX", 0.5, 7.0), Tag("TNT-PINS-RABBIT", 2.0, 5.0)),
    ),
    Video(
        "line-at-dusk",
        "aprons",
        "lanternlane",
        Text("Laundry day on the roof", "頂樓曬衣日", "顶楼晒衣日"),
        Text(
            "Washed linen aprons, softer every week. #linen",
            "水洗亞麻圍裙，一週比一週軟。#亞麻",
            "水洗亚麻围裙，一周比一周软。#亚麻",
        ),
        (Tag("TNT-APRON-NATURAL", 0.5, 4.5), Tag("TNT-APRON-INDIGO", 3.0, 7.0)),
    ),
    Video(
        "peony-stitch",
        "shoes",
        "lanternlane",
        Text("Two thousand stitches, two shoes", "兩千針，一雙鞋", "两千针，一双鞋"),
        Text(
            "Peonies by hand, soles of layered cotton. #embroidery",
            "手繡牡丹、千層布底。#刺繡",
            "手绣牡丹、千层布底。#刺绣",
        ),
        (Tag("TNT-SHOE-RED-37", 1.0, 7.5),),
    ),
)
