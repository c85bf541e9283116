// The whole story, in the order it is told: connect once, then classes come and go by themselves.
import { comesToShow, expect, open, signIn, test, withScript } from "./demo";
import { book, BOX, disconnect, findUnbooked, row } from "./steps";

const ACCOUNT = "staff@demo.example";

test("a booked class appears on the calendar by itself, and leaves it when the last case does", async ({ page, person, simulator }) => {
  test.slow();

  await test.step("user icon, Profile, External", async () => {
    await signIn(page, "Provider 1");
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("link", { name: "Profile" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
    const tabs = page.getByRole("navigation", { name: "Profile" });
    await expect(tabs.getByRole("link")).toHaveText(["General", "Security", "External"]);
    await expect(tabs.getByRole("link", { name: "External" })).toHaveCSS("text-transform", "uppercase");
    await tabs.getByRole("link", { name: "External" }).click();
    await expect(page.getByRole("heading", { name: "External Calendar" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Google Calendar" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Microsoft 365" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Connect Microsoft 365" })).toBeVisible();
  });

  await test.step("connect Google: account, the empty box, Continue, Allow", async () => {
    await page.getByRole("button", { name: "Connect Google Calendar" }).click();
    await expect(page.getByRole("heading", { name: "Choose an account" })).toBeVisible();
    await expect(page).toHaveTitle(/^Simulated/);
    await page.getByRole("button", { name: ACCOUNT }).click();
    await expect(page.getByRole("heading", { name: "IMPACT Feedback wants to use your Google Account" })).toBeVisible();
    const box = page.getByRole("checkbox", { name: BOX });
    await expect(box).not.toBeChecked();
    await box.check();
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByRole("list").filter({ hasText: BOX })).toBeVisible();
    await page.getByRole("button", { name: "Allow" }).click();

    await expect(page).toHaveURL(/\/profile\/external/);
    const note = page.getByRole("status").filter({ hasText: "Connected to Google Calendar" });
    await expect(note).toContainText(`We added a test event to ${ACCOUNT} and removed it again`);
    if (withScript()) await expect(note).toBeFocused();
    await expect(page.getByText(ACCOUNT, { exact: true }).last()).toBeVisible();
  });

  const before = await test.step("the upcoming classes are there", async () => {
    await comesToShow(page, page.getByRole("heading", { name: "Your classes are on Google Calendar" }));
    await comesToShow(page, page.getByText(/^All \d+ upcoming classes are there\.$/));
    const said = Number((await page.getByText(/^All \d+ upcoming/).textContent())!.match(/\d+/)![0]);
    const events = await simulator.events(ACCOUNT);
    expect(said).toBe(events.length);
    expect(said).toBeGreaterThan(5);

    const calendar = await page.context().newPage();
    const link = page.getByRole("link", { name: /Open Google Calendar/ });
    await calendar.goto((await link.getAttribute("href"))!);
    await expect(calendar.getByRole("heading", { level: 1, name: ACCOUNT })).toBeVisible();
    await calendar.goto(`${simulator.calendar(ACCOUNT)}?week=${events[0].start.dateTime.slice(0, 10)}`);
    await expect(calendar.getByRole("article").first()).toContainText("Booked in IMPACT Feedback. Changing this event does not change the class.");
    await expect(calendar.getByRole("article").first()).toContainText("Private");
    await calendar.close();
    return events.map(({ id }) => id);
  });

  const scheduler = await person("Scheduler 1");
  const added = async () => (await simulator.events(ACCOUNT)).filter(({ id }) => !before.includes(id));
  const first = await findUnbooked(scheduler, "Provider 1", "Decision Skills");

  await test.step("the first case books the class: one event, nobody's name", async () => {
    const since = await simulator.now();
    await scheduler.goto(first);
    await scheduler.getByRole("link", { name: "Roster (0)" }).click();
    await expect(scheduler.getByRole("heading", { name: "Nobody is booked yet" })).toBeVisible();
    await book(scheduler, "LC-2026-1044");
    await expect(row(scheduler, "Ana Field")).toBeVisible();
    await expect(scheduler.getByRole("heading", { name: "1 of 10 places taken" })).toBeVisible();
    await comesToShow(scheduler, scheduler.getByText("On Google Calendar", { exact: true }));

    const [event, ...others] = await added();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ summary: "Class", visibility: "private" });
    expect(event.attendees ?? []).toEqual([]);
    expect(await simulator.writes(since)).toEqual(["POST"]);
  });

  await test.step("the second case sends nothing; the case's own page books, too", async () => {
    const since = await simulator.now();
    await open(scheduler, `${first}/roster`);
    await book(scheduler, "LC-2026-1045");
    await expect(scheduler.getByRole("heading", { name: "2 of 10 places taken" })).toBeVisible();

    await open(scheduler, "/cases?q=LC-2026-1042");
    await scheduler.getByRole("link", { name: "Book Alma Birch into a class" }).click();
    await scheduler.getByRole("checkbox", { name: "Only classes nobody is booked into" }).check();
    await scheduler.getByRole("button", { name: "Show classes" }).click();
    await expect(scheduler).toHaveURL(/unbooked=on/);
    // The list gives way to the one asked for; a button clicked in between would be gone.
    await open(scheduler, scheduler.url());
    const place = row(scheduler, /Orientation.*Provider 1/).first();
    await expect(place.getByText("connected", { exact: true })).toBeVisible();
    await place.getByRole("button", { name: /^Book into Orientation/ }).click();
    const booked = row(scheduler, /Orientation.*Provider 1/).filter({ has: scheduler.getByRole("button", { name: "Remove from Orientation" }) });
    await expect(booked).toHaveCount(1);
    await comesToShow(scheduler, booked.getByText(/On Google Calendar since/));

    // What was booked later is there, so what was booked before it sent nothing.
    expect(await simulator.writes(since)).toEqual(["POST"]);
    expect(await added()).toHaveLength(2);
  });

  await test.step("the last case leaves: the event is gone, by one request", async () => {
    const since = await simulator.now();
    await open(scheduler, `${first}/roster`);
    await scheduler.getByRole("button", { name: "Remove Ana Field" }).click();
    await expect(scheduler.getByRole("heading", { name: "1 of 10 places taken" })).toBeVisible();
    await scheduler.getByRole("button", { name: "Remove Arlo Brook" }).click();
    await expect(scheduler.getByRole("heading", { name: "Nobody is booked yet" })).toBeVisible();
    await expect.poll(async () => (await added()).length).toBe(1);
    expect(await simulator.writes(since)).toEqual(["DELETE"]);
  });

  await test.step("no message ever held a name or a reference", async () => {
    const all = JSON.stringify(await simulator.asked());
    for (const word of ["Ana", "Field", "Arlo", "Brook", "Alma", "Birch", "LC-2026", "1044", "1045", "1042"]) {
      expect(all, word).not.toMatch(new RegExp(`\\b${word}\\b`));
    }
  });

  await test.step("Disconnect takes everything off again", async () => {
    await disconnect(page);
    await comesToShow(page, page.getByRole("heading", { name: "Put your classes on the calendar you use" }));
    expect(await simulator.events(ACCOUNT)).toEqual([]);
    expect(await simulator.grants(ACCOUNT)).toEqual([]);
  });
});
