// Documents and pictures of an entry: each kind is shown or refused by its name, nothing is fetched from elsewhere,
// large ones come on request with their progress, and all of it ends with the entry that is open.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { PNG, TIFF, base64, pdf } from "../../support/documents.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
const NUMBER = "9990000018";
const PATIENT = {
  resourceType: "Patient", id: "p", birthDate: "1944-06-09", name: [{ family: "Ashworth", given: ["Margaret"] }],
  identifier: [{ system: NHS_NUMBER, value: NUMBER }],
};
const HTML = '<html><head><title>t</title></head><body onload="alert(1)"><h1>Clinic letter</h1><p>Seen <b>today</b>.</p><script>alert(1)</script></body></html>';
const RTF = String.raw`{\rtf1\ansi{\fonttbl{\f0 Arial;}}Dear Dr Shah\par caf\'e9 {\strike aspirin}}`;

/** Visits a page whose record is one letter with these attachments; `answers` are what lies at its source. */
async function showing(content, answers, options, run) {
  const { browser, server } = started;
  const letter = {
    resourceType: "DocumentReference", id: "d", status: "current", subject: { reference: "Patient/p" }, date: "2024-03-01T10:00:00Z",
    type: { text: "Clinic letter" }, content: content.map((attachment) => ({ attachment })),
  };
  const bundle = (...resources) => ({ resourceType: "Bundle", type: "searchset", entry: resources.map((resource) => ({ resource })) });
  const asked = [];
  const expected = [SOURCE_ANSWERED_ERROR, ...(options.expected ?? [])];
  await visit(browser, "about:blank", { expected, settings: options.settings }, async (page) => {
    await page.context().route("**/written/**", async (route) => {
      const path = new URL(route.request().url()).pathname.split("/written/")[1];
      if (path in answers) {
        asked.push(path);
        return answers[path](route);
      }
      return route.fulfill({ json: path.includes("$everything") ? bundle(PATIENT, letter) : bundle(PATIENT) });
    });
    await options.before?.(page);
    await page.goto(`${server.origin}/embed`);
    await settled(page);
    await change(page, (element, patient) => element.setAttribute("patient", patient), `${NHS_NUMBER}|${NUMBER}`);
    await change(page, (element, keys) => {
      element.config = { sources: [{ id: "w", title: "St Anne’s", baseUrl: "/written", openIn: "https://record.example/{type}/{id}" }], ...keys };
    }, options.keys);
    await page.locator("[role=option]").first().click();
    await page.locator(".detail .doc").first().waitFor();
    await run(page, asked);
  });
}

const inline = (contentType, content, title) => ({ contentType, title, data: base64(content) });

test("words are shown at once, safely, and a type that is not so is told", async () => {
  const content = [
    inline("text/plain", "Dear colleague,\nthank you.", "Letter"),
    inline("text/html", HTML, "Page"),
    inline("application/pdf", RTF, "Said to be a PDF"),
  ];
  await showing(content, {}, {}, async (page) => {
    const docs = page.locator(".detail .doc");
    assert.equal(await docs.nth(0).locator("pre").innerText(), "Dear colleague,\nthank you.");
    assert.match(await docs.nth(0).locator("p").first().innerText(), /Letter · text · 27 bytes/);
    assert.equal(await docs.nth(1).locator(".narrative").innerText(), "Clinic letter\n\nSeen today.");
    assert.equal(await docs.nth(1).locator("script").count(), 0);
    await docs.nth(2).getByRole("button", { name: "Show: Said to be a PDF" }).press("Enter");
    assert.equal(await docs.nth(2).locator(".narrative s").innerText(), "aspirin");
    assert.match(await docs.nth(2).innerText(), /said to be application\/pdf, but is RTF/);
    assert.match(await docs.nth(2).innerText(), /Dear Dr Shah\n\ncafé aspirin/);
    await assertAccessible(page, "with documents of words");
  });
});

test("a picture is shown by an address that ends with the entry", async () => {
  await showing([inline("image/png", PNG, "Wound")], {}, { expected: [/ERR_FILE_NOT_FOUND blob:/] }, async (page) => {
    const picture = page.locator(".doc img");
    await picture.waitFor();
    assert.equal(await picture.evaluate(async (img) => (await img.decode(), img.naturalWidth)), 2);
    assert.equal(await picture.getAttribute("alt"), "Wound");
    const address = await picture.getAttribute("src");
    assert.match(address, /^blob:/);
    const save = page.locator(".doc a[download]");
    assert.equal(await save.getAttribute("download"), "picture.png", "no identifier is in the name");
    await assertAccessible(page, "with a picture");
    await page.keyboard.press("Escape");
    await page.locator(".detail").waitFor({ state: "detached" });
    const lives = await page.evaluate((address) => {
      const again = Object.assign(new Image(), { src: address });
      return again.decode().then(() => true, () => false);
    }, address);
    assert.equal(lives, false, "the address is revoked");
  });
});

test("a PDF of the source is fetched on request and can be opened or saved", async () => {
  const answers = { "Binary/1": (route) => route.fulfill({ contentType: "application/pdf", body: pdf("A letter") }) };
  const content = [{ contentType: "application/pdf", url: "Binary/1", title: "Letter as PDF" }];
  await showing(content, answers, {}, async (page, asked) => {
    assert.deepEqual(asked, [], "not before it is asked for");
    const show = page.getByRole("button", { name: "Show: Letter as PDF" });
    await show.focus();
    await page.keyboard.press("Enter");
    const links = page.locator(".doc .file a");
    await links.first().waitFor();
    const at = () => page.$eval("patient-timeline", ({ shadowRoot }) => shadowRoot.activeElement?.className);
    await page.waitForFunction(() => document.querySelector("patient-timeline").shadowRoot.activeElement?.className === "doc");
    await page.getByText("Shown: Letter as PDF").waitFor({ state: "attached" });
    await page.keyboard.press("Tab");
    assert.notEqual(await at(), "doc", "the way goes on from there");
    assert.deepEqual(asked, ["Binary/1"]);
    const [open, save] = await links.evaluateAll((all) => all.map((a) => [a.textContent, a.target, a.rel, a.download]));
    assert.deepEqual(open, ["Open in a new tab", "_blank", "noopener noreferrer", ""]);
    assert.deepEqual(save, ["Save", "", "", "document.pdf"]);
    const [download] = await Promise.all([page.waitForEvent("download"), links.nth(1).click()]);
    assert.equal(download.suggestedFilename(), "document.pdf");
    const saved = await readFile(await download.path());
    assert.equal(saved.compare(pdf("A letter")), 0, "as it was sent");
    await assertAccessible(page, "with a PDF");
  });
});

test("a policy that allows no such frame leaves the way to open or save", async () => {
  const content = [inline("application/pdf", pdf("A letter"), "Letter"), inline("image/png", PNG, "Wound")];
  const strict = (page) =>
    page.context().route("**/embed", async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      headers["content-security-policy"] = headers["content-security-policy"].replaceAll(" blob:", "");
      await route.fulfill({ response, headers });
    });
  const expected = [/frame-src/, /img-src/];
  await showing(content, {}, { before: strict, expected }, async (page) => {
    await page.getByRole("button", { name: /^Show:/ }).click();
    await page.getByText("This page or browser does not show it here.").nth(1).waitFor();
    assert.equal(await page.locator(".doc :is(iframe, img)").count(), 0);
    assert.equal(await page.locator(".doc .file a").count(), 4);
  });
});

test("what is not shown is refused by its name, and nothing is fetched from elsewhere", async () => {
  const content = [
    inline("image/tiff", TIFF, "Scan"),
    { contentType: "application/pdf", title: "Elsewhere", url: "https://elsewhere.example/letter.pdf" },
    { contentType: "application/pdf", title: "Nowhere" },
    inline("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Drawing"),
  ];
  const elsewhere = [];
  const before = (page) => page.context().route("https://elsewhere.example/**", (route) => (elsewhere.push(1), route.abort()));
  await showing(content, {}, { before }, async (page) => {
    const said = page.locator(".doc .refused");
    await page.getByRole("button", { name: "Show: Drawing" }).click();
    await said.nth(3).waitFor();
    assert.deepEqual(await said.allInnerTexts(), [
      "Not shown here: TIFF",
      "It lies outside the source, from where nothing is fetched.",
      "The source sent neither its content nor where that is.",
      "Not shown here: image/svg+xml",
    ]);
    assert.equal(await page.locator(".doc a").count(), 0, "no way leads elsewhere");
    assert.deepEqual(elsewhere, []);
    await assertAccessible(page, "with what is refused");
  });
});

test("one that is large comes on request, is ended, and asked for again", async () => {
  let release;
  const answers = {
    "Binary/2": async (route) => {
      await new Promise((resolve) => (release = resolve));
      await route.fulfill({ contentType: "text/plain", body: "at last" }).catch(() => {});
    },
  };
  const content = [{ contentType: "text/plain", url: "Binary/2", title: "Big", size: 5_300_000 }];
  await showing(content, answers, { expected: [/Binary\/2/] }, async (page, asked) => {
    assert.match(await page.locator(".doc").innerText(), /Big · text · 5.3 MB/);
    const show = page.getByRole("button", { name: "Show: Big" });
    await show.click();
    await page.locator(".doc progress").waitFor();
    await assertAccessible(page, "with a document on its way");
    await page.getByRole("button", { name: "Cancel" }).click();
    await show.waitFor();
    release();
    await show.click();
    await page.locator(".doc progress").waitFor();
    release();
    await page.locator(".doc pre").waitFor();
    assert.equal(await page.locator(".doc pre").innerText(), "at last");
    assert.deepEqual(asked, ["Binary/2", "Binary/2"]);
  });
});

test("why a source does not give one is told, and it can be asked for again", async () => {
  let answers = 0;
  const at = { "Binary/3": (route) => ((answers += 1), answers > 1 ? route.fulfill({ contentType: "text/plain", body: "here" }) : route.fulfill({ status: 404 })) };
  const content = [{ contentType: "text/plain", url: "Binary/3", title: "Lost", size: 40 }];
  await showing(content, at, { expected: [/404/] }, async (page) => {
    await page.locator(".doc .refused").waitFor();
    assert.equal(await page.locator(".doc .refused").innerText(), "The source did not give it: address not found");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".doc pre").waitFor();
  });
});

test("the original is read line by line, and all of it on request", async () => {
  const data = base64("abc".repeat(2000));
  await showing([{ contentType: "text/plain", data, title: "Long" }], {}, {}, async (page) => {
    await page.locator(".detail summary").last().click();
    const pre = page.locator(".detail details pre").last();
    const short = await pre.innerText();
    assert.match(short, /\n {2}"resourceType": "DocumentReference",\n/);
    assert.ok(short.includes("… [8000]") && !short.includes(data));
    await page.getByRole("button", { name: "Show all, as sent" }).click();
    await page.waitForFunction((length) => {
      const all = document.querySelector("patient-timeline").shadowRoot.querySelectorAll(".detail details pre");
      return [...all].at(-1)?.textContent.length > length;
    }, 8000);
    assert.ok((await pre.innerText()).includes(data));
  });
});

for (const width of [340, 1440]) {
  test(`the entry is opened in its source and a reference is copied, at ${width} pixels`, async () => {
    const settings = { viewport: { width, height: 700 }, permissions: ["clipboard-read", "clipboard-write"] };
    await showing([inline("text/plain", "x", "Letter")], {}, { settings }, async (page) => {
      const link = page.getByRole("link", { name: "Open in St Anne’s" });
      assert.deepEqual(await link.evaluate((a) => [a.href, a.target, a.rel]), [
        "https://record.example/DocumentReference/d", "_blank", "noopener noreferrer",
      ]);
      await page.getByRole("button", { name: "Copy a reference" }).press("Enter");
      await page.locator(".detail").getByText("Reference copied").waitFor();
      const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
      assert.match(lines[0], /^Clinic letter · .*01-Mar-2024 10:00/);
      assert.equal(lines[1], "St Anne’s: DocumentReference/d");
      assert.match(lines[2], /^ASHWORTH, Margaret · Born 09-Jun-1944 · NHS No\. 9990000018$/);
      assert.match(lines[3], /^As read \d\d-\w{3}-\d{4} \d\d:\d\d/);
      const over = await page.locator(".detail").evaluate((pane) => pane.scrollWidth - pane.clientWidth);
      assert.ok(over <= 1, `${over} pixels over`);
      await assertAccessible(page, "with a reference copied");
    });
  });
}

/** Has the host keep records, but for those of documents while `refusing`. */
function keep(element) {
  globalThis.recorded = [];
  element.recordAccess = async ({ action, outcome, reason, request, entry, user, patient }) => {
    if (globalThis.refusing && action === "document") throw new Error("no");
    globalThis.recorded.push({ action, outcome, reason, request: request?.split("/written/")[1], entry, user, patient });
  };
}

test("each document that is shown leaves a record, with the host and as an AuditEvent, and one that is not to be had too", async () => {
  const content = [inline("text/plain", "Dear colleague", "Letter"), { contentType: "application/pdf", title: "Scan", url: "Binary/1" }];
  const answers = { "Binary/1": (route) => route.fulfill({ status: 404 }) };
  const posted = [];
  const before = async (page) => {
    await page.route("**/audit", (route) => {
      posted.push(route.request().postDataJSON());
      return route.fulfill({ status: 201 });
    });
    await page.addInitScript(() => document.addEventListener("DOMContentLoaded", () => globalThis.keep?.(document.querySelector("patient-timeline"))));
    await page.addInitScript(`globalThis.keep = ${keep}`);
  };
  await showing(content, answers, { before, keys: { auditEvents: "/audit" } }, async (page) => {
    const of = () => page.evaluate(() => globalThis.recorded.filter(({ action }) => action === "document"));
    await page.locator(".doc", { hasText: "Dear colleague" }).waitFor();
    await page.locator(".doc", { hasText: "Scan" }).getByRole("button", { name: /^Show/ }).click();
    await page.locator(".doc .refused").waitFor();
    const records = await of();
    assert.deepEqual(records.map(({ outcome, reason, request }) => [outcome, reason, request]), [
      ["opened", undefined, undefined],
      ["not-opened", "not-found", "Binary/1"],
    ]);
    const opened = await page.evaluate(() => timelineEvents.findLast(({ type }) => type === "timeline-entry-open").detail.entry);
    for (const { entry, patient } of records) assert.deepEqual([entry, patient], [opened, `${NHS_NUMBER}|${NUMBER}`]);
    assert.ok(!JSON.stringify(records).includes("colleague"), "no clinical text");
    const events = posted.filter(({ outcomeDesc }) => outcomeDesc.startsWith("document"));
    assert.deepEqual(events.map(({ action, outcome, subtype, meta }) => [action, outcome, subtype[0].code, meta]), [
      ["R", "0", "read", undefined],
      ["R", "4", "read", undefined],
    ]);
    assert.match(events[1].entity[1].what.reference, /\/Binary\/1$/);
  });
});

test("where records are required, a document is shown only once its own was accepted", async () => {
  const content = [inline("text/plain", "Dear colleague", "Letter")];
  const before = async (page) => {
    await page.addInitScript(() => document.addEventListener("DOMContentLoaded", () => {
      globalThis.refusing = true;
      globalThis.keep(document.querySelector("patient-timeline"));
    }));
    await page.addInitScript(`globalThis.keep = ${keep}`);
  };
  await showing(content, {}, { before, keys: { audit: "required" } }, async (page) => {
    const letter = page.locator(".doc", { hasText: "Letter" });
    await letter.getByText("the access could not be recorded").waitFor();
    assert.ok(!(await page.locator("patient-timeline .detail").textContent()).includes("colleague"));
    await page.evaluate(() => (globalThis.refusing = false));
    await letter.getByRole("button", { name: "Try again" }).click();
    await letter.getByText("Dear colleague").waitFor();
  });
});
