// Checks of a run that is one story: each prints a line, and the last line counts them.

/** What was checked so far. */
export class Checks {
  #passed = 0;
  #failed = 0;

  /** A part of the run under a heading; what breaks off inside is one failure, and the next part goes on. */
  async part(words, run) {
    console.log(`\n${words}`);
    try {
      await run();
    } catch (error) {
      this.#fail(`this part broke off: ${error.stack}`);
    }
  }

  /** Holds what was found against what is expected. */
  same(words, found, expected) {
    const shown = JSON.stringify(found);
    if (shown === JSON.stringify(expected)) this.#pass(`${words}: ${shown}`);
    else this.#fail(`${words}: ${shown} instead of ${JSON.stringify(expected)}`);
  }

  /** Holds that there is at least so much of something. */
  least(words, found, least) {
    if (found >= least) this.#pass(`${words}: ${found}`);
    else this.#fail(`${words}: ${found} instead of at least ${least}`);
  }

  /** Says something that is not judged. */
  note(words) {
    console.log(`        ${words}`);
  }

  get summary() {
    return `\n${this.#passed} passed, ${this.#failed} failed`;
  }

  get allPassed() {
    return this.#failed === 0 && this.#passed > 0;
  }

  #pass(words) {
    this.#passed += 1;
    console.log(`  ok    ${words}`);
  }

  #fail(words) {
    this.#failed += 1;
    console.log(`  FAIL  ${words}`);
  }
}
