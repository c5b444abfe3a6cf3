// Who is in the demo, and the steps that many journeys share.
import { readFileSync } from 'node:fs';
import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { alive } from './test';

interface Account {
  facility: string;
  role: string;
  username: string;
  password: string;
  name: string;
}

const accounts: Account[] = JSON.parse(
  readFileSync(new URL('../test-results.accounts.json', import.meta.url), 'utf8'),
).accounts;

/** The demo account of a name. */
export function account(username: string, facility = 'demo'): Account {
  const found = accounts.find((known) => known.username === username && known.facility === facility);
  if (!found) throw new Error(`the demo has no account ${username} at ${facility}`);
  return found;
}

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, username: string, facility = 'demo') {
  const person = account(username, facility);
  await page.goto('/sign-in');
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

/** A second person with a browser of their own. */
export async function somebodyElse(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext(options);
}

/** Opens the times of a visit type and returns its chips. */
export async function openTimes(page: Page, visitType: string, week?: string) {
  await visit(page, '/visits/book');
  await page.getByRole('link', { name: new RegExp(visitType) }).click();
  await expect(page.locator('.slot').first()).toBeVisible();
  if (week) {
    await page.goto(`${page.url()}&week=${week}`);
    await alive(page);
    await expect(page.locator('.slot').first()).toBeVisible();
  }
  return page.locator('.slot');
}

/** A date so many days ahead, as in 2027-03-14. */
export function daysAhead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
