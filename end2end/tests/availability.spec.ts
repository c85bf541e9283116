// Offering availability: what cannot be is refused in one sentence, and what is not clear is asked.
import { type Page } from "@playwright/test";
import { expect, open, test, withScript } from "./demo";
import { offer, type Offer } from "./steps";

// Chicago's nights in the coming year when clocks change: the second Sunday of March, the first of
// November.
const year = new Date().getFullYear() + 1;
const sunday = (month: number, nth: number) => {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return 1 + ((7 - first) % 7) + 7 * (nth - 1);
};
const day = (month: number, date: number) => `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
const SPRING = sunday(3, 2);
const AUTUMN = sunday(11, 1);

// What was typed is still there, with script and without.
async function isStillThere(page: Page, fields: Offer) {
  await expect(page.getByLabel("Date")).toHaveValue(fields.date);
  await expect(page.getByLabel("Start")).toHaveValue(fields.start);
  await expect(page.getByLabel("End", { exact: true })).toHaveValue(fields.end);
  await expect(page.getByLabel("Class type")).toHaveValue(/./);
}

const problem = (page: Page) => page.getByRole("alert");

test("an availability is offered, and is on no calendar", async ({ person }) => {
  const page = await person("Provider 1");
  await page.getByRole("link", { name: "Add availability" }).click();
  await page.getByRole("button", { name: "Add availability" }).click();
  await expect(problem(page)).toContainText("Enter a class type.");
  await expect(problem(page)).toContainText("Choose a site.");
  await offer(page, { date: day(3, SPRING + 1), start: "18:00", end: "19:30", room: "Room 9", capacity: "7" });
  await expect(page.getByRole("heading", { level: 1, name: "Decision Skills" })).toBeVisible();
  await expect(page.getByText(`Mar ${SPRING + 1}, ${year}`).first()).toBeVisible();
  await page.getByRole("link", { name: "Roster (0)" }).click();
  await expect(page.getByRole("heading", { name: "0 of 7 places taken" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nobody is booked yet" })).toBeVisible();
});

test("whoever offers for others says for whom", async ({ person }) => {
  const page = await person("Scheduler 1");
  const fields = { date: day(3, SPRING + 1), start: "18:00", end: "19:30", room: "Room 9" };
  await offer(page, fields);
  await expect(problem(page)).toContainText("Choose a provider.");
  await isStillThere(page, fields);
  if (withScript()) await expect(page.getByText("Times are Chicago time")).toBeVisible();
  await page.getByLabel("Provider").selectOption("Provider 2");
  await page.getByRole("button", { name: "Add availability" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Provider 2" })).toBeVisible();
  await page.getByRole("link", { name: "Schedule" }).last().click();
  await expect(page.getByRole("heading", { level: 1, name: "Schedule" })).toBeVisible();
});

test("an end before the start is refused, unless it ends the next day", async ({ person }) => {
  const page = await person("Provider 1");
  const fields = { date: day(3, SPRING + 1), start: "22:00", end: "01:00" };
  await offer(page, fields);
  await expect(problem(page)).toContainText("The end must be after the start. Does it end the next day?");
  await expect(page.getByRole("heading", { level: 1, name: "Add availability" })).toBeVisible();

  await isStillThere(page, fields);
  await page.getByRole("checkbox", { name: "Ends the next day" }).check();
  await page.getByRole("button", { name: "Add availability" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Decision Skills" })).toBeVisible();
});

test("a time that the clocks leave out does not exist", async ({ person }) => {
  const page = await person("Provider 1");
  await offer(page, { date: day(3, SPRING), start: "02:30", end: "04:00" });
  await expect(problem(page)).toContainText(
    `2:30 am does not exist at Main Street Center on Mar ${SPRING}, ${year}: clocks go from 2:00 to 3:00. Choose 3:00 am or later.`,
  );
  await open(page, `/classes?date=${day(3, SPRING)}`);
  await expect(page.getByRole("heading", { name: "No classes this week" })).toBeVisible();
});

test("a time that happens twice asks which one", async ({ person }) => {
  const page = await person("Provider 1");
  const fields = { date: day(11, AUTUMN), start: "01:30", end: "03:00" };
  await offer(page, fields);
  const which = page.getByRole("group", { name: `Clocks go back that night, so 1:30 am happens twice on Nov ${AUTUMN}, ${year}. Which one?` });
  await expect(which.getByRole("radio")).toHaveCount(2);
  await isStillThere(page, fields);
  await which.getByRole("radio", { name: "The second, after (CST)" }).check();
  await page.getByRole("button", { name: "Add availability" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Decision Skills" })).toBeVisible();
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByLabel("Start")).toHaveValue("01:30");
});

test("a day that is over, too many places, and a person who is busy are refused", async ({ person }) => {
  const page = await person("Provider 1");
  const free = { date: day(3, SPRING + 1), start: "18:00", end: "19:00" };
  await offer(page, { ...free, date: "2026-01-05" });
  await expect(problem(page)).toContainText("Choose a time that is still to come.");
  for (const capacity of ["0", "501", "many"]) {
    await offer(page, { ...free, capacity });
    await expect(problem(page)).toContainText("Enter a number from 1 to 500.");
  }
  await offer(page, free);
  await expect(page.getByRole("heading", { level: 1, name: "Decision Skills" })).toBeVisible();
  await offer(page, { ...free, start: "18:30", end: "19:30" });
  await expect(problem(page)).toContainText(
    `Provider 1 already offers Decision Skills on Mar ${SPRING + 1}, ${year}, 6:00 – 7:00 pm. Choose another time or provider.`,
  );
  if (withScript()) await expect(problem(page)).toBeFocused();
});
