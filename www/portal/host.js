// What only the portal can do for the element: tokens, requests with its own
// sign-in, and the records of who saw what.

import { tell } from "./told.js";

/** Gives the element the functions that it calls. Those that it does not know do no harm. */
export function serveElement(element) {
  element.getAccessToken = async ({ source, reason, signal }) => {
    tell("getAccessToken", { source, reason });
    const answer = await send(`/demo/token?source=${encodeURIComponent(source)}`, undefined, signal);
    return (await answer.json()).access_token;
  };
  element.request = ({ source, method, url, headers, body, signal }) => {
    tell("request", { source, method });
    return fetch(url, { method, headers, body, signal, cache: "no-store", referrerPolicy: "no-referrer" });
  };
  element.recordAccess = async (access) => {
    const { action, source, outcome, reason, role, purpose, counts } = access;
    tell("recordAccess", { action, source, outcome, reason, role, purpose, entries: counts && sum(counts) });
    await send("/demo/access", access);
  };
  element.recordDisclosure = async (disclosure) => {
    tell("recordDisclosure", { what: disclosure.what, source: disclosure.source });
    await send("/demo/disclosures", disclosure);
  };
  element.recordMeasures = (measures) => tell("recordMeasures", measures);
}

async function send(address, record, signal) {
  // A record outlives the patient who is shown, and the page. What may do so counts as under way until its answer is
  // read, and browsers allow little of that at once.
  const answer = await fetch(address, { method: "POST", body: record && JSON.stringify(record), signal, keepalive: Boolean(record) });
  if (record) await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`the portal answered ${answer.status}`);
  return answer;
}

function sum(counts) {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
