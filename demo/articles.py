"""The articles of the seed market, as plain data."""

from demo.records import Article, Heading, Paragraph, Photo, Shown, Text

ARTICLES: tuple[Article, ...] = (
    Article(
        "anlan",
        "Oolong without a thermometer",
        Text(
            "Three ways to know when the water is right. #oolong #tea",
            "水溫對不對，有三種看法。#烏龍茶",
            "水温对不对，有三种看法。#乌龙茶",
        ),
        (
            Paragraph(
                Text(
                    "People buy scales and thermometers before they buy a second tin of tea. You need "
                    "neither. Water talks while it heats, and a glass pot lets you watch the leaves answer.",
                    "很多人買第二罐茶之前，先買了秤和溫度計。其實都不用：水在加熱時會說話，玻璃壺讓你看見茶葉怎麼回答。",
                    "很多人买第二罐茶之前，先买了秤和温度计。其实都不用：水在加热时会说话，玻璃壶让你看见茶叶怎么回答。",
                )
            ),
            Photo("photos/brewing-1", "A glass pot of pale tea before a paper sun"),
            Heading(Text("Listen first", "先聽", "先听")),
            Paragraph(
                Text(
                    "At eighty degrees the kettle hisses. At ninety it goes quiet for a moment, as if it "
                    "were thinking. That silence is where high-ridge oolong wants to be met.",
                    "八十度，水在嘶嘶叫；到九十度，會忽然安靜一下，像在想事情。高稜烏龍等的就是這一刻。",
                    "八十度，水在嘶嘶叫；到九十度，会忽然安静一下，像在想事情。高棱乌龙等的就是这一刻。",
                )
            ),
            Shown("CRT-OOLONG-75"),
            Heading(Text("Then watch", "再看", "再看")),
            Paragraph(
                Text(
                    "Pour along the wall, not on the leaves. They sink, turn once and open within a minute. "
                    "If they stay shut, the water was too cool: wait ten seconds longer next time.",
                    "水沿著壺壁倒，別直接沖茶葉。茶葉會沉下去、翻個身，一分鐘內舒展開來。要是沒開，水太涼了，下一泡多等十秒。",
                    "水沿着壶壁倒，别直接冲茶叶。茶叶会沉下去、翻个身，一分钟内舒展开来。要是没开，水太凉了，下一泡多等十秒。",
                )
            ),
            Photo("photos/brewing-2", "Leaves turn and open in the pot"),
            Shown("CRT-POT-600"),
            Heading(Text("Six cups from one spoon", "一匙六杯", "一匙六杯")),
            Paragraph(
                Text(
                    "Forty seconds, thirty, forty, then ten more each time. The third cup is the sweetest. "
                    "Give the sixth to whoever came late.",
                    "四十秒、三十秒、四十秒，之後每泡多十秒。第三泡最甜，第六泡留給遲到的人。",
                    "四十秒、三十秒、四十秒，之后每泡多十秒。第三泡最甜，第六泡留给迟到的人。",
                )
            ),
            Photo("photos/brewing-3", "A blue tin of oolong and a cup with sea green glaze"),
        ),
    ),
    Article(
        "lanternlane",
        "One night on Lantern Lane",
        Text(
            "From the first lamp to the empty pot. #nightmarket #lanterns",
            "從第一盞燈，到湯見底。#夜市 #燈籠",
            "从第一盏灯，到汤见底。#夜市 #灯笼",
        ),
        (
            Heading(Text("Half past five", "五點半", "五点半")),
            Paragraph(
                Text(
                    "Auntie Hu climbs the ladder before anybody is hungry. Every lantern in the lane went "
                    "through her hands: bamboo, paste, paper, and a blossom on each side.",
                    "還沒人肚子餓，胡阿姨就爬上梯子了。巷子裡每一盞燈籠都經過她的手：竹骨、漿糊、紙，兩面各一朵花。",
                    "还没人肚子饿，胡阿姨就爬上梯子了。巷子里每一盏灯笼都经过她的手：竹骨、浆糊、纸，两面各一朵花。",
                )
            ),
            Photo("photos/one-night-1", "Paper lanterns above a lane at dusk"),
            Shown("TNT-LANTERN-RED-M"),
            Heading(Text("Nine o'clock", "九點", "九点")),
            Paragraph(
                Text(
                    "The queue is for mango ice. Milk snow first, fruit last, and condensed milk before "
                    "you can say no.",
                    "排隊的都在等芒果冰。先刨牛奶雪花，最後放芒果，你還來不及說不，煉乳就淋上去了。",
                    "排队的都在等芒果冰。先刨牛奶雪花，最后放芒果，你还来不及说不，炼乳就淋上去了。",
                )
            ),
            Photo("photos/one-night-2", "A mountain of mango ice in a blue dish"),
            Shown("LLK-MANGO-1"),
            Heading(Text("Midnight", "半夜", "半夜")),
            Paragraph(
                Text(
                    "The pot is empty, so we drink tea and count pearls. The kit has enough of them for "
                    "four glasses.",
                    "鍋見底了，我們喝奶茶、數珍珠。一組材料夠做四杯。",
                    "锅见底了，我们喝奶茶、数珍珠。一组材料够做四杯。",
                )
            ),
            Photo("photos/one-night-3", "Pearls fall through milk tea"),
            Shown("LLK-BOBA-CLASSIC"),
        ),
    ),
    Article(
        "anlan",
        "Notes on the winter harvest",
        Text("Not finished.", "還沒寫完。", "还没写完。"),
        (
            Heading(Text("What the fog does", "霧做了什麼", "雾做了什么")),
            Paragraph(Text("Shorter days, thicker leaves.", "白天變短，葉子變厚。", "白天变短，叶子变厚。")),
        ),
        is_draft=True,
    ),
)
