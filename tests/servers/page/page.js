// A host page that has its tokens from the program that runs it.

import "/pkg/patient-timeline.js";

const element = document.querySelector("patient-timeline");

element.getAccessToken = ({ source, reason }) => globalThis.tokenFor(source, reason);
element.recordAccess = ({ source, outcome, reason, counts }) => globalThis.accessed({ source, outcome, reason, counts });

globalThis.show = (config, { system, value }) => {
  element.config = config;
  element.patient = `${system}|${value}`;
};
