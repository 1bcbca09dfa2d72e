import { defineConfig } from 'vitepress'
import { headingAnchor } from './heading-anchor.ts'
import { repositoryLinks } from './repository-links.ts'
import { sidebar } from './sidebar.ts'

export default defineConfig({
  title: 'Seatkit',
  description: 'Concurrent session control for Node: limit how many sessions an account may have.',
  lang: 'en',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }]],
  cleanUrls: true,
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  markdown: {
    anchor: { slugify: headingAnchor },
    theme: { light: 'github-light', dark: 'github-dark' },
    config: repositoryLinks,
  },
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guide/getting-started', activeMatch: '^/guide/' },
      { text: 'HTTP', link: '/HTTP' },
      { text: 'WebSocket', link: '/PROTOCOL' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'GitHub', link: 'https://github.com/seatkit/seatkit' },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: 'Before', next: 'Next' },
  },
  // The search index holds the API reference, too.
  vite: { build: { chunkSizeWarningLimit: 1_000 } },
})
