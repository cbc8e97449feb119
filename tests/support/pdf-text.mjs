// What a PDF of Chromium's says, page by page: its fonts name their glyphs by number, and say in a map of their own which
// letters those are.

import { inflateSync } from "node:zlib";

/** The text of each page. */
export function pagesOf(bytes) {
  const file = Buffer.from(bytes).toString("latin1");
  const objects = new Map();
  for (const [, number, body] of file.matchAll(/(?:^|[\r\n])(\d+) 0 obj\b([\s\S]*?)endobj/g)) objects.set(number, body);
  const stream = (number) => {
    const body = objects.get(number);
    const begin = body.search(/stream\r?\n/);
    const content = body.slice(begin).replace(/^stream\r?\n/, "").replace(/\r?\nendstream[\s\S]*$/, "");
    const raw = Buffer.from(content, "latin1");
    return (body.includes("/FlateDecode") ? inflateSync(raw) : raw).toString("latin1");
  };
  const letters = new Map();
  for (const [number, body] of objects) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(body);
    if (map) letters.set(number, lettersOf(stream(map[1])));
  }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\b(?!s)/.test(body));
  return pages.map((page) => {
    const fonts = new Map();
    const resources = /\/Resources (\d+) 0 R/.exec(page);
    const named = resources ? objects.get(resources[1]) : page;
    for (const [, name, number] of named.matchAll(/\/(F\d+) (\d+) 0 R/g)) fonts.set(name, letters.get(number));
    return wordsOf(stream(/\/Contents (\d+) 0 R/.exec(page)[1]), fonts);
  });
}

/** The letters of a font by the numbers of their glyphs. */
function lettersOf(map) {
  const letters = new Map();
  const text = (hex) => Buffer.from(hex, "hex").swap16().toString("utf16le");
  for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph, letter] of block.matchAll(/<([0-9A-F]+)> *<([0-9A-F]+)>/gi)) letters.set(parseInt(glyph, 16), text(letter));
  }
  for (const [, block] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, letter] of block.matchAll(/<([0-9A-F]+)> *<([0-9A-F]+)> *<([0-9A-F]+)>/gi)) {
      const first = parseInt(letter, 16);
      for (let glyph = parseInt(from, 16), at = 0; glyph + at <= parseInt(to, 16); at += 1) letters.set(glyph + at, String.fromCodePoint(first + at));
    }
  }
  return letters;
}

/** What a page shows, in the order in which it is drawn. */
function wordsOf(content, fonts) {
  let font;
  let said = "";
  for (const [, name, shown, end] of content.matchAll(/\/(F\d+) [\d.]+ Tf|(\[[^\]]*\] *TJ|<[0-9A-F]+> *Tj)|\b(ET)\b/gi)) {
    if (name) font = fonts.get(name);
    if (end) said += " ";
    for (const [, hex] of (shown ?? "").matchAll(/<([0-9A-F]+)>/gi)) {
      for (let at = 0; at < hex.length; at += 4) said += font?.get(parseInt(hex.slice(at, at + 4), 16)) ?? "";
    }
  }
  return said.replace(/\s+/g, " ");
}
