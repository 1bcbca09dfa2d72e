import type { PolicyOptions } from '@seatkit/core'
import { type SpawnedWorker, spawnWorker } from '../spawn-worker.ts'
import type { RaceStep } from './race-step.ts'
import type { RaceLeg, RaceLegResult } from './racer.ts'

/** Processes that race each other on one store. */
export interface Racers extends AsyncDisposable {
  readonly workers: readonly SpawnedWorker[]
  /**
   * Has every process begin its steps at the same time; what came of each, process by process.
   *
   * @param stepsOf  The steps of process 0, 1, 2, …
   */
  race(
    userId: string,
    policy: PolicyOptions,
    stepsOf: (process: number) => readonly RaceStep[],
  ): Promise<readonly (readonly string[])[]>
}

/** @param module  A file that exports `openStore`, see `StoreModule`. @param place  What it is given. */
export async function startRacers(count: number, module: URL, place: string): Promise<Racers> {
  const file = new URL('./racer.ts', import.meta.url)
  const workers = Array.from({ length: count }, () => spawnWorker(file, [module.href, place]))
  await Promise.all(workers.map((worker) => worker.receive()))
  return {
    workers,
    race: (userId, policy, stepsOf) =>
      Promise.all(
        workers.map(async (worker, index) => {
          worker.send({ userId, policy, steps: stepsOf(index) } satisfies RaceLeg)
          return (await worker.receive<RaceLegResult>()).outcomes
        }),
      ),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((worker) => worker.kill()))
    },
  }
}
