def test_the_box_says_what_it_uses_for_each_type(taught, teacher):
    types = teacher.get("/api/v1/learning?language=en").json["types"]
    assert [item["type"] for item in types] == ["text", "numbers", "images", "sounds"]
    assert types[1]["uses"] == "none"
    assert all(isinstance(item["missing"], list) and item["uses"] for item in types)


def test_students_may_know_it_and_strangers_may_not(taught, student, browser):
    assert student.get("/api/v1/learning").status_code == 200
    assert browser("").get("/api/v1/learning").status_code == 401


def test_while_the_trainer_is_away_the_box_says_so(world, teacher):
    reply = teacher.get("/api/v1/learning")
    assert (reply.status_code, reply.json["error"]["code"]) == (503, "trainer_away")
