// Every spec runs twice, with JavaScript and without: a form has to work either way. Each test has an
// app and a simulator of its own (tests/demo.ts).
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";

// The system's Chromium: Playwright's own is not downloaded.
const executablePath =
  process.env.CHROMIUM_PATH ??
  process.env.PATH?.split(delimiter)
    .map((folder) => join(folder, "chromium"))
    .find((path) => existsSync(path));

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  outputDir: "test-results/traces",
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "with JavaScript" },
    { name: "without JavaScript", use: { javaScriptEnabled: false } },
  ],
});
