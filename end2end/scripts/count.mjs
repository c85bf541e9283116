// Prints "passed failed" of one run of tests: `node count.mjs KIND OUTPUT`.
// nextest and Playwright leave a report of their own; the others are read from what they printed.
import { existsSync, readFileSync } from "node:fs";

const [kind, output] = process.argv.slice(2);
const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((n, m) => n + Number(m[1]), 0);

const kinds = {
  nextest() {
    const report = "target/nextest/default/junit.xml";
    if (!existsSync(report)) return [0, 0];
    const [suites] = readFileSync(report, "utf8").match(/<testsuites [^>]*>/) ?? [""];
    const bad = sum(suites, /(?:failures|errors)="(\d+)"/g);
    return [sum(suites, / tests="(\d+)"/g) - bad, bad];
  },
  playwright() {
    const report = "end2end/test-results/report.json";
    if (!existsSync(report)) return [0, 0];
    const { stats, errors } = JSON.parse(readFileSync(report, "utf8"));
    return [stats.expected, stats.unexpected + stats.flaky + errors.length];
  },
  doctest() {
    const text = readFileSync(output, "utf8");
    return [sum(text, /^test result: .*? (\d+) passed/gm), sum(text, /^test result: .*? (\d+) failed/gm)];
  },
  node() {
    const text = readFileSync(output, "utf8");
    return [sum(text, /^. pass (\d+)$/gm), sum(text, /^. fail (\d+)$/gm)];
  },
};

console.log(kinds[kind]().join(" "));
