// What runs inside each page before its own scripts. It is sent to the browser as text, so it uses nothing from outside.

/** Records the element's events, and tells the test of violations of the page's policy. */
export function watchPage() {
  globalThis.timelineEvents = [];
  const names = ["timeline-ready", "timeline-progress", "timeline-entry-open", "timeline-fold", "timeline-notice", "timeline-error"];
  for (const type of names) {
    addEventListener(type, (event) => {
      globalThis.timelineEvents.push({ type, detail: event.detail, element: event.target });
    });
  }
  addEventListener("securitypolicyviolation", (event) => {
    globalThis.reportToTest(`policy violation: ${event.violatedDirective} blocked ${event.blockedURI || event.sample}`);
  });
}
