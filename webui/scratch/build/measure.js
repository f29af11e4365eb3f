// How wide a text of a block is. Asked in the drawing itself, each text of the palette makes the
// browser lay the whole page out; a canvas says the same without that.
// The build puts this in front of the editor's script.
globalThis.crowdboxWidth = (() => {
  const fonts = new Map();
  let pen = null;

  function fontOf(text) {
    const look = text.className.baseVal;
    if (!fonts.has(look)) {
      const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(text);
      fonts.set(look, `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`);
    }
    return fonts.get(look);
  }

  return (text) => {
    if (!text.isConnected) return 0;
    pen ??= document.createElement("canvas").getContext("2d");
    pen.font = fontOf(text);
    return pen.measureText(text.textContent).width;
  };
})();
