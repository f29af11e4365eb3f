"""Our scripts in front of the editor's, run by node."""

from tests.webui.scratch.node import said
from webui.scratch.build import patches

OURS = "".join(each.read_text(encoding="utf-8") for each in patches._OURS)


def test_the_width_of_a_text_is_asked_of_a_canvas_with_the_look_of_its_class(tmp_path):
    asks = """
        let looked = 0;
        globalThis.getComputedStyle = (e) => (looked++, {fontStyle: "normal", fontWeight: 500,
          fontSize: e.size, fontFamily: '"A B"'});
        globalThis.document = {createElement: () => ({getContext: () => ({
          measureText(text) { return {width: text.length * parseInt(this.font.split(" ")[2])}; }
        })})};
        const text = (textContent, look, size, isConnected = true) =>
          ({textContent, className: {baseVal: look}, size, isConnected});
        console.log(JSON.stringify([crowdboxWidth(text("abc", "small", "10px")),
          crowdboxWidth(text("ab", "small", "10px")), crowdboxWidth(text("ab", "big", "20px")),
          crowdboxWidth(text("ab", "big", "20px", false)), looked]));"""
    assert said(OURS + asks, tmp_path) == [30, 20, 40, 0, 2]


def test_the_editor_of_costumes_is_made_when_its_tab_is_opened_and_once(tmp_path):
    asks = """
        let made = 0;
        const count = (state = {seen: 0}) => ({seen: state.seen + 1});
        const reducer = crowdboxPaint(() => (made++, count));
        const type = "scratch-gui/navigation/ACTIVATE_TAB";
        const tab = (activeTabIndex) => ({type, activeTabIndex});
        const states = [], reduce = (action) => {
          states.push(reducer(states.at(-1), action));
          return made;
        };
        const counts = [{type: "@@INIT"}, tab(2), tab(1), tab(0), tab(1)].map(reduce);
        console.log(JSON.stringify([counts, states]));"""
    assert said(OURS + asks, tmp_path) == [
        [0, 0, 1, 1, 1], [None, None, {"seen": 1}, {"seen": 2}, {"seen": 3}],
    ]  # fmt: skip
