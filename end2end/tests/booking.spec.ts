// Booking cases: what cannot be booked is refused in one sentence, and nobody sees what is not theirs.
import { expect, open, test, withScript } from "./demo";
import { book, connect, findUnbooked, offer, row } from "./steps";

const NOTHING = "There is nothing here, or it is not for you.";

test("a case is found by its name and booked", async ({ person }) => {
  const page = await person("Scheduler 1");
  const class_ = await findUnbooked(page, "Provider 1", "Decision Skills");
  await open(page, `${class_}/roster`);
  if (withScript()) {
    const find = page.getByRole("combobox", { name: "Find a case by reference or name" });
    await find.pressSequentially("bir");
    await expect(page.getByRole("option", { name: "Alma Birch LC-2026-1042" })).toBeVisible();
    await find.press("ArrowDown");
    await find.press("Enter");
    await page.getByRole("button", { name: "Book case", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: "booked:" })).toContainText("Case LC-2026-1042 booked:");
    await expect(page.getByRole("status").filter({ hasText: "booked:" })).toContainText("Provider 1 has no calendar connected, so tell them yourself or ask them to connect.");
  } else {
    await page.getByRole("searchbox", { name: "Find a case by reference or name" }).fill("bir");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("button", { name: "Book Alma Birch" }).click();
  }
  await expect(row(page, "Alma Birch")).toContainText("LC-2026-1042");
  await expect(row(page, "Alma Birch")).toContainText("Scheduler 1");
});

test("a removed case can come back, and both are remembered", async ({ person }) => {
  const page = await person("Scheduler 1");
  const class_ = await findUnbooked(page, "Provider 1", "Decision Skills");
  await open(page, `${class_}/roster`);
  await book(page, "LC-2026-1042");
  await page.getByRole("button", { name: "Remove Alma Birch" }).click();
  await expect(page.getByRole("heading", { name: "Nobody is booked yet" })).toBeVisible();
  if (withScript()) {
    const undo = page.getByRole("region", { name: "Undo" });
    await expect(undo).toContainText("Case LC-2026-1042 removed from the roster");
    await expect(undo).toContainText("Nobody is booked now, so the class leaves Provider 1’s calendar.");
    await undo.getByRole("button", { name: "Undo" }).click();
  } else {
    await page.getByText("1 case was removed earlier").click();
    await page.getByRole("button", { name: "Book Alma Birch again" }).click();
  }
  await expect(row(page, "Alma Birch")).toBeVisible();
  await expect(page.getByRole("heading", { name: "1 of 10 places taken" })).toBeVisible();
});

test("a class that is full, a case that is there already, and one that nobody knows are refused", async ({ person }) => {
  const provider = await person("Provider 2");
  const date = new Date(Date.now() + 100 * 24 * 3_600_000).toISOString().slice(0, 10);
  await offer(provider, { date, start: "18:00", end: "19:00", capacity: "1" });
  await expect(provider.getByRole("link", { name: "Roster (0)" })).toBeVisible();
  const class_ = new URL(provider.url()).pathname;

  const page = await person("Scheduler 1");
  await open(page, `${class_}/roster`);
  await book(page, "LC-2026-9999");
  await expect(page.getByRole("alert")).toBeVisible();
  await book(page, "LC-2026-1042");
  await expect(page.getByRole("heading", { name: "1 of 1 places taken" })).toBeVisible();
  await book(page, "LC-2026-1042");
  await expect(page.getByRole("alert")).toContainText("Case LC-2026-1042 is already in this class.");
  await book(page, "LC-2026-1043");
  await expect(page.getByRole("alert")).toContainText("This class is full: 1 of 1 places are taken. Choose another time.");
  await expect(page.getByRole("heading", { name: "1 of 1 places taken" })).toBeVisible();

  // The provider sees who is booked, but books nobody.
  await open(provider, `${class_}/roster`);
  await expect(row(provider, "Alma Birch")).toBeVisible();
  await expect(provider.getByRole("button", { name: /Book|Remove/ })).toHaveCount(0);
});

test("a case has one reference, and a name that fits", async ({ person }) => {
  const page = await person("Scheduler 1");
  await open(page, "/cases/new");
  const [reference, name] = [page.getByRole("textbox", { name: "Reference" }), page.getByRole("textbox", { name: "Name", exact: true })];
  await page.getByRole("button", { name: "Add case" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter a reference.");
  await expect(page.getByRole("alert")).toContainText("Enter a name.");

  await reference.fill("LC-2026-1042");
  await name.fill("x".repeat(300));
  await page.getByRole("button", { name: "Add case" }).click();
  await expect(page.getByRole("alert")).toContainText(/Use \d+ characters or fewer\./);
  await expect(page.getByRole("alert")).toContainText("This is in use already. Choose another one.");
  await expect(name).toHaveAttribute("aria-invalid", "true");

  await reference.fill("LC-2026-2000");
  await name.fill("Zoë <b>Quarry</b> & Sons’ 李");
  await page.getByRole("button", { name: "Add case" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Zoë <b>Quarry</b> & Sons’ 李" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Not booked into a class" })).toBeVisible();
});

test("what is not there, and what is not theirs, is the same sentence", async ({ person }) => {
  const [scheduler, provider] = [await person("Scheduler 1"), await person("Provider 1")];
  const theirs = await findUnbooked(scheduler, "Provider 2", "Decision Skills");
  const addresses = [theirs, `${theirs}/roster`, `${theirs}/delivery`, `${theirs}/edit`, "/classes/00000000-0000-7000-8000-000000000000", "/classes/none", "/c/none"];
  for (const path of addresses) {
    const answer = await provider.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(provider.getByText(NOTHING), path).toBeVisible();
  }
  const answer = await provider.goto("/nowhere");
  expect(answer?.status()).toBe(404);
  await expect(provider.getByRole("heading", { level: 1 })).toBeVisible();

  // Cases need a permission of their own.
  await provider.goto("/cases");
  await expect(provider.getByText("Your role does not include this. Ask an administrator for “Cases”.")).toBeVisible();
});

test("the link in an event leads to its class, for its provider only and after signing in", async ({ page, person, simulator }) => {
  const provider = await person("Provider 1");
  await connect(provider, "staff@demo.example");
  await expect.poll(async () => (await simulator.events("staff@demo.example")).length).toBeGreaterThan(5);
  const [event] = await simulator.events("staff@demo.example");
  const link = new URL(event.description.match(/http\S+\/c\/\S+/)![0]).pathname;

  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.getByRole("button", { name: "Provider 1" }).click();
  await expect(page.getByRole("navigation", { name: "Class" })).toBeVisible();
  await expect(page).toHaveURL(/\/classes\/[0-9a-f-]{36}/);

  const other = await person("Provider 2");
  expect((await other.goto(link))?.status()).toBe(404);
  await expect(other.getByText(NOTHING)).toBeVisible();
});
