// Colleagues: roles and state, and a code for somebody who has lost every second step.
import { axe } from '../support/looks';
import { visit } from '../support/portal';
import { expect, test } from '../support/test';

test('an administrator changes roles, closes and opens an account, and makes a code', async ({ open }) => {
  const page = await open('admin', { facility: 'norte' });
  await visit(page, '/settings/staff');
  await axe(page, 'colleagues');
  const row = page.getByRole('row').filter({ hasText: 'Marta Ibáñez' });
  const sheet = page.locator('dialog#colleague');
  const edit = async () => {
    await page.getByRole('link', { name: 'Cambiar: Marta Ibáñez' }).click();
    await expect(sheet).toBeVisible();
  };
  await edit();
  await axe(page, 'a colleague');
  await sheet.getByLabel('Por qué').fill('Ha perdido el teléfono');
  await sheet.getByRole('button', { name: 'Crear un código' }).click();
  await expect(sheet.locator('[data-reset-code]')).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  for (const isTicked of [true, false]) {
    if (!(await sheet.isVisible())) await edit();
    await sheet.getByLabel('Facturación').setChecked(isTicked);
    await sheet.getByRole('button', { name: 'Guardar funciones' }).click();
    await expect(page.locator('[data-saved]')).toBeVisible();
    await expect(sheet).toBeHidden();
    await expect(row).toContainText(isTicked ? 'Personal clínico, Facturación' : 'Personal clínico');
  }
  await edit();
  await sheet.getByRole('button', { name: 'Desactivar: Marta Ibáñez' }).click();
  await expect(row).toContainText('Desactivada');
  await edit();
  await sheet.getByRole('button', { name: 'Activar: Marta Ibáñez' }).click();
  await expect(row).toContainText('Activa');
  // Nobody changes themselves.
  await expect(page.getByRole('row').filter({ hasText: 'Javier Soler' })).toContainText('Usted');
});
