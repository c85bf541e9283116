// One way only: whatever somebody does to the event in their calendar, the class stays as it is.
import { type Page } from "@playwright/test";
import { comesToShow, expect, open, showsWhenAsked, test } from "./demo";
import { type Event, type Simulator } from "./simulator";
import { agree, book, connect, findUnbooked, row } from "./steps";

const ACCOUNT = "staff@demo.example";

// A class of next week with one case, on the calendar of its provider.
async function classOnCalendar(provider: Page, scheduler: Page, simulator: Simulator) {
  await connect(provider, ACCOUNT);
  await comesToShow(provider, provider.getByText(/^All \d+ upcoming classes are there\.$/));
  const before = (await simulator.events(ACCOUNT)).map(({ id }) => id);
  const path = await findUnbooked(scheduler, "Provider 1", "Decision Skills");
  await open(scheduler, `${path}/roster`);
  await book(scheduler, "LC-2026-1044");
  await expect(row(scheduler, "Ana Field")).toBeVisible();
  const own = async (): Promise<Event | undefined> => (await simulator.events(ACCOUNT)).find(({ id }) => !before.includes(id));
  await expect.poll(own).toBeTruthy();
  const event = (await own())!;
  await comesToShow(scheduler, scheduler.getByText("On Google Calendar", { exact: true }));
  return { path, own, event };
}

// The event in its owner's calendar, as a page.
async function inCalendar(page: Page, simulator: Simulator, event: Event) {
  await page.goto(`${simulator.calendar(ACCOUNT)}?week=${event.start.dateTime.slice(0, 10)}`);
  return page.getByRole("article").filter({ has: page.getByRole("heading", { name: event.summary }), hasText: "9:00 am" }).filter({ hasText: event.description });
}

async function classIsUnchanged(page: Page, path: string) {
  await open(page, `${path}/roster`);
  await expect(page.getByRole("heading", { level: 1, name: "Decision Skills" })).toBeVisible();
  await expect(row(page, "Ana Field")).toBeVisible();
  await expect(page.getByText("9:00 – 10:30 am").first()).toBeVisible();
}

test("an event that its owner deletes leaves the class alone, and returns when the class changes", async ({ page, person, simulator }) => {
  const [provider, scheduler] = [await person("Provider 1"), await person("Scheduler 1")];
  const { path, own, event } = await classOnCalendar(provider, scheduler, simulator);

  const since = await simulator.now();
  await (await inCalendar(page, simulator, event)).getByRole("button", { name: "Delete" }).click();
  await expect(await inCalendar(page, simulator, event)).toHaveCount(0);
  expect(await own()).toBeUndefined();
  await classIsUnchanged(scheduler, path);
  await classIsUnchanged(provider, path);
  expect(await simulator.asked(since)).toEqual([]);

  await open(provider, `${path}/edit`);
  await provider.getByLabel("Start").fill("08:30");
  await provider.getByRole("button", { name: "Save changes" }).click();
  await expect(provider.getByText("8:30 – 10:30 am").first()).toBeVisible();
  await expect.poll(own).toBeTruthy();
  expect((await own())!.start.dateTime).not.toBe(event.start.dateTime);
});

test("an event that its owner deleted can be put back", async ({ person, page, simulator }) => {
  const [provider, scheduler] = [await person("Provider 1"), await person("Scheduler 1")];
  const { path, own, event } = await classOnCalendar(provider, scheduler, simulator);
  await (await inCalendar(page, simulator, event)).getByRole("button", { name: "Delete" }).click();
  expect(await own()).toBeUndefined();

  // Nobody looks by themselves; connecting the same account once more does.
  await open(provider, "/profile/external");
  await provider.getByRole("link", { name: "Switch calendar" }).click();
  await provider.getByRole("button", { name: "Continue to Google" }).click();
  await agree(provider, ACCOUNT);
  await showsWhenAsked(provider, provider.getByText("one you deleted yourself"));
  expect(await own()).toBeUndefined();

  await open(provider, `${path}/delivery`);
  await expect(provider.getByText("You deleted it there").first()).toBeVisible();
  await provider.getByRole("button", { name: "Put back" }).click();
  await expect.poll(own).toBeTruthy();
  await comesToShow(provider, provider.getByText("On Google Calendar", { exact: true }));
});

test("«Send again» brings back what its owner deleted, and never makes a second event", async ({ page, person, simulator }) => {
  const [provider, scheduler] = [await person("Provider 1"), await person("Scheduler 1")];
  const { path, own, event } = await classOnCalendar(provider, scheduler, simulator);
  const count = (await simulator.events(ACCOUNT)).length;
  await (await inCalendar(page, simulator, event)).getByRole("button", { name: "Delete" }).click();
  for (const _ of ["once", "twice"]) {
    await open(provider, `${path}/delivery`);
    const since = await simulator.now();
    await provider.getByRole("button", { name: "Send again" }).click();
    await expect.poll(async () => (await simulator.asked(since)).length).toBeGreaterThan(0);
    await expect.poll(own).toBeTruthy();
    await comesToShow(provider, provider.getByText("On Google Calendar", { exact: true }));
    expect((await simulator.events(ACCOUNT)).length).toBe(count);
  }
});

test("an event that its owner edits keeps the owner's words, and the class its own", async ({ page, person, simulator }) => {
  const [provider, scheduler] = [await person("Provider 1"), await person("Scheduler 1")];
  const { path, own, event } = await classOnCalendar(provider, scheduler, simulator);
  const article = await inCalendar(page, simulator, event);
  await article.getByText("Edit", { exact: true }).click();
  await article.getByLabel("Title").fill("Mine now");
  await article.getByLabel("Start").fill("2030-01-07T06:00");
  await article.getByLabel("End", { exact: true }).fill("2030-01-07T07:00");
  await article.getByLabel("Color").selectOption({ index: 3 });
  await article.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await own())?.summary).toBe("Mine now");
  await classIsUnchanged(provider, path);
  const color = (await own())!.colorId;
  expect(color).toBeTruthy();

  // The next change here corrects what we own, time and title, and leaves the color alone.
  await open(provider, `${path}/edit`);
  await provider.getByLabel("Start").fill("08:30");
  await provider.getByRole("button", { name: "Save changes" }).click();
  await expect.poll(async () => (await own())?.summary).toBe("Class");
  expect((await own())!.colorId).toBe(color);
  expect((await own())!.id).toBe(event.id);
});
