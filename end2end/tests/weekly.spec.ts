// Every week until a date, the rest of a series, and files to import.
import { expect, open, test, withScript } from "./demo";
import { fill, row } from "./steps";

// Chicago's clocks go forward on the second Sunday of March.
const year = new Date().getFullYear() + 1;
const first = new Date(Date.UTC(year, 2, 1)).getUTCDay();
const SPRING = 1 + ((7 - first) % 7) + 7;
const day = (month: number, date: number) => new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);

test("an availability every week skips what cannot be, and its rest is changed and deleted", async ({ person }) => {
  const page = await person("Provider 1");
  await open(page, "/classes/new");
  await fill(page, { date: day(3, SPRING - 7), start: "02:30", end: "04:00", room: "Room 9" });
  await page.getByRole("checkbox", { name: "Repeat every week" }).check();
  await page.getByLabel("Until").fill(day(3, SPRING + 14));
  const add = page.getByRole("button", { name: "Add availability" });
  if (!withScript()) await add.click();
  const dates = page.getByRole("group", { name: "1 of 4 dates needs a decision" });
  await expect(dates).toBeVisible();
  await expect(dates).toContainText("2:30 am does not exist at Main Street Center");
  await dates.getByRole("listitem").nth(1).getByRole("checkbox", { name: "Skip this date" }).check();
  if (withScript()) await expect(page.getByText("This makes 3 availabilities.")).toBeVisible();
  await add.click();
  await expect(page.getByRole("heading", { level: 1, name: "Decision Skills" })).toBeVisible();
  await expect(page.getByText(/^Every week until .* \(3 from this one on\)$/)).toBeVisible();

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Room (optional)").fill("Room 11");
  await page.getByRole("radio", { name: "This one and the 2 later ones" }).check();
  const save = page.getByRole("button", { name: "Save changes" });
  if (withScript()) await expect(page.getByText("This changes 3 availabilities.")).toBeVisible();
  else await save.click();
  await save.click();
  await expect(page.getByText("Main Street Center, Room 11").first()).toBeVisible();

  await page.getByRole("link", { name: "Delete…" }).click();
  await page.getByRole("radio", { name: "This one and the 2 later ones" }).check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My classes" })).toBeVisible();
  await open(page, `/classes?date=${day(3, SPRING + 7)}`);
  await expect(page.getByRole("heading", { name: "No classes this week" })).toBeVisible();
});

test("a file of cases is looked at line by line, imported once, and a case is erased", async ({ person }) => {
  const page = await person("Scheduler 1");
  await open(page, "/cases");
  await page.getByRole("link", { name: "Import" }).click();
  const csv = "external_id,reference,name\nA-1,LC-3001,Zephyrine Quax\nA-2,,Nobody\n";
  const choose = () =>
    page.getByLabel("File with comma-separated values (CSV)").setInputFiles({ name: "cases.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await choose();
  await page.getByRole("button", { name: "Look at the lines" }).click();
  await expect(page.getByText("1 new, 0 changed, 0 unchanged, 1 left out. Nothing is saved yet.")).toBeVisible();
  await expect(row(page, "A-2")).toContainText("reference: ");
  await page.getByRole("button", { name: "Import 1 line" }).click();
  await expect(page.getByText("Imported: 1 new, 0 changed, 0 unchanged, 1 left out.")).toBeVisible();
  await choose();
  await page.getByRole("button", { name: "Look at the lines" }).click();
  await expect(page.getByText("0 new, 0 changed, 1 unchanged, 1 left out. Nothing is saved yet.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Import/ })).toHaveCount(0);

  await open(page, "/cases?q=LC-3001");
  await page.getByRole("link", { name: "LC-3001" }).click();
  await page.getByRole("link", { name: "Erase case…" }).click();
  await page.getByRole("checkbox", { name: "I understand that this cannot be undone" }).check();
  await page.getByRole("button", { name: "Erase case" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Erased case" })).toBeVisible();
  await open(page, "/cases?q=Zephyrine");
  await expect(page.getByRole("heading", { name: "No case found" })).toBeVisible();
});
