from appliance.starters import stock
from appliance.starters.script import Variable

WHO = Variable("who", "who")


def spoken(value):
    """What a nest of joins says, with a variable as <name>."""
    if isinstance(value, Variable):
        return f"<{value.name}>"
    if isinstance(value, str):
        return value
    return spoken(value.inputs["STRING1"]) + spoken(value.inputs["STRING2"])


def test_a_sentence_joins_words_and_gaps_in_the_order_of_its_language():
    assert spoken(stock.sentence("%(who)s is %(what)s!", who=WHO, what="here")) == "<who> is here!"
    assert spoken(stock.sentence("Hier: %(what)s, %(who)s", who=WHO, what="x")) == "Hier: x, <who>"


def test_a_doubled_percent_sign_is_one():
    assert spoken(stock.sentence("%(who)s %% sure", who=WHO)) == "<who> % sure"


def test_a_text_without_gaps_stays_a_text():
    assert stock.sentence("100 %% sure") == "100 % sure"
    assert stock.sentence("") == ""


def test_a_gap_alone_is_what_fills_it():
    assert stock.sentence("%(who)s", who=WHO) == WHO


def test_what_fills_a_gap_is_no_pattern_itself():
    assert spoken(stock.sentence("%(who)s!", who="%(who)s %%")) == "%(who)s %%!"
