// Signing in and out, and what a wrong password looks like.
import { account, signIn, visit } from '../support/portal';
import { expect, test } from '../support/test';

test('a patient signs in, sees the own name, and signs out for good', async ({ page }) => {
  await signIn(page, 'walter');
  await visit(page, '/');
  await expect(page.getByText(account('walter').name.split(' ')[0]).first()).toBeVisible();
  await page.evaluate(() => fetch('/api/account/sign_out', { method: 'POST' }));
  await page.goto('/records');
  await expect(page).toHaveURL(/\/sign-in\?next=\/records/);
});

test('a wrong password says so, keeps the name and forgets the password', async ({ page }) => {
  await page.goto('/sign-in');
  await page.locator('#username').fill('walter');
  await page.locator('#password').fill('not the password');
  await page.locator('main form button[type=submit]').click();
  await expect(page.getByRole('alert')).toContainText('Name or password is not right');
  await expect(page.locator('#username')).toHaveValue('walter');
  await expect(page.locator('#password')).toHaveValue('');
});

test('signing in leads to where the patient wanted to go', async ({ page }) => {
  await page.goto('/records/allergies');
  const person = account('walter');
  await page.locator('#username').fill(person.username);
  await page.locator('#password').fill(person.password);
  await page.locator('main form button[type=submit]').click();
  await expect(page).toHaveURL(/\/records\/allergies$/);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a wrong password says so, keeps the name, and the right one then signs in', async ({ page }) => {
    await page.goto('/sign-in?next=/records');
    await page.locator('#username').fill('priya');
    await page.locator('#password').fill('not the password');
    await page.locator('main form button[type=submit]').click();
    await expect(page.getByRole('alert')).toContainText('Name or password is not right');
    await expect(page.locator('#username')).toHaveValue('priya');
    expect(page.url()).not.toContain('priya');
    await page.locator('#password').fill(account('priya').password);
    await page.locator('main form button[type=submit]').click();
    await expect(page).toHaveURL(/\/records$/);
  });
});
