// Every page of the product, as data: tests walk it. A page that this build does not have is left out.
import type { Facility } from './portal';

export interface KnownPage {
  path: string;
  /** Who looks at it; nobody: without signing in. */
  who?: string;
  facility?: Facility;
  /** No program runs on it. */
  isPlain?: boolean;
}

/** Addresses that other tests look at: a visit's own, the second step, to which only a password leads, an invitation's letter, a request,
 * and a patient's access. */
export const ELSEWHERE = [
  '/visits/:id', '/sign-in/second', '/patients/invitations/:id/letter', '/patients/requests/:id', '/patients/access',
];

export const PAGES: KnownPage[] = [
  { path: '/sign-in' },
  { path: '/sign-in', facility: 'norte' },
  { path: '/activate' },
  { path: '/register' },
  { path: '/register?sent=yes' },
  { path: '/register', facility: 'norte' },
  { path: '/forgotten-password' },
  { path: '/forgotten-password?asked=yes', facility: 'norte' },
  { path: '/new-password' },
  { path: '/activate', facility: 'norte' },
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
  { path: '/account/confirm?next=/more', who: 'walter' },
  { path: '/account/family', who: 'walter' },
  { path: '/account/family?invite=yes', who: 'walter' },
  { path: '/account/family', who: 'elena' },
  { path: '/account/family', who: 'inaki', facility: 'norte' },
  { path: '/records/nowhere', who: 'walter' },
  { path: '/staff/today', who: 'ruiz' },
  { path: '/staff/today', who: 'walter' },
  { path: '/patients/invitations', who: 'frontdesk' },
  { path: '/patients/requests', who: 'frontdesk' },
  { path: '/patients/requests?state=rejected', who: 'recepcion', facility: 'norte' },
  { path: '/patients/new', who: 'frontdesk' },
  { path: '/patients/new', who: 'recepcion', facility: 'norte' },
  { path: '/patients/new/file', who: 'frontdesk' },
  { path: '/patients/new/file', who: 'recepcion', facility: 'norte' },
  { path: '/patients/merge', who: 'frontdesk' },
  { path: '/patients/merge', who: 'recepcion', facility: 'norte' },
  { path: '/patients/invitations?tab=list', who: 'recepcion', facility: 'norte' },
  { path: '/patients/invitations?tab=many&preview=yes', who: 'admin' },
  { path: '/settings/calendar', who: 'admin' },
  { path: '/settings/calendar?tab=visit_types', who: 'admin' },
  { path: '/settings/calendar?tab=places', who: 'admin' },
  { path: '/settings/calendar?tab=exceptions', who: 'admin' },
  { path: '/settings/calendar', who: 'admin', facility: 'norte' },
  { path: '/settings/appearance', who: 'admin' },
  { path: '/settings/appearance', who: 'admin', facility: 'norte' },
  { path: '/settings/access-log', who: 'admin' },
  { path: '/settings/access-log', who: 'admin', facility: 'norte' },
  { path: '/settings/access-log/alerts', who: 'admin' },
  { path: '/settings/access-log/rules', who: 'admin' },
  { path: '/settings/access-log/rules', who: 'admin', facility: 'norte' },
  { path: '/settings/staff', who: 'admin' },
  { path: '/settings/staff', who: 'admin', facility: 'norte' },
  { path: '/settings/registration', who: 'admin' },
  { path: '/settings/registration', who: 'admin', facility: 'norte' },
  { path: '/settings/security', who: 'admin' },
  { path: '/settings/security', who: 'admin', facility: 'norte' },
  { path: '/settings/portal', who: 'admin' },
  { path: '/settings/portal', who: 'admin', facility: 'norte' },
  { path: '/outbox', isPlain: true },
  { path: '/offline', isPlain: true },
  { path: '/offline', facility: 'norte', isPlain: true },
  // The page of any refusal and fault for which no program runs.
  { path: '/pkg/nothing.js', isPlain: true },
];
