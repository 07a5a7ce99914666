"""What the seed market's own people think of what is shown there, as plain data: nobody else is invented."""

from demo.records import Comment, Line, Talk

#: Who follows whom, by handle
FOLLOWS: dict[str, tuple[str, ...]] = {
    "noor": ("anlan", "lanternlane", "slowkiln"),
    "kai": ("lanternlane", "anlan"),
    "anlan": ("slowkiln",),
    "slowkiln": ("anlan", "lanternlane"),
    "lanternlane": ("slowkiln",),
    "suyin": ("anlan", "lanternlane"),
}

TALKS: tuple[Talk, ...] = (
    Talk(
        "Eight hours in the pot, eight seconds here",
        ("noor", "kai", "slowkiln", "suyin"),
        ("kai",),
        (
            Comment(
                Line("kai", "How hot is the chilli crisp, honestly?"),
                (
                    Line("lanternlane", "Honestly: it crackles more than it burns."),
                    Line("noor", "我覺得還好，加兩匙剛好。"),
                ),
                is_pinned=True,
            ),
            Comment(Line("slowkiln", "I know a bowl that would fit 👀")),
        ),
    ),
    Talk("The lane just switched on", ("noor", "anlan", "kai"), ("noor",)),
    Talk(
        "Wait for the pearls",
        ("noor", "kai"),
        (),
        (Comment(Line("noor", "看了三遍，還是餓。"), (Line("lanternlane", "那就對了 😄"),)),),
    ),
    Talk(
        "Watch one minute in eight seconds",
        ("noor", "slowkiln", "suyin"),
        ("noor", "suyin"),
        (
            Comment(
                Line("noor", "Does the 600 ml pot do for three people?"),
                (Line("anlan", "For three patient ones. For four, take the larger one."),),
            ),
            Comment(Line("suyin", "第三泡最甜，沒錯。")),
        ),
    ),
    Talk("From a lump to your morning cup", ("anlan", "lanternlane", "noor"), ("anlan",)),
    Talk(
        "Tonight's table, before it is gone",
        ("kai", "noor", "anlan"),
        ("noor",),
        (
            Comment(
                Line("kai", "I can smell this picture."), (Line("lanternlane", "明天六點開攤，留一碗給你。"),)
            ),
        ),
    ),
    Talk(
        "One clay, three glazes",
        ("anlan", "noor", "lanternlane", "suyin"),
        ("noor", "lanternlane"),
        (
            Comment(
                Line("noor", "柿色那個會再燒嗎？"),
                (Line("slowkiln", "Next kiln is in two weeks. @noor I keep one back for you."),),
                is_pinned=True,
            ),
            Comment(Line("anlan", "靛色这只，泡红茶最好看。")),
        ),
    ),
    Talk(
        "選哪一盞？ Which lantern?",
        ("noor", "kai", "suyin", "slowkiln"),
        (),
        (
            Comment(Line("kai", "Gold!"), (Line("suyin", "青色啦，跟巷口的牆很配。"),)),
            Comment(Line("noor", "红色，过年就要红色。")),
        ),
    ),
    Talk(
        "Oolong without a thermometer",
        ("noor", "suyin", "slowkiln"),
        ("noor", "kai"),
        (
            Comment(
                Line("kai", "The quiet kettle works. I felt silly, then I had tea."),
                (Line("anlan", "Feeling silly is step two."),),
            ),
        ),
    ),
    Talk("One night on Lantern Lane", ("kai", "anlan", "slowkiln"), ("kai",)),
)
