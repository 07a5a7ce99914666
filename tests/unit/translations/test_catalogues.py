"""Everything that the product says is said in both Chinese languages, and in the right one of them."""

import re
from collections import defaultdict

import pytest

from tests.unit.translations.sentences import (
    LOCALES,
    find_sentences,
    list_messages,
    original,
    read_catalogue,
    translation,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
HAN = re.compile(r"[\u3400-\u9fff]")

#: The national character sets hold the characters that a country writes with: Big5 no 订, GB 2312 no 訂.
CHARACTER_SETS = {"zh_Hant": "big5", "zh_Hans": "gb2312"}
#: Of these GB 2312 holds the traditional form as well, for surnames.
ONLY_TRADITIONAL = set("於後")

#: The same things by the words of each side; the other side would understand, and smile.
WORDS_OF_THE_OTHERS = {
    "zh_Hant": "視頻 賬號 賬戶 登錄 鏈接 網絡 默認 加載 店鋪 質量 屏幕 刷新 商家 令牌 信息 文件 程序",
    "zh_Hans": "影片 帐号 登入 登出 连结 网路 预设 载入 卖场 品质 萤幕 重新整理 权杖 资讯 档案 程式 追踪",
}
QUOTATION_MARKS_OF_THE_OTHERS = {"zh_Hant": "“”‘’", "zh_Hans": "「」『』"}


def lacks_character(text: str, locale: str) -> bool:
    """Say whether a text has a Chinese character that this language does not write."""
    han = "".join(HAN.findall(text))
    try:
        han.encode(CHARACTER_SETS[locale])
    except UnicodeEncodeError:
        return True
    return locale == "zh_Hans" and bool(ONLY_TRADITIONAL & set(han))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_of_the_product_is_translated(locale: str) -> None:
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in list_messages(locale)
        if translation(message).strip()
    }

    missing = {sentence: file for sentence, file in find_sentences().items() if sentence not in translated}

    assert len(find_sentences()) > 200
    assert not missing, "bin/translate adds them to the catalogues"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_a_guess(locale: str) -> None:
    guesses = [original(message) for message in list_messages(locale) if message.fuzzy]

    assert not guesses


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_has_the_placeholders_of_its_sentence(locale: str) -> None:
    differing = {
        original(message): translation(message)
        for message in list_messages(locale)
        if sorted(PLACEHOLDER.findall(original(message))) != sorted(PLACEHOLDER.findall(translation(message)))
    }

    assert not differing


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_can_be_filled_in(locale: str) -> None:
    """Jinja fills every sentence of a template, so a percent sign of its own must be doubled."""
    of_templates = {text for text, file in find_sentences().items() if file.endswith(".html")}
    broken = {}
    for message in list_messages(locale):
        singular = message.id if isinstance(message.id, str) else message.id[0]
        if singular in of_templates:
            for text in (original(message), translation(message)):
                try:
                    text % defaultdict(int)
                except ValueError as error:
                    broken[text] = str(error)

    assert not broken


@pytest.mark.parametrize("locale", LOCALES)
def test_chinese_counts_with_one_form(locale: str) -> None:
    assert read_catalogue(locale).num_plurals == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_is_written_with_its_own_characters(locale: str) -> None:
    foreign = [text for text in map(translation, list_messages(locale)) if lacks_character(text, locale)]

    assert not foreign


@pytest.mark.parametrize(("text", "locale"), [("订单", "zh_Hant"), ("訂單", "zh_Hans"), ("後退", "zh_Hans")])
def test_a_character_of_the_other_side_is_noticed(text: str, locale: str) -> None:
    assert lacks_character(text, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_uses_the_words_of_its_side(locale: str) -> None:
    words = [*WORDS_OF_THE_OTHERS[locale].split(), *QUOTATION_MARKS_OF_THE_OTHERS[locale]]

    foreign = {
        text: [word for word in words if word in text] for text in map(translation, list_messages(locale))
    }

    assert not {text: found for text, found in foreign.items() if found}


def test_the_two_languages_are_two() -> None:
    hant = {original(message): translation(message) for message in list_messages("zh_Hant")}
    hans = {original(message): translation(message) for message in list_messages("zh_Hans")}

    same = [sentence for sentence, text in hant.items() if hans.get(sentence) == text]

    assert len(same) < len(hant) / 4
