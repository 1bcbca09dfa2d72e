import { DatabaseSync } from 'node:sqlite'
import { reportToParent } from '../../../../test-support/report-to-parent.ts'

/** Takes the write lock of a file and keeps it until it is told to let go, or is killed. */
const [path = ''] = process.argv.slice(2)
const database = new DatabaseSync(path)
database.exec('PRAGMA busy_timeout = 60000')
database.exec('BEGIN EXCLUSIVE')
process.on('message', () => {
  database.exec('ROLLBACK')
  reportToParent({ locked: false })
})
reportToParent({ locked: true })
