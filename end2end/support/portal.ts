// Who is in the demo, and the steps that many journeys share.
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { PORT } from './browser';
import { alive } from './test';

export type Facility = 'demo' | 'norte';

interface Account {
  facility: string;
  role: string;
  username: string;
  password: string;
  name: string;
}

/** Origin of each clinic. */
export const BASE: Record<Facility, string> = {
  demo: `http://demo.localhost:${PORT}`,
  norte: `http://norte.localhost:${PORT}`,
};

const accounts: Account[] = JSON.parse(
  readFileSync(new URL('../test-results.accounts.json', import.meta.url), 'utf8'),
).accounts;

/** The demo account of a name. */
export function account(username: string, facility: Facility = 'demo'): Account {
  const found = accounts.find((known) => known.username === username && known.facility === facility);
  if (!found) throw new Error(`the demo has no account ${username} at ${facility}`);
  return found;
}

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, username: string, facility: Facility = 'demo') {
  const person = account(username, facility);
  await page.goto(`${BASE[facility]}/sign-in`);
  await page.locator('#username').fill(person.username);
  await page.locator('#password').fill(person.password);
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Goes to a page and waits until it has woken up. */
export async function visit(page: Page, path: string) {
  await page.goto(path);
  await alive(page);
}

/** Opens the free times of a visit type from a day on, and returns the chips that can be seen. */
export async function openTimes(page: Page, visitType: string | RegExp, from?: string): Promise<Locator> {
  await visit(page, '/visits/book');
  await page.getByRole('link', { name: visitType }).click();
  await expect(page).toHaveURL(/type=/);
  if (from) await visit(page, `${page.url()}&week=${from}`);
  const chips = page.locator('.slot:visible');
  await expect(chips.first()).toBeVisible();
  return chips;
}

/** The sheet that asks whether to book. */
export function sheet(page: Page): Locator {
  return page.locator('dialog#hold');
}

/** Keeps a time: its sheet opens. */
export async function keep(page: Page, chip: Locator) {
  await chip.click();
  await expect(sheet(page)).toBeVisible();
  await expect(page).toHaveURL(/hold=/);
}

/** Gives it back: the sheet closes. */
export async function giveBack(page: Page) {
  const released = page.waitForResponse(/release_hold/);
  await page.keyboard.press('Escape');
  await released;
  await expect(sheet(page)).toBeHidden();
}

/** Books what the sheet shows, and returns the address of the visit. */
export async function book(page: Page): Promise<string> {
  await sheet(page).getByRole('button', { name: /Book this time|Move to this time|Reservar|Cambiar/ }).click();
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

/** The chip that starts when `chip` does, on another page. */
export async function sameChip(chip: Locator, page: Page): Promise<Locator> {
  const [start, form] = await Promise.all([chip.getAttribute('value'), chip.getAttribute('form')]);
  return page.locator(`.slot[value="${start}"][form="${form}"]`);
}

/** A date so many days ahead, as in 2027-03-14. */
export function daysAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
