// Access that ends at Google: nothing is lost, and everybody who has to know is told.
import { comesToShow, expect, open, showsWhenAsked, test } from "./demo";
import { agree, book, connect, findUnbooked, row } from "./steps";

const ACCOUNT = "staff@demo.example";

test("access that its owner withdrew waits for a reconnect, and keeps what is there", async ({ person, simulator }) => {
  const [provider, scheduler] = [await person("Provider 1"), await person("Scheduler 1")];
  await connect(provider, ACCOUNT);
  await comesToShow(provider, provider.getByText(/^All \d+ upcoming classes are there\.$/));
  const before = (await simulator.events(ACCOUNT)).map(({ id }) => id).sort();

  await simulator.withdraw(ACCOUNT);
  const path = await findUnbooked(scheduler, "Provider 1", "Decision Skills");
  await open(scheduler, `${path}/roster`);
  await book(scheduler, "LC-2026-1044");
  await expect(row(scheduler, "Ana Field")).toBeVisible();

  // The class is booked all the same, and says that it did not arrive.
  await showsWhenAsked(scheduler, scheduler.getByText("Needs reconnecting", { exact: true }));
  await open(provider, "/classes");
  const banner = provider.getByRole("region", { name: "Calendar" });
  await expect(banner).toContainText("Google Calendar needs reconnecting.");
  await banner.getByRole("link", { name: "Reconnect" }).click();
  await expect(provider.getByRole("heading", { name: "Reconnect Google Calendar" })).toBeVisible();
  await expect(provider.getByText(/Google ended our access .*; 1 change is waiting/)).toBeVisible();
  expect((await simulator.events(ACCOUNT)).map(({ id }) => id).sort()).toEqual(before);

  await provider.getByRole("button", { name: "Reconnect Google Calendar" }).click();
  await agree(provider, ACCOUNT);
  await expect.poll(async () => (await simulator.events(ACCOUNT)).length).toBe(before.length + 1);
  expect((await simulator.events(ACCOUNT)).map(({ id }) => id)).toEqual(expect.arrayContaining(before));
  await open(provider, "/classes");
  await expect(provider.getByRole("region", { name: "Calendar" })).toHaveCount(0);
});

test("a provider that does not answer is tried again, and nobody is told to do anything", async ({ person, simulator }) => {
  const [provider, scheduler] = [await person("Provider 1"), await person("Scheduler 1")];
  await connect(provider, ACCOUNT);
  await comesToShow(provider, provider.getByText(/^All \d+ upcoming classes are there\.$/));
  const before = (await simulator.events(ACCOUNT)).length;

  await simulator.fails({ path: "/calendar/v3/", status: 503, times: 1000 });
  const path = await findUnbooked(scheduler, "Provider 1", "Decision Skills");
  await open(scheduler, `${path}/roster`);
  await book(scheduler, "LC-2026-1044");
  await showsWhenAsked(scheduler, scheduler.getByText("Retrying", { exact: true }));
  await open(provider, "/profile/external");
  await expect(provider.getByRole("heading", { name: "Google is not answering" })).toBeVisible();
  await simulator.recovers();
  await provider.getByRole("button", { name: "Try now" }).click();
  await expect.poll(async () => (await simulator.events(ACCOUNT)).length).toBe(before + 1);
  await showsWhenAsked(provider, provider.getByRole("heading", { name: "Your classes are on Google Calendar" }));
});
