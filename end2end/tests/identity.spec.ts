// Getting in for the first time and again: from the invitation to the first visit on a phone, a forgotten password
// without scripts, and what needs scripts says so.
import { PHONE } from '../support/looks';
import { PASSWORD, activate, invited, letter } from '../support/newcomer';
import { BASE, book, daysAhead, keep, openTimes, signIn } from '../support/portal';
import { expect, test } from '../support/test';

test('from the invitation to the first visit it takes less than two minutes on a phone', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const ines = await invited(open, stranger, 'Ines');
  const began = Date.now();
  await activate(ines);
  const { phone } = ines;
  const chips = await openTimes(phone, 'Nurse call', daysAhead(31));
  await keep(phone, chips.nth(2));
  await book(phone);
  expect(Date.now() - began).toBeLessThan(120_000);
});

test('a forgotten password is replaced without scripts', async ({ open, stranger }) => {
  test.setTimeout(240_000);
  const otis = await invited(open, stranger, 'Otis');
  await activate(otis);
  const { email } = otis;
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
