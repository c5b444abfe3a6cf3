// Colleagues: roles and state, and a code for somebody who has lost every second step.
import { axe } from '../support/looks';
import { BASE, visit } from '../support/portal';
import { alive, expect, test } from '../support/test';

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

test('a colleague is invited, makes an account with the link, and works with the roles that were chosen', async ({ open, stranger }) => {
  test.setTimeout(120_000);
  const page = await open('admin', { facility: 'norte' });
  await visit(page, '/settings/staff');
  await page.getByRole('link', { name: 'Invitar a una persona del equipo' }).click();
  const sheet = page.locator('dialog#colleague');
  await expect(sheet).toBeVisible();
  await axe(page, 'inviting a colleague');
  const email = `nuria.${Date.now()}@example.org`;
  await sheet.locator('#f-name').fill('Nuria Fernández de la Vega');
  await sheet.locator('#f-email').fill('nuria');
  await sheet.getByRole('button', { name: 'Enviar la invitación' }).click();
  await expect(sheet.locator('#f-email')).toHaveAttribute('aria-invalid', 'true');
  await expect(sheet.locator('#f-roles')).toContainText('función');
  await sheet.locator('#f-email').fill(email);
  await sheet.getByLabel('Recepción').check();
  await sheet.getByRole('button', { name: 'Enviar la invitación' }).click();
  await expect(page.locator('[data-invited]')).toBeVisible();
  await expect(sheet).toBeHidden();

  const colleague = await stranger({ facility: 'norte' });
  const message = colleague.locator(`[data-to="${email}"]`).first();
  await expect(async () => {
    await colleague.goto(`${BASE.norte}/outbox`);
    await expect(message).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await message.getByRole('link', { name: /\/activate\// }).click();
  await alive(colleague);
  await axe(colleague, 'an invited colleague');
  await colleague.locator('main form button[type=submit]').first().click();
  await colleague.locator('#password').fill('siete faroles en el muelle');
  await colleague.locator('main form button[type=submit]').last().click();
  await expect(colleague).toHaveURL(/\/staff\/today/);
  await visit(page, '/settings/staff');
  await expect(page.getByRole('row').filter({ hasText: 'Nuria Fernández de la Vega' })).toContainText('Recepción');
});
