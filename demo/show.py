"""The broadcasts of the seed market, as plain data: what is shown and said, and what comes next."""

from demo.records import Act, ComingShow, Line, Show

SHOW = Show(
    title="Tea after ten: one ridge, one pot",
    host="anlan",
    scene="oolong",
    cover="products/oolong-1",
    opening=(
        Line("anlan", "Good evening! This is the demo's own show: Noor, Kai and Su Yin came with it."),
        Line("kai", "Smells like ten o'clock already 🍵"),
        Line("noor", "來了來了，今天泡哪一款？"),
    ),
    acts=(
        Act(
            "CRT-OOLONG-75",
            1800,
            40,
            (
                Line("anlan", "High-ridge oolong first. Rolled leaves, 95 degrees, no hurry."),
                Line("noor", "How many times can I pour over it?"),
                Line("anlan", "Six, easily. The third one is the sweetest."),
                Line("kai", "買了兩包，一包給我媽。"),
                Line("suyin", "新朋友：點一下下面亮著的商品，畫面不會停。"),
                Line("noor", "兰香好明显，下单了。"),
                Line("kai", "Is the 150 g bag at the live price too?"),
                Line("anlan", "Only the 75 g tonight, so that everybody gets one."),
            ),
        ),
        Act(
            "CRT-POT-600",
            2800,
            12,
            (
                Line("anlan", "And this is the pot you have been looking at all the time."),
                Line("kai", "Does it survive a dishwasher?"),
                Line("anlan", "It does. It does not survive my cat."),
                Line("noor", "玻璃會很燙手嗎？"),
                Line("anlan", "壺把不燙，壺身要小心。"),
                Line("suyin", "Twelve at this price, one pot each please."),
                Line("kai", "Watching the leaves open is worth it alone."),
            ),
        ),
        Act(
            "CRT-OSM-60",
            1150,
            30,
            (
                Line("anlan", "Now osmanthus: black tea, scented three times with fresh flowers."),
                Line("noor", "桂花配牛奶好喝吗？"),
                Line("anlan", "好喝，先泡浓一点再加。"),
                Line("kai", "My desk drawer needs this."),
                Line("noor", "Ordered, together with the cup from Slow Kiln."),
                Line("suyin", "慢慢來，十分鐘後再回到烏龍。"),
            ),
        ),
    ),
)

COMING = ComingShow(
    "On the wheel: bowls for noodles",
    "slowkiln",
    cover="products/noodle-bowl-1",
    days_ahead=2,
    skus=("SLK-BOWL-INDIGO", "SLK-CUP-SEA"),
)
