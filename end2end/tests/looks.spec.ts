// Who opened the record: the patient asks about a look, an administrator answers, and the patient reads the answer.
import { visit } from '../support/portal';
import { expect, test } from '../support/test';

test('a patient asks who looked, the clinic answers, and the answer is read', async ({ open }) => {
  const ruiz = await open('ruiz');
  await visit(ruiz, '/staff/results?shelf=released');
  await expect(ruiz.locator('[data-work]').filter({ hasText: /Walter.* Hughes/ }).first()).toBeVisible();
  const walter = await open('walter');
  await visit(walter, '/records');
  await walter.getByRole('main').getByRole('link', { name: /Who opened your record/ }).click();
  await expect(walter.locator('[data-look="own"]').first()).toBeVisible();
  await walter.getByRole('link', { name: 'Without mine' }).click();
  await expect(walter.locator('[data-look="own"]')).toHaveCount(0);
  const look = walter.locator('[data-look="provider"]').filter({ hasText: 'Ana Ruiz' }).first();
  await look.getByRole('link', { name: /^Ask about what Ana Ruiz did/ }).click();
  const sheet = walter.getByRole('dialog', { name: 'Ask about this' });
  await sheet.getByRole('button', { name: 'Send question' }).click();
  await sheet.getByLabel('Your question').fill('Why did she look at my results today?');
  await sheet.getByRole('button', { name: 'Send question' }).click();
  await expect(walter.getByRole('alert')).toContainText('Your question was sent.');
  await expect(walter.locator('[data-question]')).toContainText('The clinic answers by');

  const admin = await open('admin');
  await visit(admin, '/settings/access-log/questions');
  const asked = admin.locator('[data-asked]').filter({ hasText: 'Why did she look at my results today?' });
  await expect(asked).toContainText(/Walter.* Hughes/);
  await asked.getByLabel('Answer').fill('She releases results every morning.');
  await asked.getByRole('button', { name: 'Send answer' }).click();
  await expect(asked).toHaveCount(0);
  await visit(walter, '/records/access');
  await expect(walter.locator('[data-question]')).toContainText('She releases results every morning.');
});
