"""The photo posts of the seed market, as plain data. Places of tags are in thousandths of a picture."""

from demo.records import Photo, PhotoPost, Spot, Text

PHOTO_POSTS: tuple[PhotoPost, ...] = (
    PhotoPost(
        "lanternlane",
        "Tonight's table, before it is gone",
        Text(
            "One bowl, one glass, one jar that goes with everything. #noodles #nightmarket",
            "一碗麵、一杯奶茶、一罐配什麼都對的辣油酥。#牛肉麵 #夜市",
            "一碗面、一杯奶茶、一罐配什么都对的辣油酥。#牛肉面 #夜市",
        ),
        (
            Photo(
                "photos/noodle-table-1",
                "A red bowl of beef noodles between a glass of bubble tea and a jar of chilli crisp",
                (
                    Spot("LLK-NOODLE-2", 490, 740),
                    Spot("LLK-BOBA-CLASSIC", 180, 560),
                    Spot("LLK-CRISP-200", 830, 660),
                ),
            ),
            Photo("photos/noodle-table-2", "Chopsticks lift noodles out of the steaming bowl"),
            Photo(
                "photos/noodle-table-3",
                "The jar of chilli crisp in daylight, a green bowl behind it",
                (Spot("LLK-CRISP-400", 360, 700),),
            ),
        ),
    ),
    PhotoPost(
        "anlan",
        "兩個人的茶席 Tea for two",
        Text(
            "Two tins, one pot, and an hour without a telephone. #tea #oolong",
            "兩罐茶、一把壺，一個小時不看手機。#烏龍茶 #茶席",
            "两罐茶、一把壶，一个小时不看手机。#乌龙茶 #茶席",
        ),
        (
            Photo(
                "photos/tea-table-1",
                "A glass pot of tea with its cup, a green and a red tin behind it",
                (
                    Spot("CRT-POT-600", 440, 760),
                    Spot("CRT-OOLONG-75", 200, 600),
                    Spot("CRT-OSM-60", 820, 620),
                ),
            ),
            Photo("photos/tea-table-2", "Rolled leaves sink in the glass pot"),
            Photo("photos/tea-table-3", "The same leaves, open", (Spot("CRT-OOLONG-150", 500, 620),)),
        ),
    ),
    PhotoPost(
        "slowkiln",
        "One clay, three glazes",
        Text(
            "Sea, persimmon, indigo. The kiln decides where they stop. #pottery #handmade",
            "海、柿、靛。停在哪裡，由窯決定。#陶藝 #手作",
            "海、柿、靛。停在哪里，由窑决定。#陶艺 #手作",
        ),
        (
            Photo(
                "photos/three-glazes-1",
                "Three cups side by side: sea green, persimmon and indigo",
                (
                    Spot("SLK-CUP-SEA", 210, 700),
                    Spot("SLK-CUP-PERSIMMON", 500, 780),
                    Spot("SLK-CUP-INDIGO", 800, 700),
                ),
            ),
            Photo(
                "photos/three-glazes-2",
                "An indigo bowl in front of a pale green one",
                (Spot("SLK-BOWL-INDIGO", 360, 780), Spot("SLK-BOWL-CELADON", 720, 650)),
            ),
            Photo("photos/three-glazes-3", "Wet clay grows into a cup on the wheel"),
        ),
    ),
    PhotoPost(
        "lanternlane",
        "選哪一盞？ Which lantern?",
        Text(
            "Teal, gold or red: tell us below, the most wanted one hangs over the stall on Friday. #lanterns",
            "青、金、紅，留言告訴我們，最多人要的那盞週五掛上攤子。#燈籠",
            "青、金、红，留言告诉我们，最多人要的那盏周五挂上摊子。#灯笼",
        ),
        (
            Photo(
                "photos/which-lantern-1",
                "A teal, a gold and a red paper lantern glow in the dark",
                (
                    Spot("TNT-LANTERN-TEAL-M", 770, 300),
                    Spot("TNT-LANTERN-GOLD-M", 260, 380),
                    Spot("TNT-LANTERN-RED-L", 640, 660),
                ),
            ),
            Photo("photos/which-lantern-2", "The red lantern from close by: bamboo ribs and a plum blossom"),
            Photo("photos/which-lantern-3", "The whole lane lit"),
        ),
    ),
    PhotoPost(
        "lanternlane",
        "Six pins, one apron pocket",
        Text(
            "Rabbit, lantern, milk tea, goldfish, cat, dumpling. Which one is missing? #pins #linen",
            "玉兔、燈籠、奶茶、金魚、招財貓、小籠包，還缺哪一個？#別針 #亞麻",
            "玉兔、灯笼、奶茶、金鱼、招财猫、小笼包，还缺哪一个？#别针 #亚麻",
        ),
        (
            Photo(
                "photos/pin-jacket-1",
                "Six enamel pins on indigo linen",
                (Spot("TNT-PINS-SIX", 720, 500), Spot("TNT-PINS-RABBIT", 280, 230)),
            ),
            Photo(
                "photos/pin-jacket-2",
                "A blue linen apron with a wooden spoon in its pocket",
                (Spot("TNT-APRON-INDIGO", 520, 700),),
            ),
            Photo("photos/pin-jacket-3", "Light runs over a pin"),
        ),
    ),
    PhotoPost(
        "lanternlane",
        "Blue peonies, first time",
        Text(
            "The harbour blue pair is ready. It appears here by itself when the stall opens. #embroidery",
            "港灣藍這雙完成了，開攤時自己會出現。#刺繡",
            "港湾蓝这双完成了，开摊时自己会出现。#刺绣",
        ),
        (
            Photo(
                "photos/blue-peonies-1",
                "Three pairs of embroidered shoes on pink linen: red, blue and black",
                (Spot("TNT-SHOE-RED-37", 320, 270), Spot("TNT-SHOE-BLUE-38", 690, 520)),
            ),
            Photo("photos/blue-peonies-2", "A peony on a red shoe, half stitched"),
        ),
        days_ahead=2,
    ),
)
