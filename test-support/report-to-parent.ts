/** What a worker says to the process that spawned it. */
export function reportToParent(message: object): void {
  if (process.send === undefined) throw new Error('this file is run by spawnWorker')
  process.send(message)
}
