def keys(client, project):
    return client.get(f"/api/v1/projects/{project}/keys").json["keys"]


def test_everybody_has_one_key_of_a_project(student, world):
    again = student.post(f"/api/v1/projects/{world.shared}/keys")
    assert (again.status_code, again.json["key"]) == (201, world.key[world.shared])
    assert again.json["name"] == "Ada"


def test_a_student_sees_their_own_key_and_the_teacher_all(browser, teacher, world):
    browser("Ben").post(f"/api/v1/projects/{world.shared}/keys")
    assert len(keys(browser("Ben"), world.shared)) == 1
    assert {item["name"] for item in keys(teacher, world.shared)} == {"Ada", "Ben"}


def test_a_withdrawn_key_is_gone(student, browser, world):
    key = world.key[world.shared]
    assert student.delete(f"/api/v1/projects/{world.shared}/keys/{key}").status_code == 204
    assert browser("").get(f"/api/scratch/{key}/status").status_code == 404


def test_a_student_cannot_withdraw_anothers_key(browser, world):
    reply = browser("Ben").delete(f"/api/v1/projects/{world.shared}/keys/{world.key[world.shared]}")
    assert reply.status_code == 404
