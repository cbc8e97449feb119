// A host page that has its tokens from the program that runs it.

import "/pkg/patient-timeline.js";

const element = document.querySelector("patient-timeline");

element.getAccessToken = ({ source, reason }) => globalThis.tokenFor(source, reason);
element.recordAccess = ({ source, outcome, reason, counts }) => globalThis.accessed({ source, outcome, reason, counts });

globalThis.show = (config, { system, value }, context = {}) => {
  element.config = config;
  element.setContext({ ...context, patient: `${system}|${value}` }).catch(() => {});
};

globalThis.reload = () => element.reload();

/**
 * Goes from one patient to the other after each of these times in milliseconds. Gives the turns on which the one who had
 * been left was named on the screen, right after the change or right before the next, and those on which the one who was
 * to be shown was.
 */
globalThis.wander = async (config, patients, times) => {
  const turns = { wrong: [], right: [] };
  const isNamed = ({ family }) => element.shadowRoot.textContent.toLowerCase().includes(family.toLowerCase());
  for (const [turn, time] of times.entries()) {
    const [shown, left] = turn % 2 === 0 ? patients : patients.toReversed();
    globalThis.show(config, shown);
    if (isNamed(left)) turns.wrong.push(turn);
    await new Promise((resolve) => setTimeout(resolve, time));
    if (isNamed(left)) turns.wrong.push(turn);
    if (isNamed(shown)) turns.right.push(turn);
  }
  return turns;
};
