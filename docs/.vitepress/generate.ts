import { writeFileSync } from 'node:fs'
import { reasonsPage } from './reasons-page.ts'
import { securityPage } from './security/page.ts'

writeFileSync(new URL('../reasons.md', import.meta.url), reasonsPage())
writeFileSync(new URL('../security-checklist.md', import.meta.url), securityPage())
