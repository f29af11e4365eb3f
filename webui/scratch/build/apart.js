// The editor's texts and fonts lie beside its script, and are fetched when they are asked for.
// The build puts this in front of the script, and gives it the tables: {name: file}.
globalThis.crowdboxBeside = (texts, fonts) => {
  const folder = new URL(".", document.currentScript.src).href;
  const read = new Map();
  let faces = null;

  // Whoever asks wants to go on at once: with the language that was chosen, with the width of the
  // words in a drawing. So it is waited for here. A box that cannot be reached gives undefined.
  function fetched(file, type) {
    const request = new XMLHttpRequest();
    try {
      request.open("GET", folder + file, false);
      request.overrideMimeType(type);
      request.send();
    } catch {
      return undefined;
    }
    return request.status === 200 ? request.responseText : undefined;
  }

  // `all[name]` is what `make()` gives, made when it is first asked for.
  function later(all, name, make) {
    Object.defineProperty(all, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = make();
        if (value !== undefined) Object.defineProperty(all, name, { enumerable: true, value });
        return value;
      },
    });
  }

  function textsOf(language) {
    if (!read.has(language)) {
      const text = fetched(texts[language], "application/json");
      if (text === undefined) return undefined;
      read.set(language, JSON.parse(text));
    }
    return read.get(language);
  }

  function base64(bytes) {
    let plain = "";
    for (let at = 0; at < bytes.length; at += 8192) {
      plain += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return btoa(plain);
  }

  const face = (name, url) => `@font-face {font-family: "${name}";src: url("${url}");}`;

  // The page's own rules: a browser fetches of these what it draws with.
  function insert(rules) {
    const style = document.createElement("style");
    style.textContent = rules;
    document.head.append(style);
  }

  // A drawing that is shown as a picture can fetch nothing: its fonts are inside it. The page gets
  // them as well, from memory and so at once: it measures the words.
  function inside(name) {
    const text = fetched(fonts[name], "text/plain; charset=x-user-defined");
    if (text === undefined) return undefined;
    const bytes = Uint8Array.from(text, (one) => one.charCodeAt(0) & 0xff);
    document.fonts.add(new FontFace(name, bytes));
    return face(name, `data:font/ttf;base64,${base64(bytes)}`);
  }

  return {
    /** Let `all` have the texts of `language` of one `part` of the editor. */
    text(all, language, part) {
      later(all, language, () => textsOf(language)?.[part]);
    },
    /** The rule of each font, to be put into a drawing. */
    fonts() {
      if (!faces) {
        faces = {};
        for (const name of Object.keys(fonts)) later(faces, name, () => inside(name));
        insert(
          Object.entries(fonts)
            .map(([name, file]) => face(name, folder + file))
            .join(""),
        );
      }
      return faces;
    },
    /** Return a drawing, when the page has the fonts that it is measured with. */
    faced(drawing) {
      for (const [, name] of drawing.matchAll(/font-family="([^"]*)"/g)) {
        if (Object.hasOwn(fonts, name)) void this.fonts()[name];
      }
      return drawing;
    },
  };
};
