"""Addresses that a vendor names: only plain https becomes a link, and nothing in one can end it early."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Said, WebLink
from bot.domain.attribution import (
    MAX_ADDRESS,
    MAX_PAGES,
    LookedUp,
    WebPage,
    address_of,
    host_of,
    looked_up,
    merged,
)

PLAIN = re.compile(r"https://[a-z0-9.-]+(:\d+)?([/?#][^\s()<>\"'`|\[\]{}\\^*]*)?")


@pytest.mark.parametrize(
    ("said", "linked"),
    [
        ("https://example.com", "https://example.com"),
        (" https://example.com/can \n", "https://example.com/can"),
        ("HTTPS://Example.COM/Can?q=A#top", "https://example.com/Can?q=A#top"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com?q=1", "https://example.com?q=1"),
        ("https://xn--bcher-kva.example/b", "https://xn--bcher-kva.example/b"),
        ("https://example.com/a_(b)", "https://example.com/a_%28b%29"),
        ("https://example.com/a)[x](https://evil.example", "https://example.com/a%29%5Bx%5D%28https://evil.example"),
        ("https://example.com/a|b>c<d", "https://example.com/a%7Cb%3Ec%3Cd"),
        ("https://example.com/dose b", "https://example.com/dose%20b"),
        ("https://example.com/d\u00f6se", "https://example.com/d%C3%B6se"),
        ("https://example.com/%2F%zz", "https://example.com/%2F%zz"),
    ],
)  # fmt: skip
def test_a_plain_address_becomes_a_link_in_one_form(said: str, linked: str) -> None:
    assert address_of(said) == linked
    assert address_of(linked) == linked
    WebLink(Said("a"), linked)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "example.com",
        "http://example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:example.com",
        "https:///example.com",
        "https://user:pass@example.com/",
        "https://example.com@evil.example/",
        "https://127.0.0.1/admin",
        "https://[::1]/",
        "https://localhost/",
        "https://2130706433/",
        "https://-bad-.example/",
        "https://ex\u00e4mple.com/",
        "https://example.com\\@evil.example/",
        "https://example.com/\x00",
        "https://example.com/a\nb",
        "https://example.com/\u202egnp",
        "https://example.com/" + "a" * MAX_ADDRESS,
        "https://example.com/" + "\u00e4" * (MAX_ADDRESS // 2),
    ],
)
def test_anything_else_is_no_link(said: str) -> None:
    assert address_of(said) == ""
    with pytest.raises(ValueError, match="https"):
        WebLink(Said("a"), said or "x")


@given(st.text(max_size=80), st.text(max_size=40))
def test_whatever_a_vendor_says_a_link_is_plain_or_absent(path: str, host: str) -> None:
    for said in (path, f"https://{host}/{path}", f"https://example.com/{path}"):
        address = address_of(said)
        assert not address or PLAIN.fullmatch(address)
        assert address_of(address) == address


def test_pages_are_kept_once_with_a_title_of_one_line() -> None:
    found = looked_up(
        [("cold brew\u202e can", "https://example.com/s?q=1")],
        [
            ("Cans\nof the world", "https://example.com/can"),
            ("again", "https://example.com/can"),
            ("", "https://stones.example/1"),
            ("evil", "javascript:alert(1)"),
        ],
    )

    assert found == LookedUp(
        (WebPage("cold brew can", "https://example.com/s?q=1"),),
        (
            WebPage("Cans of the world", "https://example.com/can"),
            WebPage("stones.example", "https://stones.example/1"),
        ),
    )
    assert host_of("https://stones.example/1") == "stones.example"


def test_there_is_an_end_to_links() -> None:
    many = [(str(n), f"https://example.com/{n}") for n in range(99)]

    assert len(looked_up([], many).pages) == MAX_PAGES
    assert not looked_up([], [])


def test_several_pictures_share_what_they_found() -> None:
    one = looked_up([("a", "https://a.example")], [("b", "https://b.example")])
    two = looked_up([("a", "https://a.example")], [("c", "https://c.example")])

    assert [page.title for page in merged([one, two]).pages] == ["b", "c"]
    assert len(merged([one, two]).searches) == 1
