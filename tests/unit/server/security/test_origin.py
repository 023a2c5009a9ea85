import pytest

from server.security.origin import of_url, own_addresses, together

OWN = own_addresses("https", ["Help.example.org", "10.0.0.5", "::1"], 8443)


def test_an_origin_has_to_be_ours_letter_by_letter() -> None:
    assert OWN.is_own_origin("https://help.example.org:8443")
    assert OWN.is_own_origin("https://10.0.0.5:8443")
    assert OWN.is_own_origin("https://[::1]:8443")
    for other in (
        "",
        "null",
        "https://help.example.org",
        "http://help.example.org:8443",
        "https://help.example.org:8443/",
        "https://help.example.org:8443.evil.example",
        "https://evil.example",
    ):
        assert not OWN.is_own_origin(other)


def test_a_host_is_ours_in_any_case() -> None:
    assert OWN.is_own_host("HELP.example.org:8443")
    assert not OWN.is_own_host("help.example.org")
    assert not OWN.is_own_host("")


@pytest.mark.parametrize("url", ["https://help.example.org", "https://help.example.org:443"])
def test_the_schemes_own_port_is_left_out_of_the_origin(url: str) -> None:
    own = of_url(url)
    assert own.origins == {"https://help.example.org"}
    assert own.is_own_host("help.example.org")
    assert own.is_own_host("help.example.org:443")


def test_together_they_are_all_ours() -> None:
    both = together(OWN, of_url("https://other.example"))
    assert both.is_own_origin("https://other.example")
    assert both.is_own_host("10.0.0.5:8443")
