// Booking with links and forms alone.
import { daysAhead, signIn } from '../support/portal';
import { expect, test } from '../support/test';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a patient books with links and forms alone', async ({ page }) => {
    await signIn(page, 'priya');
    await page.goto('/visits/book');
    await page.getByRole('link', { name: /New concern/ }).click();
    await page.goto(`${page.url()}&week=${daysAhead(22)}`);
    await page.locator('.slot').first().click();
    await expect(page.getByRole('heading', { name: 'Your visit' }).last()).toBeVisible();
    await page.getByRole('button', { name: 'Book this time' }).click();
    await expect(page.getByRole('heading', { name: 'Your visit is booked' })).toBeVisible();
  });
});
