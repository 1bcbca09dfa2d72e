import type { SessionManager } from '@seatkit/core'
import type { HttpOptions } from '@seatkit/core/http'
import type { Page } from './page.ts'
import type { Recovery } from './recovery.ts'
import type { Settings } from './settings.ts'
import type { Users } from './users.ts'

/** What the application is made of, whichever framework it is written with. */
export interface Parts {
  readonly settings: Settings
  readonly sessions: SessionManager
  readonly users: Users
  readonly recovery: Recovery
  readonly http: HttpOptions
  readonly page: Page
}
