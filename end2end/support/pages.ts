// Every page of the product, as data: tests walk it. A page that this build does not have is left out.
import type { Facility } from './portal';

export interface KnownPage {
  path: string;
  /** Who looks at it; nobody: without signing in. */
  who?: string;
  facility?: Facility;
}

export const PAGES: KnownPage[] = [
  { path: '/sign-in' },
  { path: '/sign-in', facility: 'norte' },
  { path: '/', who: 'walter' },
  { path: '/', who: 'elena' },
  { path: '/', who: 'inaki', facility: 'norte' },
  { path: '/visits', who: 'walter' },
  { path: '/visits/book', who: 'walter' },
  { path: '/visits/book', who: 'inaki', facility: 'norte' },
  { path: '/records', who: 'walter' },
  { path: '/records/diagnoses', who: 'walter' },
  { path: '/records/medications', who: 'walter' },
  { path: '/records/allergies', who: 'walter' },
  { path: '/records/vaccinations', who: 'walter' },
  { path: '/records/vaccinations', who: 'priya' },
  { path: '/records/allergies', who: 'inaki', facility: 'norte' },
  { path: '/more', who: 'walter' },
  { path: '/more', who: 'inaki', facility: 'norte' },
  { path: '/account/security', who: 'walter' },
  { path: '/account/security', who: 'inaki', facility: 'norte' },
  { path: '/account/security', who: 'ruiz' },
  { path: '/records/nowhere', who: 'walter' },
  { path: '/staff/today', who: 'ruiz' },
  { path: '/staff/today', who: 'walter' },
  { path: '/settings/calendar', who: 'admin' },
  { path: '/settings/calendar?tab=visit_types', who: 'admin' },
  { path: '/settings/calendar', who: 'admin', facility: 'norte' },
  { path: '/settings/appearance', who: 'admin' },
];
