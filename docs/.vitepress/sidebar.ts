import type { DefaultTheme } from 'vitepress'
import { publicModules } from './public-modules.ts'
import { ON_GITHUB } from './repository-links.ts'

const GUIDE: Readonly<Record<string, string>> = {
  'Getting started': 'guide/getting-started',
  Policies: 'guide/policies',
  Approval: 'guide/approval',
  Tokens: 'guide/tokens',
  Stores: 'guide/stores',
  'Testing your policy': 'guide/testing-your-policy',
  Operating: 'guide/operating',
  Migrating: 'guide/migrating',
  Comparison: 'guide/comparison',
}

const EXTENDING: Readonly<Record<string, string>> = {
  'A store of your own': 'custom-store',
  'An adapter of your own': 'guide/custom-adapter',
}

const REFERENCE: Readonly<Record<string, string>> = {
  HTTP: 'HTTP',
  WebSocket: 'PROTOCOL',
  'Reasons and errors': 'reasons',
  Guarantees: 'guarantees',
  Decisions: 'decisions/',
}

/** The pages of the site, in the order of reading. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  { text: 'Guide', items: items(GUIDE) },
  { text: 'Extending', items: items(EXTENDING) },
  {
    text: 'Reference',
    items: [
      ...items(REFERENCE),
      { text: 'Architecture', link: `${ON_GITHUB}/ARCHITECTURE.md` },
      { text: 'Security', link: `${ON_GITHUB}/SECURITY.md` },
    ],
  },
  {
    text: 'API',
    link: '/api/',
    collapsed: true,
    items: publicModules().map(({ name }) => ({ text: name, link: `/api/${name}` })),
  },
]

function items(pages: Readonly<Record<string, string>>): DefaultTheme.SidebarItem[] {
  return Object.entries(pages).map(([text, page]) => ({ text, link: `/${page}` }))
}
