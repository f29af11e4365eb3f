from appliance.classroom import pictures


def test_there_are_36_different_pictures():
    assert len(set(pictures.PICTURES)) == len(pictures.PICTURES) == 36


def test_a_secret_is_four_pictures():
    secret = pictures.new_secret()
    assert len(secret) == 4
    assert set(secret) <= set(pictures.PICTURES)


def test_secrets_differ():
    assert len({pictures.new_secret() for _ in range(50)}) > 45


def test_the_order_of_the_pictures_matters():
    assert pictures.as_text(("cat", "dog", "sun", "owl")) != pictures.as_text(
        ("dog", "cat", "sun", "owl")
    )


def test_what_cannot_be_a_secret_has_no_text():
    assert pictures.as_text(("cat", "dog", "sun")) is None
    assert pictures.as_text(("cat", "dog", "sun", "cat dog")) is None
