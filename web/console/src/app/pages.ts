// All pages of the console: address, view, and (when it stands in the navigation) label, icon, group and right.
// A new page is one file and one entry here. The navigation follows the order of this table.
import type { ComponentType } from 'react';
import type { Right } from '@shared/api';
import type { IconName } from '@/design/icons';
import { moreTexts } from '@/i18n';
import { page } from './preload';

export type Area = 'today' | 'moved' | 'journey' | 'touchpoints' | 'customers' | 'feedback' | 'explore' | 'silence' | 'worth' | 'loyalty' | 'brand' | 'proof' | 'dashboards' | 'surveys' | 'reach' | 'data' | 'settings';
export type NavGroup = 'see' | 'understand' | 'run';
/** What a page asks of who opens it. */
export interface Need { right: Right;
  /** Not for those who see only their own touchpoints. */
  whole?: boolean }
export interface NavEntry extends Need { area: Area; icon: IconName; group: NavGroup; to: (journey: string | undefined) => string; match: RegExp; phone?: boolean }
/** `need` where it is not that of the entry in the navigation. */
export interface PageEntry { path: string; view: ComponentType & { preload: () => void }; nav?: NavEntry; need?: Need }

const at = (path: string) => () => path;
const inJourney = (tail: string) => (j: string | undefined) => (j ? `/journey/${encodeURIComponent(j)}${tail}` : '/journey');
/** A page whose texts are not part of the first load: both are fetched together. */
const told = <P extends object>(load: () => Promise<{ default: ComponentType<P> }>) =>
  page(async () => {
    const [view] = await Promise.all([load(), moreTexts()]);
    return view as { default: ComponentType<P> };
  });
const settings = page(() => import('@/pages/settings/SettingsPage'));
const dashboards = page(() => import('@/pages/dashboards/DashboardPage'));
const initiative = told(() => import('@/pages/proof/InitiativePage'));
const journey = page(() => import('@/pages/journey/JourneyPage'));

/** Address of the first page after signing in. */
export const HOME = '/today';

export const PAGES: PageEntry[] = [
  // Today
  { path: '/today', view: page(() => import('@/pages/today/TodayPage')), nav: { area: 'today', icon: 'today', group: 'see', to: at('/today'), match: /^\/today/, right: 'read', phone: true } },
  { path: '/moved', view: page(() => import('@/pages/moved/MovedPage')), nav: { area: 'moved', icon: 'moved', group: 'see', to: at('/moved'), match: /^\/moved/, right: 'read' } },
  { path: '/begin', view: told(() => import('@/pages/begin/BeginPage')), need: { right: 'write', whole: true } },
  // Journey
  { path: '/journey', view: page(() => import('@/pages/journey/Picker')) },
  { path: '/journey/:journey', view: journey, nav: { area: 'journey', icon: 'journey', group: 'see', to: inJourney(''), match: /^\/journey(\/[^/]+(\/(laws|memory|paths|drivers|aspects))?)?$/, right: 'read', phone: true } },
  { path: '/journey/:journey/paths', view: page(() => import('@/pages/journey/PathsPage')) },
  { path: '/journey/:journey/laws', view: page(() => import('@/pages/journey/LawsPage')), need: { right: 'read', whole: true } },
  { path: '/journey/:journey/memory', view: page(() => import('@/pages/journey/MemoryPage')), need: { right: 'read', whole: true } },
  { path: '/journey/:journey/drivers', view: page(() => import('@/pages/journey/DriversPage')), need: { right: 'read', whole: true } },
  { path: '/journey/:journey/aspects', view: told(() => import('@/pages/aspects/AspectsPage')), need: { right: 'read', whole: true } },
  { path: '/journeys/new', view: page(() => import('@/pages/editor/NewPage')) },
  { path: '/journeys/:journey/edit', view: page(() => import('@/pages/editor/EditorPage')) },
  // Touchpoints
  { path: '/journey/:journey/touchpoints', view: page(() => import('@/pages/touchpoint/ListPage')), nav: { area: 'touchpoints', icon: 'touchpoints', group: 'see', to: inJourney('/touchpoints'), match: /\/touchpoints/, right: 'read', phone: true } },
  { path: '/journey/:journey/touchpoints/:stage/:scene', view: page(() => import('@/pages/touchpoint/TouchpointPage')) },
  // Customers
  { path: '/customers', view: page(() => import('@/pages/customers/ListPage')), nav: { area: 'customers', icon: 'customers', group: 'see', to: at('/customers'), match: /^\/customers/, right: 'personal', whole: true, phone: true } },
  { path: '/customers/:id', view: page(() => import('@/pages/customers/TimelinePage')), need: { right: 'personal', whole: true } },
  // Feedback
  { path: '/feedback', view: page(() => import('@/pages/feedback/FeedbackPage')), nav: { area: 'feedback', icon: 'feedback', group: 'see', to: at('/feedback'), match: /^\/feedback/, right: 'personal' } },
  // Explore (group understand)
  { path: '/explore', view: page(() => import('@/pages/explore/ExplorePage')), nav: { area: 'explore', icon: 'explore', group: 'understand', to: at('/explore'), match: /^\/explore/, right: 'read' } },
  // Silence (group understand)
  { path: '/silence', view: told(() => import('@/pages/silence/SilencePage')), nav: { area: 'silence', icon: 'silence', group: 'understand', to: at('/silence'), match: /^\/silence/, right: 'read', whole: true } },
  // Worth (group understand)
  { path: '/worth', view: told(() => import('@/pages/worth/WorthPage')), nav: { area: 'worth', icon: 'worth', group: 'understand', to: at('/worth'), match: /^\/worth/, right: 'read', whole: true } },
  // Loyalty (group understand)
  { path: '/loyalty', view: told(() => import('@/pages/loyalty/LoyaltyPage')), nav: { area: 'loyalty', icon: 'loyalty', group: 'understand', to: at('/loyalty'), match: /^\/loyalty/, right: 'read', whole: true } },
  // Brand (group understand)
  { path: '/brand', view: told(() => import('@/pages/brand/BrandPage')), nav: { area: 'brand', icon: 'brand', group: 'understand', to: at('/brand'), match: /^\/brand$/, right: 'read', whole: true } },
  { path: '/brand/edit', view: told(() => import('@/pages/brand/EditPage')), need: { right: 'write', whole: true } },
  // Proof (group understand)
  { path: '/proof', view: told(() => import('@/pages/proof/ListPage')), nav: { area: 'proof', icon: 'proof', group: 'understand', to: at('/proof'), match: /^\/proof/, right: 'read', whole: true } },
  { path: '/proof/new', view: initiative, need: { right: 'write', whole: true } },
  { path: '/proof/:initiative', view: initiative, need: { right: 'read', whole: true } },

  // Dashboards (group understand)
  { path: '/dashboards', view: dashboards, nav: { area: 'dashboards', icon: 'dashboards', group: 'understand', to: at('/dashboards'), match: /^\/dashboards/, right: 'read' } },
  { path: '/dashboards/:dashboard', view: dashboards },

  // Surveys (group run)
  { path: '/surveys', view: told(() => import('@/pages/surveys/ListPage')), nav: { area: 'surveys', icon: 'survey', group: 'run', to: at('/surveys'), match: /^\/surveys/, right: 'read', whole: true } },
  { path: '/surveys/:survey', view: told(() => import('@/pages/surveys/BuilderPage')), need: { right: 'read', whole: true } },
  { path: '/surveys/:survey/share', view: told(() => import('@/pages/surveys/SharePage')), need: { right: 'write', whole: true } },
  { path: '/surveys/:survey/results', view: told(() => import('@/pages/surveys/ResultsPage')), need: { right: 'read', whole: true } },

  // Reach (group run)
  { path: '/reach', view: told(() => import('@/pages/reach/ReachPage')), nav: { area: 'reach', icon: 'reach', group: 'run', to: at('/reach'), match: /^\/reach/, right: 'read', whole: true } },
  { path: '/reach/triggers/:trigger', view: told(() => import('@/pages/reach/TriggerPage')), need: { right: 'read', whole: true } },

  // Data (group run)
  { path: '/data', view: page(() => import('@/pages/data/DataPage')), nav: { area: 'data', icon: 'data', group: 'run', to: at('/data'), match: /^\/data/, right: 'write' } },
  { path: '/data/import', view: page(() => import('@/pages/data/ImportPage')) },

  // Settings (group run)
  { path: '/settings', view: settings },
  { path: '/settings/:section', view: settings, nav: { area: 'settings', icon: 'settings', group: 'run', to: at('/settings'), match: /^\/settings/, right: 'self' } },

  // Methods
  { path: '/methods', view: page(() => import('@/pages/methods/MethodPage')) },
  { path: '/methods/:method', view: page(() => import('@/pages/methods/MethodPage')) },
];
