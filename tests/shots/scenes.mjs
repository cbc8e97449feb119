// What there are pictures of: each patient of the demo, and each state that the element can be in.

import { SYSTEM, configured } from "../support/hosting.mjs";

const MARGARET = "9992147083";
const ALL = ["riverside", "stannes", "kingsway", "community", "mentalhealth", "socialcare"];
const row = (page) => page.locator("patient-timeline [part~=list] [role=option]").first();
const faults = (name, sources = ALL) => Object.fromEntries(sources.map((source) => [source, name]));

export async function scenes(server) {
  const patients = await server.patients();
  const person = (number) => {
    const { identifier, family, given, birthDate, gender, deceased } = patients.find((one) => one.identifier.value === number);
    return { identifier, family, given, birthDate, gender, deceased };
  };
  const shown = async (name, { number = MARGARET, patient = person(number), context = {}, keys = {}, ...rest } = {}) => ({
    name,
    set: { config: await configured(server, keys), context: { user: "u-1", role: "doctor", purpose: "TREAT", ...context, patient } },
    ...rest,
  });
  const all = [];
  for (const { identifier, family, given, birthDate, down = [] } of patients) {
    const name = `patient-${family}-${given}-${birthDate.slice(0, 4)}`.toLowerCase();
    all.push(await shown(name, { number: identifier.value, keys: { faults: faults("down", down) } }));
  }
  return [
    ...all,
    ...(await states(server, shown)),
    { name: "state-no-configuration", settles: false },
    { name: "state-wrong-configuration", set: { config: { sources: [{ id: "a" }], timeZone: 7 }, context: { patient: `${SYSTEM}|${MARGARET}` } } },
    ...broken(),
  ];
}

async function states(server, shown) {
  const stays = { settles: false };
  const coming = async (page) => page.locator("patient-timeline [part~=sources]").waitFor();
  return [
    { name: "state-waiting", set: { config: await configured(server), context: {} }, settles: false },
    await shown("state-loading", { ...stays, keys: { faults: faults("silent") }, act: coming }),
    await shown("state-loading-the-rest", { ...stays, keys: { faults: faults("silent", ["stannes", "community"]) }, act: (page) => row(page).waitFor() }),
    await shown("state-empty", { keys: { faults: faults("empty") } }),
    await shown("state-empty-with-gaps", { keys: { faults: { ...faults("empty"), stannes: "down" } } }),
    await shown("state-all-failed", { keys: { faults: faults("down") } }),
    await shown("state-partly-failed", { keys: { faults: { stannes: "down", riverside: "truncated@2", community: "forbidden" } } }),
    await shown("state-held-back", { keys: { faults: { stannes: "other-birth-date", kingsway: "wrong-patient" } } }),
    await shown("state-stale", {
      before: (page) => page.clock.install(),
      act: async (page) => {
        await row(page).waitFor();
        await page.clock.fastForward("03:05:00");
        await page.locator("patient-timeline .stale").waitFor();
      },
    }),
    await shown("state-filtered", {
      act: async (page) => {
        await page.locator("patient-timeline [part~=search]").fill("zzqx");
        await page.locator("patient-timeline .absence").waitFor();
      },
    }),
    await shown("state-new", { context: { newSince: "2026-03-04T08:00:00Z" } }),
    await shown("state-open", { act: open }),
    await shown("state-died-not-confirmed", {
      patient: { identifier: { system: SYSTEM, value: "9999857450" }, family: "Hollis", given: "Derek", birthDate: "1959-11-18", gender: "male", deceased: false },
    }),
    await shown("state-no-banner", { keys: { banner: false } }),
    await shown("state-right-to-left", { before: (page) => page.addInitScript(() => addEventListener("DOMContentLoaded", () => { document.documentElement.dir = "rtl"; })), keys: { locale: "en-XA" } }),
    await shown("state-forced-colours", { settings: { forcedColors: "active" }, themes: ["light"] }),
    await shown("state-forced-colours-open", { settings: { forcedColors: "active" }, themes: ["light"], act: open }),
    await shown("state-print", { act: (page) => page.emulateMedia({ media: "print" }), themes: ["light"] }),
  ];
}

async function open(page) {
  await row(page).click();
  await page.locator("patient-timeline .detail table").waitFor();
}

/** What the script says where the Wasm cannot run. */
function broken() {
  const set = { config: "/timeline.json", context: { patient: `${SYSTEM}|${MARGARET}` } };
  const refused = async (route) => {
    const response = await route.fetch();
    const policy = response.headers()["content-security-policy"].replace(" 'wasm-unsafe-eval'", "");
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
  };
  return [
    { name: "broken-no-webassembly", set, before: (page) => page.addInitScript(() => delete globalThis.WebAssembly) },
    { name: "broken-policy", set, before: (page) => page.route("**/embed", refused) },
    { name: "broken-no-wasm", set, before: (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404 })) },
    { name: "broken-other-wasm", set, before: (page) => page.route("**/*.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: "none" })) },
  ];
}
