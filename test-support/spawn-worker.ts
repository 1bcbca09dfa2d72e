import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A TypeScript file running as a process of its own, on the packages' source. Talked to by messages. */
export interface SpawnedWorker extends AsyncDisposable {
  readonly pid: number
  send(message: object): void
  /** The next message that was not received yet. Rejects, with what the process printed, when it ends without one. */
  receive<T>(): Promise<T>
  /** Everything that was sent and not received yet, without waiting. */
  received<T>(): T[]
  /** Ends the process with SIGKILL, at whatever it is doing, and waits until it is gone. */
  kill(): Promise<void>
}

/** @param file  As in `new URL('./login-worker.ts', import.meta.url)`. @param args  Its command line. */
export function spawnWorker(file: URL, args: readonly string[] = []): SpawnedWorker {
  const child = fork(fileURLToPath(file), args, {
    execArgv: ['--conditions=@seatkit/source', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${file.href} could not be started`)

  let printed = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  // A child must not outlive a test run that was broken off.
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  const gone = once(child, 'close').finally(() => process.off('exit', end))

  let inbox: unknown[] = []
  let wake = (): void => {}
  child.on('message', (message) => {
    inbox.push(message)
    wake()
  })

  async function receive<T>(): Promise<T> {
    while (inbox.length === 0) {
      const arrived = new Promise<true>((resolve) => {
        wake = () => resolve(true)
      })
      const isThere = await Promise.race([arrived, gone.then(() => inbox.length > 0)])
      if (!isThere) throw new Error(`process ${pid} ended without a message: ${printed}`)
    }
    return inbox.shift() as T
  }

  async function kill(): Promise<void> {
    end()
    await gone
  }

  return {
    pid,
    send: (message) => void child.send(message),
    receive,
    received: <T>() => {
      const all = inbox as T[]
      inbox = []
      return all
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}
