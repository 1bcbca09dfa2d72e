import { SeatkitClient } from '@seatkit/client'

/** The one client of this page. */
export const seatkit = new SeatkitClient({ url: '/api/sessions' })
