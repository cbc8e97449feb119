// What runs inside the page. It is sent to the browser as text, so it uses nothing from outside.

/** What a hurried user and host may do, by chance. */
export function actAtRandom() {
  const KEYS = [
    "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown", "PageUp", "Enter", " ", "Escape", "Tab",
    "+", "-", "?", "0", "1", "5", "b", "g", "j", "n", "p", "t", "/",
  ];
  const WIDTHS = [340, 520, 760, 1000, 1380];
  const HEIGHTS = [420, 700, 860];
  const WORDS = ["", "a", "potassium", "blood", "xyzzy", "2025"];
  const AT_A_TIME = 5;

  const element = () => document.querySelector("patient-timeline");
  const root = () => element().shadowRoot;
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  const shown = (selector) => [...root().querySelectorAll(selector)].filter((one) => one.getClientRects().length > 0);

  /** An event at a place in something. */
  const at = (target, x, y, more) => {
    const box = target.getBoundingClientRect();
    const place = { clientX: box.x + x * box.width, clientY: box.y + y * box.height };
    return { bubbles: true, cancelable: true, composed: true, pointerId: 1, isPrimary: true, button: 0, buttons: 1, ...place, ...more };
  };

  /** What may be done; of each so many in all, by its weight. It says in a word what it did. */
  function choices(next, patients) {
    const one = (list) => list[next(list.length)];
    const part = () => next(1000) / 1000;
    return [
      [30, () => {
        // A link would lead away.
        const target = one(shown("button, summary, input, [role=option], [role=tab], [role=checkbox], canvas"));
        if (!target) return "nothing to click";
        target.dispatchEvent(new PointerEvent("pointerdown", at(target, part(), part())));
        target.dispatchEvent(new PointerEvent("pointerup", at(target, part(), part())));
        target.click();
        return `click ${target.localName}.${target.className}`;
      }],
      [30, () => {
        if (next(3) === 0) one(shown("button, input, select, [tabindex]"))?.focus();
        const target = root().activeElement ?? element();
        const key = one(KEYS);
        const how = { key, bubbles: true, cancelable: true, composed: true, shiftKey: next(6) === 0 };
        target.dispatchEvent(new KeyboardEvent("keydown", how));
        target.dispatchEvent(new KeyboardEvent("keyup", how));
        return `key ${key} on ${target.localName}.${target.className}`;
      }],
      [15, () => {
        const target = one(shown("canvas, .list, .frame, [part]"));
        if (!target) return "nothing to scroll";
        const deltas = { deltaX: next(400) - 200, deltaY: next(800) - 400, ctrlKey: next(3) === 0, shiftKey: next(4) === 0 };
        target.dispatchEvent(new WheelEvent("wheel", at(target, part(), part(), { ...deltas, buttons: 0 })));
        target.scrollTop += deltas.deltaY * 3;
        return `wheel on ${target.localName}.${target.className}`;
      }],
      [10, () => {
        const target = one(shown("canvas, [part]"));
        if (!target) return "nothing to drag";
        const from = part();
        target.dispatchEvent(new PointerEvent("pointerdown", at(target, from, part())));
        for (let step = 0; step < 3; step += 1) target.dispatchEvent(new PointerEvent("pointermove", at(target, part(), part())));
        target.dispatchEvent(new PointerEvent(next(8) === 0 ? "pointercancel" : "pointerup", at(target, part(), part(), { buttons: 0 })));
        return `drag on ${target.localName}.${target.className}`;
      }],
      [6, () => {
        const target = one(shown("input, select"));
        if (!target) return "nothing to type in";
        target.value = target.type === "search" || target.type === "text" ? one(WORDS) : target.value;
        for (const type of ["input", "change"]) target.dispatchEvent(new Event(type, { bubbles: true }));
        return `type into ${target.localName}.${target.className}`;
      }],
      [5, () => {
        const [width, height] = [one(WIDTHS), one(HEIGHTS)];
        Object.assign(element().style, { width: `${width}px`, height: `${height}px` });
        return `resize to ${width} by ${height}`;
      }],
      [2, () => {
        const patient = one(patients);
        element().setContext({ patient, user: "u", role: "doctor", purpose: "TREAT" }).catch(() => {});
        return `context ${patients.indexOf(patient)}`;
      }],
      [1, () => {
        element().reload().catch(() => {});
        return "reload";
      }],
      [1, () => {
        element().clear();
        return "clear";
      }],
    ];
  }

  globalThis.random = {
    trail: [],
    /** Does so many things, a few between one frame and the next. */
    async act(state, count, patients) {
      const next = (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      const all = choices(next, patients);
      const sum = all.reduce((weight, [own]) => weight + own, 0);
      this.trail = [];
      for (let done = 0; done < count; done += 1) {
        let chosen = next(sum);
        const [, act] = all.find(([weight]) => (chosen -= weight) < 0);
        this.trail.push(act());
        if (done % AT_A_TIME === 0) await frame();
        // Some of it lands before what is loaded, some after.
        if (next(40) === 0) await new Promise((resolve) => setTimeout(resolve, 150));
      }
    },
    /** Nothing is shown any more, and nothing is under way. */
    async rest() {
      element().clear();
      element().removeAttribute("style");
      await frame();
      await new Promise((resolve) => setTimeout(resolve, 300));
      this.trail = [];
    },
  };
}
