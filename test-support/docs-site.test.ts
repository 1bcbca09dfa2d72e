import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianProgram } from './debian-program.ts'

const LONG = process.env.SEATKIT_LONG === '1'
const repository = fileURLToPath(new URL('..', import.meta.url))
const SITE = 'http://docs.test'
/** A directory of its own, as somebody may build the site at the same time. */
let built = ''

describe.runIf(LONG)('the site that npm run docs:build makes', () => {
  let browser: Browser
  const elsewhere: string[] = []

  beforeAll(async () => {
    built = mkdtempSync(join(tmpdir(), 'seatkit-docs-'))
    execFileSync('npm', ['run', 'docs:build', '--', '--outDir', built], {
      cwd: repository,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const executablePath = debianProgram('chromium', 'chromium')
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(built, { recursive: true })
  })

  /** A browser's window on the built files, without a server. */
  async function open(width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } })
    await page.route('**/*', (route) => {
      const { origin, pathname } = new URL(route.request().url())
      if (origin === SITE) return route.fulfill({ path: fileOf(pathname) })
      elsewhere.push(route.request().url())
      return route.abort()
    })
    return page
  }

  it.each([1280, 390])(
    'nothing makes a page scroll sideways at %i px',
    { timeout: 120_000 },
    async (width) => {
      const page = await open(width)
      const wide: string[] = []
      const paths = pagePaths()
      for (const path of paths) {
        await page.goto(SITE + path, { waitUntil: 'networkidle' })
        const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth')
        if (fits !== true) wide.push(path)
      }
      expect(paths.length).toBeGreaterThan(40)
      expect(wide).toEqual([])
    },
  )

  it('shows the code of the framework that is chosen', { timeout: 60_000 }, async () => {
    const page = await open(1280)
    await page.goto(`${SITE}/guide/getting-started`)
    const group = page.locator('.vp-code-group', { hasText: 'randomBytes' }).first()
    for (const framework of ['Koa', 'Hono', 'Express']) {
      await group.locator('label', { hasText: framework }).click()
      const adapter = `@seatkit/adapter-${framework.toLowerCase()}`
      await group.locator('.active', { hasText: adapter }).waitFor({ state: 'visible' })
    }
  })

  it('links to pages and headings that it has', { timeout: 60_000 }, () => {
    expect(pagePaths().flatMap(deadLinks)).toEqual([])
  })

  it('asks nobody else for anything', () => {
    expect(elsewhere).toEqual([])
  })
})

/** Of all pages, as a reader sees them in the address bar. */
function pagePaths(): string[] {
  const files = globSync('**/*.html', { cwd: built, exclude: ['404.html'] })
  return files.map((file) => `/${file.replace(/(?:(?<=^|\/)index)?\.html$/, '')}`)
}

/** As a host of static files finds them. */
function fileOf(pathname: string): string {
  const path = join(built, decodeURIComponent(pathname))
  return [`${path}.html`, join(path, 'index.html')].find((file) => existsSync(file)) ?? path
}

function deadLinks(path: string): string[] {
  const links = readFileSync(fileOf(path), 'utf8').matchAll(/<a[^>]* href="([^"]+)"/g)
  return [...links].flatMap(([, href = '']) => {
    const { origin, pathname, hash } = new URL(href, SITE + path)
    if (origin !== SITE) return []
    const file = fileOf(pathname)
    const id = `id="${decodeURIComponent(hash.slice(1))}"`
    const isThere = existsSync(file) && (hash === '' || readFileSync(file, 'utf8').includes(id))
    return isThere ? [] : [`${path} links to ${href}`]
  })
}
