// How a page looks: what axe says, what moves by itself, what scrolls sideways.
import { expect, type Page } from '@playwright/test';
import axeCore, { type AxeResults, type RunOptions } from 'axe-core';

export const NARROWEST = { width: 320, height: 640 };
/** A window of 1280 px at 200 % (WCAG 2.2, 1.4.4). */
export const TWICE = { width: 640, height: 450 };
export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1440, height: 900 };
export const WIDEST = { width: 1920, height: 1080 };

/** Everything that axe knows. */
const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What depends on the colours: asked in both schemes at every width. All else is asked once for each width. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Waits until what moves has arrived: a sheet that another width puts elsewhere, colours of another scheme. Nothing of ours moves for
 * a second; Chromium now and then never says that a colour has arrived. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const late = new Promise((go) => setTimeout(go, 1_000));
    await Promise.race([late, new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))]);
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.race([late, Promise.all(ending.map((animation) => animation.finished.catch(() => null)))]);
  });

/** What axe finds on the page as it is, each with its places. Frames are left out: the theme editor frames a page that is tested by
 * itself, with landmarks of its own. */
async function violations(page: Page, runOnly: RunOptions['runOnly']): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeCore.source);
  const found: AxeResults['violations'] = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: typeof axeCore };
    const options = { runOnly, iframes: false, resultTypes: ['violations' as const] };
    return (await axe.run({ exclude: ['iframe'] }, options)).violations;
  }, runOnly);
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Asks axe on a phone and a wide screen, light and dark. */
export async function axe(page: Page, where: string) {
  for (const [viewport, colorScheme, isWhole] of [
    [PHONE, 'light', true],
    [PHONE, 'dark', false],
    [DESKTOP, 'dark', true],
    [DESKTOP, 'light', false],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Colours are looked at when they have changed, not on the way.
    await settled(page);
    const told = await violations(page, isWhole ? { type: 'tag', values: ALL } : { type: 'rule', values: OF_COLOURS });
    expect(told, `${where}, ${viewport.width} px, ${colorScheme}`).toEqual([]);
  }
}

/** Counts what moves without having been touched. */
export async function measureShift(page: Page) {
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

/** How much has moved so far (Cumulative Layout Shift). */
export const shift = (page: Page) => page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
/** By how many pixels the page can be scrolled sideways. */
export async function sideways(page: Page): Promise<number> {
  await settled(page);
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Words that are cut off: what hides whatever is too wide shows less than they are. What scrolls, what is for screen readers alone, and
 * what ends in an ellipsis by design is no loss. */
export async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true })) continue;
      const isText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (!isText) continue;
      const words = document.createRange();
      words.selectNodeContents(element);
      const right = words.getBoundingClientRect().right;
      for (let around: HTMLElement | null = element; around; around = around.parentElement) {
        const style = getComputedStyle(around);
        const isHiding = style.overflowX === 'hidden' || style.overflowX === 'clip';
        if (style.overflowX !== 'visible' && !isHiding) break;
        if (!isHiding) continue;
        if (style.textOverflow !== 'ellipsis' && around.clientWidth > 1 && right > around.getBoundingClientRect().right + 1) {
          found.push(`${element.tagName.toLowerCase()}: ${element.textContent?.trim().slice(0, 40)}`);
        }
        break;
      }
    }
    return found;
  });
}
