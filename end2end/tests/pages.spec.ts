// What holds on every page: axe finds nothing, nothing scrolls sideways at 320 px, nothing moves at hydration.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { BASE, openTimes, visit } from '../support/portal';
import { PAGES } from '../support/pages';
import { alive, expect, test } from '../support/test';

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1440, height: 900 };

async function axe(page: Page, where: string) {
  for (const viewport of [PHONE, DESKTOP]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Colours are looked at when they have changed, not on the way.
      await page.evaluate(async () => {
        await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
        const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
        await Promise.all(ending.map((animation) => animation.finished.catch(() => null)));
      });
      // The theme editor frames a page that is tested by itself, with landmarks of its own.
      const { violations } = await new AxeBuilder({ page })
        .exclude('iframe')
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const told = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(told, `${where}, ${viewport.width} px, ${colorScheme}`).toEqual([]);
    }
  }
}

/** Counts what moves without having been touched. */
async function measureShift(page: Page) {
  await page.addInitScript(() => {
    const store = globalThis as unknown as { shift: number };
    store.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) store.shift += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

const shift = (page: Page) => page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { path, who, facility = 'demo' } of PAGES) {
  test(`${facility} ${who ?? 'nobody'} ${path}`, async ({ open, page: stranger }) => {
    const page = who ? await open(who, { facility }) : stranger;
    await measureShift(page);
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      await page.goto(`${BASE[facility]}${path}`);
      await alive(page);
      await page.evaluate(() => document.fonts.ready);
      expect(await shift(page), `moved at ${viewport.width} px`).toBeLessThan(0.01);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sideways(page), 'scrolls sideways at 320 px').toBeLessThanOrEqual(0);
    await axe(page, path);
  });
}

test('the booking page with its times and its sheet', async ({ open }) => {
  const page = await open('walter');
  const chips = await openTimes(page, 'Check-up');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await axe(page, 'times');
  await chips.nth(2).click();
  await expect(page.locator('dialog#hold')).toBeVisible();
  await axe(page, 'sheet');
  const released = page.waitForResponse(/release_hold/);
  await page.keyboard.press('Escape');
  await released;
  await visit(page, '/');
});

test('text of twice the size neither overlaps nor scrolls sideways', async ({ open }) => {
  const page = await open('inaki', { facility: 'norte' });
  // 200 % of a 1280 px window is a page of 640 px.
  await page.setViewportSize({ width: 640, height: 450 });
  for (const path of ['/', '/visits', '/visits/book', '/records/medications', '/more']) {
    await visit(page, path);
    expect(await sideways(page), path).toBeLessThanOrEqual(0);
  }
});
