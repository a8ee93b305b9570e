/**
 * The process that the crash test kills: it appends to a log on the real disk, a few batches at once, and says
 * each time all of them are durable how far that is. The record at each offset has a value that follows from it.
 */
import { systemClock } from '../../host/clock.ts'
import { silentLogger } from '../../host/logger.ts'
import { systemDisk } from '../../host/node-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { DataDirectory } from '../data-directory.ts'
import { defaultLogConfig } from '../log-config.ts'
import type { PartitionLog } from '../partition-log.ts'

export const crashedPartition = { topic: 'crashed', partition: 0 }

/** The value of the record at an offset; records are of all sizes, so that segments end anywhere. */
export function valueAt(offset: number): string {
  return `${offset} `.padEnd((offset * 37) % 400, 'x')
}

export function openCrashed(path: string): Promise<DataDirectory> {
  const configOf = () => ({ ...defaultLogConfig, segmentBytes: 20_000, indexIntervalBytes: 500, flushMessages: 1 })
  return DataDirectory.open({
    path,
    disk: systemDisk,
    clock: systemClock,
    logger: silentLogger,
    configOf,
    checkpointMs: 20,
  })
}

function append(log: PartitionLog, count: number): Promise<void> | null {
  const builder = new BatchBuilder()
  for (let index = 0; index < count; index++) builder.tryAppendPair('key', valueAt(log.endOffset + index), Date.now())
  const outcome = log.append(Buffer.from(builder.build()), { origin: 'client', leaderEpoch: 0 })
  if (outcome.kind === 'refused') throw new Error(outcome.message)
  return outcome.durable
}

if (import.meta.main) {
  const [, , path = '', seed = '0'] = process.argv
  const random = new SeededRandom(Number(seed))
  const directory = await openCrashed(path)
  const log = directory.log(crashedPartition) ?? (await directory.create(crashedPartition, 'Zgk6oYHtSByXZtFFkXKPmQ'))
  for (;;) {
    const durable = Array.from({ length: 1 + random.below(3) }, () => append(log, 1 + random.below(5)))
    const { endOffset } = log
    await Promise.all(durable)
    process.stdout.write(`${endOffset}\n`)
  }
}
