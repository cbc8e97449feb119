// What runs inside the page. Each function is sent to the browser as text, so it uses nothing from outside.

/** Whatever a payload would call leaves a trace, and so does whatever stands in the element and is on no list. */
export function hook({ elements, shapes, attributes }) {
  const [ran, strange] = [[], new Set()];
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) globalThis[name] = () => void ran.push(name);
  globalThis.look = (node) => {
    for (const element of node.querySelectorAll("*")) {
      const drawn = element.namespaceURI === "http://www.w3.org/2000/svg" && element.closest(".trend");
      const listed = drawn ? shapes : elements;
      if (!listed.includes(element.localName) || (!drawn && element.namespaceURI !== "http://www.w3.org/1999/xhtml")) strange.add(`<${element.localName}>`);
      for (const { name, value } of element.attributes) {
        if (!attributes.includes(name)) strange.add(`<${element.localName} ${name}>`);
        if (name === "class" && !/^[a-z ]*$/.test(value)) strange.add(`class ${value}`);
        if (name === "style" && !/^((padding|height|block-size|inset-block-start|padding-block-start|padding-top): [\d.]+px; ?|--high: \d+; ?|(left|width): [\d.]+%; ?|clip-path: polygon\([\d.%px, ]*\); ?)*$/.test(value)) strange.add(`style ${value}`);
        if (/^\s*(javascript|data|vbscript):/i.test(value) && !name.startsWith("aria-")) strange.add(`${name}=${value}`);
      }
    }
  };
  globalThis.traces = () => ({ ran, strange: [...strange] });
}

/** What has left a trace so far, and what stands in the element now. */
export function watched() {
  globalThis.look(document.querySelector("patient-timeline").shadowRoot);
  return globalThis.traces();
}

/** Opens every entry with all that can be unfolded, and tells what it shows. */
export async function openAll() {
  const root = document.querySelector("patient-timeline").shadowRoot;
  const until = async (what, done) => {
    for (const begun = performance.now(); !done(); ) {
      if (performance.now() - begun > 5000) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve));
    }
  };
  const list = root.querySelector(".list");
  const press = (key) => list.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const total = Number(root.querySelector("[role=option]").getAttribute("aria-setsize"));
  const opened = [];
  list.focus();
  press("Home");
  for (let place = 0; place < total; place += 1) {
    const before = root.querySelector(".detail .title");
    press("Enter");
    await until("the detail", () => {
      const now = root.querySelector(".detail .title");
      return now && now !== before && root.querySelector(".detail table");
    });
    const folded = [...root.querySelectorAll(".detail details")];
    for (const details of folded) details.open = true;
    await until("what is folded", () => folded.every((details) => details.childElementCount > 1));
    globalThis.look(root.querySelector(".detail"));
    opened.push({ title: root.querySelector(".detail .title").textContent, narrative: told(root.querySelector(".narrative")) });
    press("ArrowDown");
  }
  return opened;

  /** The elements, attributes, addresses and text of a narrative, without what the viewer says in it. */
  function told(narrative) {
    if (!narrative) return null;
    const copy = narrative.cloneNode(true);
    const addresses = [];
    for (const note of copy.querySelectorAll(".told")) {
      const address = /^ \((.*)\)$/s.exec(note.textContent);
      if (address) addresses.push(address[1]);
      note.remove();
    }
    // What lets a table scroll, and a date stay on one line.
    for (const own of copy.querySelectorAll(".wide, span.date")) own.replaceWith(...own.childNodes);
    const all = [...copy.querySelectorAll("*")];
    return {
      elements: all.map((element) => element.localName),
      attributes: all.flatMap((element) => [...element.attributes].map(({ name, value }) => `${element.localName} ${name}=${value}`)),
      addresses,
      text: copy.textContent,
    };
  }
}

/** What DOMPurify makes of each markup, in the words of `openAll`; `shown` says what we show an element as. */
export function purified({ markups, allowed, shown }) {
  const settings = { ALLOWED_TAGS: allowed, ALLOWED_ATTR: ["colspan", "rowspan", "start", "dir", "lang", "href", "style"], ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, RETURN_DOM: true };
  return markups.map((markup) => {
    // Nothing at all is left of some.
    const body = globalThis.DOMPurify.sanitize(markup, settings) ?? document.createElement("body");
    const all = [...body.querySelectorAll("*")];
    const name = (element) => shown[element.localName] ?? element.localName;
    const kept = ({ name }) => !["href", "style"].includes(name);
    return {
      elements: all.map(name),
      attributes: all.flatMap((element) => [
        ...[...element.attributes].filter(kept).map((attribute) => `${name(element)} ${attribute.name}=${attribute.value}`),
        ...(element.getAttribute("style")?.includes("line-through") ? [`${name(element)} class=struck`] : []),
      ]),
      addresses: all.map((element) => element.getAttribute("href")).filter(Boolean),
      text: body.textContent,
    };
  });
}
