// The Microsoft story: a personal account, a work account that may consent, and one that signs in at
// its own organization's server.
import { type Page } from "@playwright/test";
import { awake, comesToShow, expect, open, signIn, test, withScript } from "./demo";
import { book, findUnbooked } from "./steps";

const PERMISSION = "Have full access to your calendars";

async function chooseAccount(page: Page, account: string) {
  await page.getByRole("button", { name: "Connect Microsoft 365" }).click();
  await expect(page.getByRole("heading", { name: "Pick an account" })).toBeVisible();
  await expect(page).toHaveTitle(/^Simulated/);
  await page.getByRole("button", { name: account }).click();
}

async function accept(page: Page, account: string) {
  await expect(page.getByRole("heading", { name: "Permissions requested" })).toBeVisible();
  await expect(page.getByRole("list").filter({ hasText: PERMISSION })).toBeVisible();
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page).toHaveURL(/\/profile\/external/);
  const note = page.getByRole("status").filter({ hasText: "Connected to Microsoft 365" });
  await expect(note).toContainText(`We added a test event to ${account} and removed it again`);
  await awake(page);
  await comesToShow(page, page.getByRole("heading", { name: "Your classes are on Microsoft 365" }));
}

test("a personal account: connected once, then a class comes and goes by itself", async ({ page, person, simulator }) => {
  test.slow();
  const account = "pat@outlook.example";
  await signIn(page, "Provider 1");
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await page.getByRole("navigation", { name: "Profile" }).getByRole("link", { name: "External" }).click();
  await expect(page.getByRole("heading", { name: "External Calendar" })).toBeVisible();
  await awake(page);
  await chooseAccount(page, account);
  await accept(page, account);
  const before = (await simulator.events(account)).map(({ id }) => id);
  expect(before.length).toBeGreaterThan(5);

  const scheduler = await person("Scheduler 1");
  const added = async () => (await simulator.events(account)).filter(({ id }) => !before.includes(id));
  await open(scheduler, `${await findUnbooked(scheduler, "Provider 1", "Decision Skills")}/roster`);
  await book(scheduler, "LC-2026-1044");
  await expect.poll(async () => (await added()).length).toBe(1);
  const [event] = await added();
  expect(event.subject).toBe("Class");
  expect(event.sensitivity).toBe("private");
  expect(event.attendees).toEqual([]);
  expect(JSON.stringify(event)).not.toContain("LC-2026-1044");

  // Disconnecting says what Microsoft cannot be told, and takes everything away.
  await open(page, "/profile/external");
  await page.getByRole("link", { name: "Disconnect…" }).click();
  const question = withScript() ? page.getByRole("dialog", { name: "Disconnect Microsoft 365?" }) : page.getByRole("main");
  await expect(question).toContainText("Microsoft keeps IMPACT Feedback in its list of apps until you remove it there.");
  await question.getByRole("button", { name: "Disconnect Microsoft 365" }).click();
  await expect.poll(() => simulator.events(account)).toEqual([]);
});

test("a work account that may consent, and a federated one", async ({ person, simulator }) => {
  test.slow();
  const work = await person("Provider 1");
  await open(work, "/profile/external");
  await chooseAccount(work, "wren@open.example");
  await accept(work, "wren@open.example");
  await expect.poll(async () => (await simulator.events("wren@open.example")).length).toBeGreaterThan(5);

  const federated = await person("Provider 2");
  await open(federated, "/profile/external");
  await chooseAccount(federated, "fern@federated.example");
  await expect(federated.getByRole("heading", { name: "Sign in with your organizational account" })).toBeVisible();
  expect(new URL(federated.url()).hostname).toBe("localhost");
  await federated.getByRole("button", { name: "Sign in" }).click();
  await accept(federated, "fern@federated.example");
});

test("whoever declines is offered both ways on", async ({ person, simulator }) => {
  const page = await person("Provider 1");
  await open(page, "/profile/external");
  await chooseAccount(page, "wren@open.example");
  await page.getByRole("button", { name: "Cancel" }).click();
  const note = page.getByRole("status").filter({ hasText: "Did Microsoft ask for an administrator?" });
  await expect(note).toContainText("If you saw “Approval required”, IT has to approve first.");
  await expect(note.getByRole("button", { name: "I changed my mind" })).toBeVisible();
  expect(await simulator.writes()).toEqual([]);
});
