// A patient of their own for a test: added at the front desk, invited, with an account, and their messages.
import { expect, type Page } from '@playwright/test';
import { PHONE } from './looks';
import { BASE, visit } from './portal';
import { alive, type Open, type Stranger } from './test';

export const PASSWORD = 'nine kites above the pier';

export interface Newcomer {
  /** Their page, on a phone. */
  phone: Page;
  /** Their address, and the name they sign in with. */
  email: string;
  /** The name they are listed by. */
  name: string;
}

/** Adds and invites a patient; the page is at the mailbox with the letter. */
export async function invited(open: Open, stranger: Stranger, given: string): Promise<Newcomer> {
  const email = `${given.toLowerCase()}.${Date.now()}@example.org`;
  const family = `Kestrel${Date.now()}`;
  const desk = await open('frontdesk');
  await visit(desk, '/patients/new');
  await desk.locator('#given').fill(given);
  await desk.locator('#family').fill(family);
  await desk.locator('#born-month').fill('4');
  await desk.locator('#born-day').fill('9');
  await desk.locator('#born-year').fill('1971');
  await desk.locator('#email').fill(email);
  await desk.locator('main form button[type=submit]').click();
  await desk.locator('[data-added]').getByRole('button', { name: 'Invite by message' }).click();
  await expect(desk.getByRole('alert')).toContainText('1 patient was invited.');
  const phone = await stranger({ viewport: PHONE });
  await letter(phone, email, 'Your invitation');
  return { phone, email, name: `${given} ${family}` };
}

/** Waits for a message in the demo's mailbox; its text. */
export async function letter(page: Page, to: string, words: string | RegExp): Promise<string> {
  const message = page.locator(`[data-to="${to}"]`).first();
  await expect(async () => {
    await page.goto(`${BASE.demo}/outbox`);
    await expect(message).toContainText(words, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  return (await message.textContent()) ?? '';
}

/** The code that was sent to an address last. */
export async function codeSent(mailbox: Page, to: string): Promise<string> {
  const code = /(?<!\d)\d{6}(?!\d)/;
  return code.exec(await letter(mailbox, to, code))?.[0] ?? '';
}

/** Follows the invitation and makes the account. */
export async function activate({ phone, email }: Newcomer) {
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

/** Gives name and password; what follows is the second step. */
export async function toSecondStep(page: Page, email: string) {
  await page.goto(`${BASE.demo}/sign-in`);
  await page.locator('#username').fill(email);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('main form button[type=submit]').first().click();
  await expect(page).toHaveURL(/\/sign-in\/second/);
  await alive(page);
}
