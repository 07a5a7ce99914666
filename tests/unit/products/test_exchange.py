"""Catalogue files: encodings, separators, limits, formulas, lines that can't be used."""

import csv
import io

import pytest

from kernel.cells import neutralise, restore, stream_csv
from products.errors import BadCatalogueFile
from products.exchange.lines import parse_line, parse_price
from products.exchange.reading import MAX_BYTES, MAX_LINES_COUNT, Line, decode, read_lines

HEAD = "product,title,sku,price,stock,currency"
GOOD = {"product": "a", "title": "Lantern", "sku": "L-1", "price": "19.90", "stock": "3", "currency": "USD"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_begins_as_a_formula_and_every_text_comes_back(start: str):
    for text in (f"{start}1+1", f"'{start}x", f"''{start}x"):
        cell = neutralise(text)

        assert cell.startswith("'")
        assert restore(cell) == text


@pytest.mark.parametrize("text", ["", "Lantern", "it's -5°", "'quoted'", "a=b", "1-2"])
def test_harmless_text_stays_as_it_is(text: str):
    assert neutralise(text) == text
    assert restore(text) == text


def test_numbers_stay_numbers_and_files_open_as_utf_8():
    file = b"".join(stream_csv(("what", "change"), [("=1", -3), ("燈籠\n籠", 5)]))

    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert rows == [["what", "change"], ["'=1", "-3"], ["燈籠\n籠", "5"]]


def test_a_long_file_comes_in_pieces():
    pieces = list(stream_csv(("text",), (("x" * 1000,) for _ in range(100))))

    assert len(pieces) > 2
    assert all(len(piece) < 64 << 10 for piece in pieces)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_is_read_whatever_separates_its_cells(separator: str, mark: bytes):
    text = (
        HEAD.replace(",", separator) + "\r\n" + separator.join(["a", "燈籠", "L-1", "5", "2", "TWD"]) + "\r\n"
    )

    [line] = read_lines(mark + text.encode())

    assert (line.number, line.cells["title"], line.cells["currency"]) == (2, "燈籠", "TWD")


def test_empty_lines_are_left_out_but_counted():
    lines = read_lines(f"{HEAD}\n,,,,,\na,,L-1,,,\n".encode())

    assert [line.number for line in lines] == [3]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("product,sku\na,燈籠".encode("big5"), "Big5 or GBK"),
        ("product,sku\na,灯笼".encode("gbk"), "Big5 or GBK"),
        ("product,sku\na,b".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\xff\xff\x00\x00", "no CSV"),
        (b"product,sku\na,b\0c", "no CSV"),
        (b"", "lacks a column"),
        (b"product,title\na,b", "lacks a column"),
        (b"product,sku,colour\na,b,c", "don't know"),
        (b"product,sku,sku\na,b,c", "twice"),
        (b"product,sku\n", "no lines"),
        (b'product,sku\na,"b', "quotation mark"),
        (b"product,sku\n" + b"a,b\n" * (MAX_LINES_COUNT + 1), "5,000"),
        (b"x" * (MAX_BYTES + 1), "2 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, words: str):
    with pytest.raises(BadCatalogueFile, match=words):
        read_lines(content)


def test_the_text_of_a_file_keeps_its_line_breaks():
    assert decode("﻿a\r\nb".encode()) == "a\r\nb"


def test_a_good_line_says_what_it_says():
    entry, problems = parse_line(Line(2, GOOD | {"option1_name": "Size", "option1_value": " S "}))

    assert problems == ()
    assert entry is not None
    assert (entry.sku, entry.options, entry.stock_count, entry.description) == ("L-1", {"Size": "S"}, 3, None)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("product", ""),
        ("product", "x" * 65),
        ("title", "x" * 121),
        ("description", "x" * 5001),
        ("category", "lamps"),
        ("currency", "XXX"),
        ("state", "sold"),
        ("sku", ""),
        ("sku", "has space"),
        ("price", "$19.90"),
        ("price", "19,90"),
        ("price", "-1"),
        ("stock", "1.5"),
        ("stock", "-1"),
        ("stock", "9999999"),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(column: str, cell: str):
    entry, problems = parse_line(Line(7, GOOD | {column: cell}))

    assert entry is None
    assert [(one.line, one.column) for one in problems] == [(7, column)]
    assert problems[0].reason
    assert problems[0].remedy


@pytest.mark.parametrize(
    "cells",
    [
        {"option1_name": "Size"},
        {"option1_value": "S"},
        {"option1_name": "Size", "option1_value": "S", "option2_name": "Size", "option2_value": "M"},
        {"option1_name": "x" * 31, "option1_value": "S"},
    ],
)
def test_options_are_whole_or_refused(cells: dict[str, str]):
    _, problems = parse_line(Line(2, GOOD | cells))

    assert [one.column for one in problems] == ["options"]


def test_all_that_is_wrong_with_a_line_is_told_at_once():
    _, problems = parse_line(Line(2, GOOD | {"sku": "", "price": "cheap", "stock": "many"}))

    assert {one.column for one in problems} == {"sku", "price", "stock"}


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("19.90", "USD", 1990),
        ("19.9", "USD", 1990),
        ("19", "USD", 1900),
        ("19.900", "USD", 1990),
        ("500", "JPY", 500),
        ("500.00", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("19.905", "USD", None),
        ("0", "USD", None),
        ("0.00", "USD", None),
        ("1" * 12, "USD", None),
        ("", "USD", None),
        ("１９", "USD", None),  # digits to a regular expression, if it is not told
    ],
)
def test_prices_are_read_in_minor_units_without_floats(text: str, currency: str, amount: int | None):
    assert parse_price(text, currency) == amount
