"""A request that is sent twice with one key: one effect, one answer."""

import threading
import uuid

from tests.factories import make_person


def shop_count(client) -> int:
    """Count the person's shops by trying the API's own answers."""
    from kernel.transaction import reading
    from products import shops

    me = uuid.UUID(client.get("/me").json["id"])
    with reading() as session:
        return len(shops.list_shops_of(session, me))


def test_a_repeat_gets_the_first_answer_and_has_no_effect(api):
    client, key = api(make_person().id), uuid.uuid4().hex

    first = client.post("/shops", {"name": "Lantern Alley"}, key=key)
    second = client.post("/shops", {"name": "Lantern Alley"}, key=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert second.headers["Idempotent-Replayed"] == "true"
    assert shop_count(client) == 1


def test_another_request_with_the_key_is_refused(api):
    client, key = api(make_person().id), uuid.uuid4().hex
    client.post("/shops", {"name": "Lantern Alley"}, key=key)

    answer = client.post("/shops", {"name": "Another"}, key=key)

    assert answer.status_code == 422
    assert answer.json["type"] == "/problems/key-reused"


def test_a_refused_request_may_be_corrected_under_its_key(api):
    client, key = api(make_person().id), uuid.uuid4().hex
    refused = client.post("/shops", {"name": ""}, key=key)

    answer = client.post("/shops", {"name": "Lantern Alley"}, key=key)

    assert (refused.status_code, answer.status_code) == (422, 201)


def test_two_people_may_have_the_same_key(api):
    key = uuid.uuid4().hex
    one, two = api(make_person().id), api(make_person().id)

    answers = [client.post("/shops", {"name": "Lantern Alley"}, key=key).json["id"] for client in (one, two)]

    assert answers[0] != answers[1]


def test_a_double_tap_has_one_effect(api):
    client, key = api(make_person().id), uuid.uuid4().hex
    answers = []

    def tap():
        answers.append(client.post("/shops", {"name": "Lantern Alley"}, key=key))

    taps = [threading.Thread(target=tap) for _ in range(8)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join(30)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert shop_count(client) == 1


def test_a_key_that_is_too_long_is_refused(api):
    answer = api(make_person().id).post("/shops", {"name": "x"}, key="k" * 201)

    assert answer.status_code == 422
