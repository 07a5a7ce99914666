"""What the seed market's clips say, in the three languages: nothing but what is to be seen and heard."""

from collections.abc import Sequence

from media.cues import Cue, render_webvtt

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
#: A video's slug -> from when to when (seconds), and what is said in each language.
CAPTIONS: dict[str, Sequence[tuple[float, float, str, str, str]]] = {
    "noodle-pull": (
        (0.3, 3.2, "♪ A slow tune, and steam", "♪ 慢慢的曲子，熱氣", "♪ 慢慢的曲子，热气"),
        (3.4, 7.7, "Chopsticks in, and up they come.", "筷子下去，麵就上來了。", "筷子下去，面就上来了。"),
    ),
    "lane-lights": (
        (0.3, 3.2, "Paper lanterns, all along the lane.", "整條巷子掛滿燈籠。", "整条巷子挂满灯笼。"),
        (3.5, 6.7, "They sway a little. There is a wind.", "輕輕地晃，有風。", "轻轻地晃，有风。"),
    ),
    "pearl-drop": (
        (0.4, 2.6, "First the pearls.", "先下珍珠。", "先下珍珠。"),
        (2.8, 5.2, "Then the milk tea, over them.", "再倒奶茶。", "再倒奶茶。"),
        (5.4, 7.7, "Ice. Straw. Done.", "冰塊、吸管，好了。", "冰块、吸管，好了。"),
    ),
    "oolong-unfurls": (
        (0.4, 3.8, "The leaves open.", "茶葉慢慢展開。", "茶叶慢慢展开。"),
        (4.0, 7.7, "And the water turns amber.", "水變成琥珀色。", "水变成琥珀色。"),
    ),
    "cup-on-the-wheel": (
        (0.4, 3.9, "The wheel turns, and a cup grows.", "轉盤轉著，杯子長高了。", "转盘转着，杯子长高了。"),
        (4.1, 7.7, "Then the glaze runs down over it.", "接著釉往下流。", "接着釉往下流。"),
    ),
    "mango-mountain": (
        (0.3, 2.4, "A mountain of ice.", "一座冰山。", "一座冰山。"),
        (2.6, 5.2, "Syrup, then mango, lots of it.", "糖漿，再來芒果，很多。", "糖浆，再来芒果，很多。"),
        (5.4, 7.7, "A scoop on top, and condensed milk.", "上面一球，再淋煉乳。", "上面一球，再淋炼乳。"),
    ),
    "rain-and-wax": (
        (0.4, 3.3, "Rain runs down the window.", "雨從窗上流下。", "雨从窗上流下。"),
        (3.5, 6.7, "The flame leans, and stands again.", "火苗歪了，又站直。", "火苗歪了，又站直。"),
    ),
    "pins-catch-light": (
        (0.4, 3.3, "This clip has no sound.", "這段影片沒有聲音。", "这段视频没有声音。"),
        (3.5, 6.7, "Enamel pins, turning in the light.", "琺瑯別針在光裡轉。", "珐琅别针在光里转。"),
    ),
    "line-at-dusk": (
        (0.4, 3.3, "Linen aprons on a line, at dusk.", "黃昏，繩上的亞麻圍裙。", "黄昏，绳上的亚麻围裙。"),
        (3.5, 6.7, "The wind has them.", "風吹著它們。", "风吹着它们。"),
    ),
    "peony-stitch": (
        (0.4, 3.6, "The needle dips, and comes back up.", "針下去，又上來。", "针下去，又上来。"),
        (3.8, 7.2, "Flower by flower.", "一朵，一朵。", "一朵，一朵。"),
    ),
}


def list_files(slug: str) -> dict[str, bytes]:
    """Return the captions of a video as WebVTT files, by language (BCP 47)."""
    lines = CAPTIONS.get(slug, ())
    return {
        language: render_webvtt(
            [Cue(round(1000 * start), round(1000 * end), texts[at]) for start, end, *texts in lines]
        ).encode()
        for at, language in enumerate(LANGUAGES if lines else ())
    }
