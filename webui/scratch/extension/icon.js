// The drawing at our blocks: the box with what comes into it, in one line style.

const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="40" height="40">
<g fill="none" stroke="#fff" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
<path d="M3 10.500 12 14l9-3.500V19l-9 3.500L3 19zM12 14v8" fill="#b8860b"/>
<circle cx="7" cy="5" r="2" fill="#56b4e9" stroke="none"/>
<path d="m12 6 2.400-4 2.400 4z" fill="#ffc83d" stroke="none"/>
<path d="M17.500 7.500h3v-3h-3z" fill="#d386b1" stroke="none"/></g></svg>`;

/** The drawing as a `data:` URL without a character that means something in XML. */
export const ICON = `data:image/svg+xml;base64,${btoa(DRAWING)}`;
