from server.http.setup_token import SetupToken


def test_the_token_works_once() -> None:
    token = SetupToken("secret")
    assert not token.take("other")
    assert token.take("secret")
    assert not token.take("secret")


def test_a_token_that_was_given_back_works_again() -> None:
    token = SetupToken("secret")
    assert token.take("secret")
    token.give_back("secret")
    assert token.take("secret")


def test_without_a_token_nothing_fits() -> None:
    assert not SetupToken(None).take("")
