// Takes the pictures of the README: `node end2end/pictures.mjs`, after a build. They land in
// docs/pictures, on fresh demo data; the dates in them are those of the day they are taken.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { fewerColors } from "./palette.mjs";
import { startPair } from "./pair.mjs";

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../docs/pictures");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 375, height: 812 };
const ACCOUNT = "staff@demo.example";

mkdirSync(folder, { recursive: true });
const pair = await startPair({ label: "-pictures", environment: { APP__SYNC__SETTLE_MS: "500" } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});

async function take(page, name) {
  // Nothing is pointed at and nothing has the focus.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur?.());
  const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
  const path = join(folder, `${name}.png`);
  writeFileSync(path, fewerColors(picture));
  console.log(`${name}.png ${Math.ceil(statSync(path).size / 1024)} kB`);
}

async function person(name, viewport = DESKTOP) {
  const context = await browser.newContext({
    baseURL: pair.app,
    viewport,
    deviceScaleFactor: viewport === PHONE ? 2 : 1,
    locale: "en-US",
    timezoneId: "America/Chicago",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto("/sign-in");
  if (name) {
    await page.getByRole("button", { name }).click();
    await awake(page);
  }
  return page;
}

const awake = (page) => page.getByRole("button", { name: "Your account", expanded: false }).waitFor();

async function open(page, path) {
  await page.goto(path);
  await awake(page);
}

try {
  await take(await person(), "sign-in");

  const provider = await person("Provider 1");
  await open(provider, "/profile/external");
  await provider.getByRole("button", { name: "Connect Google Calendar" }).click();
  await provider.getByRole("button", { name: ACCOUNT }).click();
  await provider.getByRole("checkbox", { name: "View and edit events on all your calendars" }).check();
  await provider.getByRole("button", { name: "Continue" }).click();
  await provider.getByRole("button", { name: "Allow" }).click();
  await provider.getByText(/^All \d+ upcoming classes are there/).waitFor();
  await open(provider, "/profile/external");
  await take(provider, "profile-external-connected");

  // The week after this one is whole, whatever day it is.
  await open(provider, "/classes?view=week");
  await provider.getByRole("link", { name: "Next week" }).click();
  await provider.getByRole("link", { name: /Parenting Basics/ }).first().waitFor();
  await take(provider, "my-classes");
  const next = new URL(provider.url()).searchParams.get("date");
  const day = (date, days) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

  const scheduler = await person("Scheduler 1");
  await open(scheduler, `/schedule?view=agenda&date=${next}`);
  await scheduler.getByRole("link", { name: /Parenting Basics.*Provider 1/ }).first().click();
  await scheduler.getByRole("link", { name: /^Roster/ }).click();
  await scheduler.getByRole("button", { name: /^Remove / }).first().waitFor();
  await take(scheduler, "class-roster");

  const calendar = await browser.newPage({ viewport: DESKTOP });
  await calendar.goto(`${pair.simulator}/calendar/${ACCOUNT}?week=${day(next, 7)}`);
  await take(calendar, "simulator-calendar");

  const phone = await person("Provider 1", PHONE);
  await open(phone, "/profile/external");
  await take(phone, "profile-external-connected-375");
  await open(phone, `/classes?date=${next}`);
  await take(phone, "my-classes-375");
} finally {
  await browser.close();
  await pair.stop();
}
