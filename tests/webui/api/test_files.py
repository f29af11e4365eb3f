import io
import zipfile


def path(world, rest):
    return f"/api/v1/projects/{world.shared}{rest}"


def test_a_project_comes_back_from_its_file_with_examples_and_contributors(teacher, world):
    teacher.patch(f"/api/v1/projects/{world.shared}", json={"name": "Wetter é"})
    with teacher.get(path(world, "/export")) as reply:
        saved = reply.data
    assert reply.headers["Content-Type"] == "application/zip"
    assert "Wetter" in reply.headers["Content-Disposition"]
    made = teacher.post("/api/v1/projects/import", data=saved, content_type="application/zip")
    assert made.status_code == 201
    counts = teacher.get(f"/api/v1/projects/{made.json['id']}/counts").json
    assert (counts["total"], counts["contributors"]) == (12, 3)


def test_a_project_can_be_uploaded_by_a_form(teacher, world):
    with teacher.get(path(world, "/export")) as reply:
        file = reply.data
    reply = teacher.post("/api/v1/projects/import", data={"file": (io.BytesIO(file), "p.zip")})
    assert reply.status_code == 201


def test_a_damaged_project_changes_nothing(teacher):
    reply = teacher.post("/api/v1/projects/import", data=b"PK", content_type="application/zip")
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "damaged_file")
    assert len(teacher.get("/api/v1/projects").json["projects"]) == 2


def test_a_backup_brings_back_what_was_deleted(teacher, world, browser):
    with teacher.get("/api/v1/backup") as reply:
        saved = reply.data
    assert "documents.jsonl" in zipfile.ZipFile(io.BytesIO(saved)).namelist()
    teacher.delete(f"/api/v1/projects/{world.shared}")
    reply = teacher.post("/api/v1/restore", data=saved, content_type="application/zip")
    assert reply.status_code == 204
    assert browser("teacher").get(path(world, "/counts")).json["total"] == 12


def test_a_damaged_backup_changes_nothing(teacher, world):
    reply = teacher.post("/api/v1/restore", data=b"junk", content_type="application/zip")
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "damaged_file")
    assert teacher.get(path(world, "/counts")).json["total"] == 12


def test_nothing_of_an_upload_or_download_stays_behind(teacher, box):
    teacher.post("/api/v1/restore", data=b"junk", content_type="application/zip")
    with teacher.get("/api/v1/backup"):
        pass
    assert [item.name for item in box.paths.run.iterdir() if "upload" in item.name] == []


def test_a_student_downloads_neither_the_class_nor_its_project(student, world):
    assert student.get("/api/v1/backup").status_code == 403
    assert student.get(path(world, "/export")).status_code == 403
