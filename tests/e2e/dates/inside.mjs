// What is looked for inside the page.

/** The dates that are drawn on more than one line, each with the text it stands in. */
export function brokenDates() {
  const date = /(?:\d\d-)?\p{Lu}\p{L}{2,4}-\d{4}/gu;
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      for (const match of node.data.matchAll(date)) {
        const range = document.createRange();
        range.setStart(node, match.index);
        range.setEnd(node, match.index + match[0].length);
        const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
        const first = lines[0];
        if (lines.some(({ top }) => Math.abs(top - first.top) > first.height / 2)) found.push(`${match[0]} in "${node.data}"`);
      }
      return;
    }
    if (!["STYLE", "SCRIPT"].includes(node.nodeName)) node.childNodes.forEach(walk);
  };
  walk(document.querySelector("patient-timeline").shadowRoot);
  return found;
}
