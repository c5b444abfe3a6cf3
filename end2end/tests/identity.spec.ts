// Getting in for the first time and again: from the invitation to the first visit on a phone, a forgotten password
// without scripts, and what needs scripts says so.
import { PHONE } from '../support/looks';
import { BASE, book, daysAhead, keep, openTimes, signIn, visit } from '../support/portal';
import { alive, expect, test, type Open, type Stranger } from '../support/test';
import type { Page } from '@playwright/test';

const PASSWORD = 'nine kites above the pier';

/** A patient of their own: added at the front desk and invited; the page is theirs, at the mailbox with the letter. */
async function invited(open: Open, stranger: Stranger, given: string): Promise<{ phone: Page; email: string }> {
  const email = `${given.toLowerCase()}.${Date.now()}@example.org`;
  const desk = await open('frontdesk');
  await visit(desk, '/patients/new');
  await desk.locator('#given').fill(given);
  await desk.locator('#family').fill(`Kestrel${Date.now()}`);
  await desk.locator('#born-month').fill('4');
  await desk.locator('#born-day').fill('9');
  await desk.locator('#born-year').fill('1971');
  await desk.locator('#email').fill(email);
  await desk.locator('main form button[type=submit]').click();
  await desk.locator('[data-added]').getByRole('button', { name: 'Invite by message' }).click();
  await expect(desk.getByRole('alert')).toContainText('1 patient was invited.');
  const phone = await stranger({ viewport: PHONE });
  await letter(phone, email, 'Your invitation');
  return { phone, email };
}

/** Waits for a letter in the demo's mailbox. */
async function letter(page: Page, email: string, words: string) {
  const message = page.locator(`[data-to="${email}"]`).first();
  await expect(async () => {
    await page.goto(`${BASE.demo}/outbox`);
    await expect(message).toContainText(words, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
}

/** Follows the invitation and makes the account. */
async function activate(phone: Page, email: string) {
  await phone.locator(`[data-to="${email}"]`).first().getByRole('link', { name: /\/activate\// }).click();
  await alive(phone);
  await phone.getByLabel('Month').fill('4');
  await phone.getByLabel('Day').fill('9');
  await phone.getByLabel('Year').fill('1971');
  await phone.getByRole('button', { name: 'Go on' }).click();
  await phone.locator('#password').fill(PASSWORD);
  await phone.getByRole('button', { name: 'Make my account' }).click();
  await expect(phone).toHaveURL(`${BASE.demo}/`);
}

test('from the invitation to the first visit it takes less than two minutes on a phone', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const { phone, email } = await invited(open, stranger, 'Ines');
  const began = Date.now();
  await activate(phone, email);
  const chips = await openTimes(phone, 'Nurse call', daysAhead(31));
  await keep(phone, chips.nth(2));
  await book(phone);
  expect(Date.now() - began).toBeLessThan(120_000);
});

test('a forgotten password is replaced without scripts', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const { phone, email } = await invited(open, stranger, 'Otis');
  await activate(phone, email);
  const page = await stranger({ javaScriptEnabled: false, viewport: PHONE });
  await page.goto(`${BASE.demo}/sign-in`);
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  // Blanks get past the browser's own check, not past ours.
  await page.locator('#name').fill(' ');
  await page.locator('main form button[type=submit]').click();
  await expect(page.locator('#name')).toHaveAttribute('aria-invalid', 'true');
  await page.locator('#name').fill(email);
  await page.locator('main form button[type=submit]').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look at your messages');
  await letter(page, email, 'A new password');
  await page.locator(`[data-to="${email}"]`).first().getByRole('link', { name: /\/new-password\// }).click();
  await expect(page).toHaveURL(`${BASE.demo}/new-password`);
  await page.locator('#password').fill('short');
  await page.locator('main form button[type=submit]').click();
  await expect(page.locator('#password')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#password')).toHaveValue('');
  await page.locator('#password').fill(`${PASSWORD} at noon`);
  await page.locator('main form button[type=submit]').click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.locator('#username').fill(email);
  await page.locator('#password').fill(`${PASSWORD} at noon`);
  await page.locator('main form button[type=submit]').first().click();
  await expect(page).toHaveURL(`${BASE.demo}/`);
});

test('what needs scripts on the security page says so without them', async ({ stranger }) => {
  const page = await stranger({ javaScriptEnabled: false });
  await signIn(page, 'priya');
  await page.goto('/account/security');
  await expect(page.getByText('need JavaScript').locator('visible=true')).toHaveCount(2);
  await expect(page.getByRole('button', { name: /^(Set up|Add|Remove)/ }).locator('visible=true')).toHaveCount(0);
});
