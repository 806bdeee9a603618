"""Personal links and cookies: signed, dated, one person each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web import links
from adapters.web.door import HEADER
from tests.adapters.web.conftest import SECRET, Studio

FAR = 4_000_000_000
OpenStudio = Callable[..., Awaitable[Studio]]


def parts(link: str) -> tuple[str, str, str]:
    query = parse_qs(urlsplit(link).query)
    return query["m"][0], query["t"][0], query["s"][0]


def test_a_link_is_good_until_it_expires() -> None:
    member, expires, signature = parts(links.personal_link("http://a/", SECRET, "m1", 1000))
    assert links.check(SECRET, member, expires, signature, now=999.9)
    assert not links.check(SECRET, member, expires, signature, now=1000)


@given(
    st.sampled_from(["member", "expires", "signature", "secret"]), st.text(min_size=1, max_size=8)
)
def test_a_link_with_anything_changed_is_refused(what: str, extra: str) -> None:
    member, expires, signature = parts(links.personal_link("http://a", SECRET, "m1", FAR))
    given = {"member": member, "expires": expires, "signature": signature, "secret": SECRET}
    given[what] += extra
    assert not links.check(
        given["secret"], given["member"], given["expires"], given["signature"], now=0
    )


@pytest.mark.parametrize("expires", ["", "-1", "1e9", " 5", "\u0665", "9" * 40])
def test_odd_dates_are_refused_without_an_error(expires: str) -> None:
    assert not links.check(SECRET, "m1", expires, "0" * 64, now=0)


def test_a_links_signature_is_no_cookie() -> None:
    member, expires, signature = parts(links.personal_link("http://a", SECRET, "m1", FAR))
    assert links.cookie_member(SECRET, f"{member}.{expires}.{signature}", now=0) is None
    assert links.cookie_member(SECRET, links.cookie_value(SECRET, "m1", FAR), now=0) == "m1"
    assert links.cookie_member(SECRET, links.cookie_value(SECRET, "m1", 10), now=11) is None


@pytest.mark.parametrize(
    "path",
    ["/", "/api/page", "/api/events", "/api/people", "/static/js/app.js", "/api/picture/p/large"],
)
async def test_a_stranger_sees_nothing_of_a_studio_with_a_secret(
    open_studio: OpenStudio, path: str
) -> None:
    studio = await open_studio(secret=SECRET)
    async with studio.http.get(studio.url + path) as response:
        assert response.status == 401
    async with studio.http.get(studio.url + path, headers={HEADER: "m1"}) as response:
        assert response.status == 401


async def test_a_personal_link_signs_its_member_in(open_studio: OpenStudio) -> None:
    studio = await open_studio(secret=SECRET)
    async with studio.http.get(links.personal_link(studio.url, SECRET, "m2", FAR)) as response:
        cookie = response.headers["Set-Cookie"]
        assert response.status == 200
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    async with studio.http.get(f"{studio.url}/api/page") as response:
        assert (await response.json())["viewer"]["member"] == "m2"


async def test_a_signed_in_member_cannot_act_as_another(open_studio: OpenStudio) -> None:
    studio = await open_studio(secret=SECRET)
    await (await studio.http.get(links.personal_link(studio.url, SECRET, "m2", FAR))).release()
    for request in ({"headers": {HEADER: "m1"}}, {"params": {"m": "m1"}}):
        async with studio.http.get(f"{studio.url}/api/page", **request) as response:  # type: ignore[arg-type]
            assert response.status == 403


async def test_a_forged_link_or_cookie_opens_nothing(open_studio: OpenStudio) -> None:
    studio = await open_studio(secret=SECRET)
    forged = links.personal_link(studio.url, "another secret of good length", "m1", FAR)
    async with studio.http.get(forged) as response:
        assert response.status == 403
        assert "Set-Cookie" not in response.headers
    cookies = {links.COOKIE: links.cookie_value("another secret of good length", "m1", FAR)}
    async with studio.http.get(f"{studio.url}/api/page", cookies=cookies) as response:
        assert response.status == 401


async def test_a_short_secret_is_refused_at_the_start(open_studio: OpenStudio) -> None:
    with pytest.raises(ValueError, match="16"):
        await open_studio(secret="short")


async def test_on_this_computer_a_tab_acts_as_the_member_it_names(studio: Studio) -> None:
    async with studio.http.get(f"{studio.url}/api/page") as response:
        assert (await response.json())["viewer"]["name"] == "You"
    async with studio.http.get(f"{studio.url}/api/page", headers={HEADER: "m2"}) as response:
        assert (await response.json())["viewer"]["name"] == "Practice approver"
