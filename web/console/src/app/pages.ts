// All pages of the console: address, view, and (when it stands in the navigation) label, icon and right.
// A new page is one file and one entry here.
import type { ComponentType } from 'react';
import type { IconName } from '@/design/icons';
import { page } from './preload';

export interface PageEntry {
  path: string;
  view: ComponentType & { preload: () => void };
  nav?: { label: 'nav.journey' | 'nav.touchpoints' | 'nav.customers' | 'nav.feedback'; icon: IconName; to: (journey: string | undefined) => string; match: RegExp; right: string };
}
const inJourney = (tail: string) => (j: string | undefined) => (j ? `/journey/${encodeURIComponent(j)}${tail}` : '/journey');
const journey = page(() => import('@/pages/journey/JourneyPage'));

export const PAGES: PageEntry[] = [
  { path: '/journey', view: page(() => import('@/pages/journey/Picker')) },
  { path: '/journey/:journey', view: journey, nav: { label: 'nav.journey', icon: 'journey', to: inJourney(''), match: /^\/journey(\/[^/]+(\/laws)?)?$/, right: 'read' } },
  { path: '/journey/:journey/laws', view: page(() => import('@/pages/journey/LawsPage')) },
  { path: '/journey/:journey/touchpoints', view: page(() => import('@/pages/touchpoint/ListPage')), nav: { label: 'nav.touchpoints', icon: 'touchpoints', to: inJourney('/touchpoints'), match: /\/touchpoints/, right: 'read' } },
  { path: '/journey/:journey/touchpoints/:stage/:scene', view: page(() => import('@/pages/touchpoint/TouchpointPage')) },
  { path: '/customers', view: page(() => import('@/pages/customers/ListPage')), nav: { label: 'nav.customers', icon: 'customers', to: () => '/customers', match: /^\/customers/, right: 'read' } },
  { path: '/customers/:id', view: page(() => import('@/pages/customers/TimelinePage')) },
  { path: '/feedback', view: page(() => import('@/pages/feedback/FeedbackPage')), nav: { label: 'nav.feedback', icon: 'feedback', to: () => '/feedback', match: /^\/feedback/, right: 'read' } },
];
