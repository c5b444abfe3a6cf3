// What a page may complain about in a test without failing it.
import { PORT } from './browser';

/** Folders and names of what the portal's own pages are made of: programs, styles, fonts, icons, logos. */
const FOLDERS = /^\/(pkg|fonts|icons|theme|assets)\//;
const NAMES = /\.(css|js|mjs|wasm|woff2?|svg|png|ico|webmanifest)$/;

/** Whether an address is one of those. Pages, files of records and answers of server functions are not. */
export function isAsset(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, port, pathname } = new URL(url);
  const isOurs = port === String(PORT) && (hostname === 'localhost' || hostname.endsWith('.localhost'));
  return isOurs && (FOLDERS.test(pathname) || (NAMES.test(pathname) && !/^\/(api|files)\//.test(pathname)));
}

/**
 * Whether a test may have meant what the console says of a request that failed: a refusal is an answer, 502 is a
 * proxy's, and a connection that the test cut is no fault of the page. What a page is made of is never refused, and
 * fails to come only without a connection.
 */
export function isExpected(message: string, url: string, wasCutOff: boolean): boolean {
  if (/status of (4\d\d|502)/.test(message)) return !isAsset(url);
  if (/ERR_FAILED/.test(message)) return wasCutOff || !isAsset(url);
  return /ERR_INTERNET_DISCONNECTED/.test(message);
}
