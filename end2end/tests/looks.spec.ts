// Every page is usable by everybody: no serious violation that axe can find, light and dark; nothing
// to scroll sideways on a phone; one main heading; a title of its own.
import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { comesToShow, expect, open, test, withScript } from "./demo";
import { connect, findUnbooked } from "./steps";

const PHONE = { width: 375, height: 800 };

async function isGood(page: Page, what: string, title = /^.+ – Linden County Programs$/) {
  await expect(page.getByRole("heading", { level: 1 }), what).toHaveCount(1);
  await expect(page, what).toHaveTitle(title);
  // Axe is a script itself.
  if (withScript()) {
    // Without motion, so that no colour is measured on its way from one to the other.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await hasNoViolation(new AxeBuilder({ page }).setLegacyMode(), `${what}, light`);
    await page.emulateMedia({ colorScheme: "dark" });
    await hasNoViolation(new AxeBuilder({ page }).setLegacyMode().withRules("color-contrast"), `${what}, dark`);
    await page.emulateMedia({ colorScheme: "light" });
  }
  const desktop = page.viewportSize()!;
  await page.setViewportSize(PHONE);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(sideways, `${what} scrolls sideways on a phone`).toBe(0);
  await page.setViewportSize(desktop);
}

async function hasNoViolation(axe: AxeBuilder, what: string) {
  const { violations } = await axe.analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect.soft(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`), what).toEqual([]);
}

test("before anybody is signed in", async ({ page }) => {
  for (const path of ["/sign-in", "/forgot-password", "/privacy"]) {
    await page.goto(path);
    await isGood(page, path);
  }
});

test("for a provider", async ({ person }) => {
  const page = await person("Provider 1");
  for (const path of ["/classes", "/classes?view=week", "/classes/new", "/profile", "/profile/security", "/profile/external", "/help"]) {
    await open(page, path);
    await isGood(page, path);
  }
  await page.getByRole("button", { name: "Your account" }).click();
  await isGood(page, "with the account menu open");
});

test("for a provider whose calendar is connected", async ({ person }) => {
  const page = await person("Provider 1");
  await connect(page, "staff@demo.example");
  await comesToShow(page, page.getByText(/^All \d+ upcoming classes are there\.$/));
  await isGood(page, "connected");
  for (const path of ["/classes", "/profile/external/sent", "/profile/external/disconnect", "/profile/external/switch"]) {
    await open(page, path);
    await isGood(page, path);
  }
});

test("for a scheduler: classes", async ({ person }) => {
  const page = await person("Scheduler 1");
  const unbooked = await findUnbooked(page, "Provider 1", "Decision Skills");
  await isGood(page, "schedule");
  for (const path of [unbooked, `${unbooked}/roster`, `${unbooked}/delivery`, `${unbooked}/edit`, `${unbooked}/cancel`]) {
    await open(page, path);
    await isGood(page, path);
  }
  await open(page, "/schedule");
  await page.getByRole("link", { name: "Next week" }).click();
  const booked = page.getByRole("link", { name: /Parenting Basics .*Provider 1 .* of 8/ });
  await expect(booked).toBeVisible();
  const class_ = await booked.getAttribute("href");
  for (const path of [`${class_}/roster`, `${class_}/delivery`]) {
    await open(page, path);
    await isGood(page, path);
  }
});

test("for a scheduler: cases", async ({ person }) => {
  const page = await person("Scheduler 1");
  for (const path of ["/cases", "/cases/new"]) {
    await open(page, path);
    await isGood(page, path);
  }
  await open(page, "/cases?q=Birch");
  const case_ = await page.getByRole("link", { name: "LC-2026-1042" }).getAttribute("href");
  for (const path of [case_!, `${case_}/classes`, "/nowhere"]) {
    await open(page, path);
    await isGood(page, path);
  }
});

test("for an administrator", async ({ person }) => {
  const page = await person("Org Admin 1");
  await open(page, "/admin/class-types");
  await isGood(page, "class types and sites");
});

test("while somebody waits for IT, and for IT itself", async ({ page: it, person }) => {
  const page = await person("Provider 1");
  await open(page, "/profile/external");
  await page.getByRole("button", { name: "Microsoft 365: My IT department must approve" }).click();
  await expect(page.getByRole("heading", { name: "Your IT department approves this once, for everyone" })).toBeVisible();
  await open(page, "/profile/external");
  await page.getByRole("button", { name: "Set up a feed" }).click();
  await expect(page.getByRole("heading", { name: "Until then: your private feed" })).toBeVisible();
  await expect(page.getByRole("button", { name: "New address" })).toBeVisible();
  await isGood(page, "waiting for IT, with a feed");

  const admin = await person("Org Admin 1");
  await open(admin, "/admin/calendar/approval");
  await isGood(admin, "IT approval");
  await it.goto((await admin.getByRole("link", { name: "See the page for IT" }).getAttribute("href"))!);
  await isGood(it, "the page for IT", /^Approve calendar access for IMPACT Feedback$/);
});
