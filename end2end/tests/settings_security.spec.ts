// The security settings: whom a change concerns, what cannot be, and that it is saved, with scripts and without.
import { axe } from '../support/looks';
import { signIn, visit } from '../support/portal';
import { expect, test } from '../support/test';

test('an administrator sees whom a change concerns before it is saved', async ({ open }) => {
  const page = await open('admin', { facility: 'norte' });
  await visit(page, '/settings/security');
  await expect(page.getByRole('link', { name: 'Seguridad', exact: true }).first()).toHaveAttribute('aria-current', 'page');
  const warning = page.getByRole('group', { name: 'Esto afecta a personas que usan el portal ahora' });
  await expect(warning).toHaveCount(0);
  await page.locator('#f-staff-policy').selectOption('required');
  await expect(warning.getByText(/personas del equipo tendrán que configurar/)).toBeVisible();
  await axe(page, 'a change that concerns people');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.getByRole('alert').getByText('confírmelo abajo')).toBeVisible();
  await page.locator('#f-staff-policy').selectOption('optional');
  await expect(warning).toHaveCount(0);
  await page.locator('#f-patients-idle_minutes').fill('4');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await expect(page.locator('#f-patients-idle_minutes')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#f-patients-idle_minutes')).toHaveValue('4');
  await page.locator('#f-patients-idle_minutes').fill('30');
  for (const isTicked of [true, false]) {
    await page.locator('#is-complex').setChecked(isTicked);
    await page.getByRole('button', { name: 'Guardar' }).click();
    await expect(page.locator('[data-saved]')).toBeFocused();
    await expect(page.locator('#is-complex')).toBeChecked({ checked: isTicked });
  }
});

test('the settings work without scripts', async ({ stranger }) => {
  const page = await stranger({ javaScriptEnabled: false });
  await signIn(page, 'admin');
  await page.goto('/settings/security');
  await page.locator('#f-staff-grace').fill('99');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Use 0 to 10.').first()).toBeVisible();
  await expect(page.locator('#f-staff-grace')).toHaveValue('99');
  await page.locator('#f-staff-grace').fill('3');
  await page.locator('#f-patients-policy').selectOption('required');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/patients? ha(s|ve) to set up a second step/)).toBeVisible();
  await expect(page.locator('#f-patients-policy')).toHaveValue('required');
  await page.locator('#f-patients-policy').selectOption('optional');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('[data-saved]')).toBeVisible();
});
