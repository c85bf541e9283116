// What people do in more than one story.
import { type Page } from "@playwright/test";
import { awake, expect, open, withScript } from "./demo";

export const BOX = "View and edit events on all your calendars";

// Profile, External, and the provider's first page.
export async function startConnecting(page: Page) {
  await open(page, "/profile/external");
  await page.getByRole("button", { name: "Connect Google Calendar" }).click();
  await expect(page.getByRole("heading", { name: "Choose an account" })).toBeVisible();
}

// Google's pages, from the account to the way back.
export async function agree(page: Page, account: string) {
  await page.getByRole("button", { name: account }).click();
  await page.getByRole("checkbox", { name: BOX }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Connected to Google Calendar" })).toBeVisible();
  await awake(page);
}

export async function connect(page: Page, account: string) {
  await startConnecting(page);
  await agree(page, account);
}

// The first class of next week that a provider offers and nobody is booked into; answers its path.
export async function findUnbooked(page: Page, provider: string, classType: string): Promise<string> {
  await open(page, "/schedule");
  await page.getByRole("link", { name: "Next week" }).click();
  const link = page.getByRole("link", { name: new RegExp(`${classType} .*${provider} Open`) }).first();
  await expect(link).toBeVisible();
  return (await link.getAttribute("href"))!;
}

// On the roster tab of a class: types a reference and books it.
export async function book(page: Page, reference: string) {
  await page.getByRole("combobox", { name: "Find a case by reference or name" }).fill(reference);
  await page.getByRole("button", { name: "Book case", exact: true }).click();
}

export const row = (page: Page, words: string | RegExp) => page.getByRole("row").filter({ hasText: words });

// The form that offers availability: fills it and sends it. What is not given stays as it stands there.
export type Offer = { date: string; start: string; end: string; capacity?: string; room?: string };

export async function offer(page: Page, fields: Offer) {
  await open(page, "/classes/new");
  await fill(page, fields);
  await page.getByRole("button", { name: "Add availability" }).click();
}

export async function fill(page: Page, { date, start, end, capacity = "10", room = "" }: Offer) {
  await page.getByLabel("Class type").selectOption("Decision Skills");
  await page.getByLabel("Site").selectOption("Main Street Center");
  await page.getByLabel("Room (optional)").fill(room);
  await page.getByLabel("Capacity").fill(capacity);
  await page.getByLabel("Date").fill(date);
  await page.getByLabel("Start").fill(start);
  await page.getByLabel("End", { exact: true }).fill(end);
}

// Disconnect, with what is on the calendar removed.
export async function disconnect(page: Page) {
  await open(page, "/profile/external");
  await page.getByRole("link", { name: "Disconnect…" }).click();
  const question = withScript() ? page.getByRole("dialog", { name: "Disconnect Google Calendar?" }) : page.getByRole("main");
  await expect(question.getByRole("checkbox", { name: /^Remove my \d+ upcoming class/ })).toBeChecked();
  await question.getByRole("button", { name: "Disconnect Google Calendar" }).click();
}
