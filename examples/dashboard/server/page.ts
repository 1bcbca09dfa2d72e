import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'

/** Where `vite build` puts the page. */
export const PAGE_DIR: string = join(import.meta.dirname, '../dist')

export interface PageFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer<ArrayBuffer>
}

/** The file at a path of the page; for paths that the page tells apart by itself, its `index.html`. */
export type Page = (path: string) => PageFile

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The page loads its own files and nothing else, and cannot be framed, where a click could be stolen. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const

/** Reads what `vite build` made: a few files, kept in memory. */
export function loadPage(dir: string): Page {
  const files = new Map(filesIn(dir).map((file) => [`/${relative(dir, file)}`, pageFile(file)]))
  const index = files.get('/index.html')
  if (index === undefined) throw new Error('the page is not built; run npm run build')
  return (path) => files.get(path) ?? index
}

function filesIn(dir: string): readonly string[] {
  try {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function pageFile(file: string): PageFile {
  // The names of assets change with their content.
  const isAsset = file.includes('/assets/')
  return {
    headers: {
      ...HEADERS,
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
    body: readFileSync(file),
  }
}
