// Who may connect a calendar, and what happens when somebody does not finish.
import { expect, open, request, test } from "./demo";
import { agree, BOX, connect, startConnecting } from "./steps";

const ACCOUNT = "staff@demo.example";

test("a box left unticked connects nothing and keeps nothing, and can be ticked after all", async ({ person, simulator }) => {
  const page = await person("Provider 1");
  await startConnecting(page);
  await page.getByRole("button", { name: ACCOUNT }).click();
  await expect(page.getByRole("checkbox", { name: BOX })).not.toBeChecked();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Allow" }).click();

  const note = page.getByRole("status").filter({ hasText: "One box was not ticked" });
  await expect(note).toContainText(`Google did not give us “${BOX}”, so nothing was connected and nothing is stored.`);
  await expect(page.getByRole("heading", { name: "Put your classes on the calendar you use" })).toBeVisible();
  await expect(note.getByRole("link", { name: "Not now" })).toBeVisible();
  expect(await simulator.writes()).toEqual([]);
  // What was granted is given back: nothing else of this installation uses the account.
  await expect.poll(() => simulator.grants(ACCOUNT)).toEqual([]);

  await note.getByRole("button", { name: "Choose permissions again" }).click();
  await agree(page, ACCOUNT);
  await expect.poll(async () => (await simulator.events(ACCOUNT)).length).toBeGreaterThan(5);
});

for (const step of ["choosing what to share", "confirming it"]) {
  test(`canceling while ${step} connects nothing`, async ({ person, simulator }) => {
    const page = await person("Provider 1");
    await startConnecting(page);
    await page.getByRole("button", { name: ACCOUNT }).click();
    if (step === "confirming it") {
      await page.getByRole("checkbox", { name: BOX }).check();
      await page.getByRole("button", { name: "Continue" }).click();
    }
    await page.getByRole("button", { name: "Cancel" }).click();
    const note = page.getByRole("status").filter({ hasText: "Nothing was connected" });
    await expect(note).toContainText("You left Google’s page before finishing; nothing is stored.");
    await expect(page.getByRole("heading", { name: "Put your classes on the calendar you use" })).toBeVisible();
    expect(await simulator.writes()).toEqual([]);
    expect(await simulator.grants(ACCOUNT)).toEqual([]);
  });
}

for (const name of ["Provider 3", "Org Admin 1", "Scheduler 1"] as const) {
  test(`${name}, whose role does not include it, sees no External Calendar and is refused behind it`, async ({ person, simulator }) => {
    const page = await person(name);
    await open(page, "/profile");
    await expect(page.getByRole("navigation", { name: "Profile" }).getByRole("link")).toHaveText(["General", "Security"]);

    await page.goto("/profile/external");
    await expect(page.getByText("Your role does not include this. Ask an administrator for “Calendar integration”.")).toBeVisible();
    await expect(page.getByRole("button", { name: /Connect/ })).toHaveCount(0);
    await expect(page.getByRole("heading", { name: "External Calendar" })).toHaveCount(0);

    const start = await request(page, "POST", "/oauth/google/start", { backfill: "on" });
    expect(start.headers.get("location") ?? "").not.toContain("o/oauth2");
    for (const path of ["get_calendar_panel", "disconnect_calendar", "finish_disconnect", "try_calendar_now"]) {
      expect((await request(page, "POST", `/api/${path}`)).status, path).toBe(403);
    }
    expect(await simulator.asked()).toEqual([]);
  });
}

test("another account than the staff address is used, and said plainly", async ({ person, simulator }) => {
  const page = await person("Provider 1");
  await startConnecting(page);
  await page.getByRole("button", { name: "morgan.private@home.example" }).click();
  await page.getByRole("checkbox", { name: BOX }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByText("morgan.private@home.example is a different account than your staff address staff@demo.example.")).toBeVisible();
  await expect.poll(async () => (await simulator.events("morgan.private@home.example")).length).toBeGreaterThan(5);
  expect(await simulator.events(ACCOUNT)).toEqual([]);
});

test("whoever connects with the box for upcoming classes unticked starts with the next one", async ({ person, simulator }) => {
  const page = await person("Provider 2");
  await open(page, "/profile/external");
  await page.getByRole("checkbox", { name: /^Also add my \d+ upcoming classes/ }).uncheck();
  await page.getByRole("button", { name: "Connect Google Calendar" }).click();
  await agree(page, "staff2@demo.example");
  await expect(page.getByRole("heading", { name: "Your classes are on Google Calendar" })).toBeVisible();
  expect(await simulator.events("staff2@demo.example")).toEqual([]);
});

test("nobody sees the calendar of somebody else", async ({ person, simulator }) => {
  const [one, two] = [await person("Provider 1"), await person("Provider 2")];
  await connect(one, ACCOUNT);
  await expect.poll(async () => (await simulator.events(ACCOUNT)).length).toBeGreaterThan(5);
  await open(two, "/profile/external");
  await expect(two.getByRole("heading", { name: "Put your classes on the calendar you use" })).toBeVisible();
  await expect(two.getByText(ACCOUNT)).toHaveCount(0);
  expect(await simulator.events("staff2@demo.example")).toEqual([]);
});
