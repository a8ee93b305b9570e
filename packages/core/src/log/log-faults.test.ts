import test from 'ava'
import fc from 'fast-check'
import { FaultyDisk } from '../host/faulty-disk.ts'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { SeededRandom } from '../host/random.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import type { AppendOutcome } from './append.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'
import type { PartitionLog } from './partition-log.ts'

const topics = [0, 1, 2].map((partition) => ({ topic: 'orders', partition }))
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'

function append(log: PartitionLog, value: string): AppendOutcome {
  const builder = new BatchBuilder()
  builder.tryAppendPair('key', value, 1_700_000_000_000)
  return log.append(Buffer.from(builder.build()), { origin: 'client', leaderEpoch: 0 })
}

function values(log: PartitionLog): string[] {
  const found: string[] = []
  for (let offset = 0; offset < log.endOffset; ) {
    const read = log.read({ offset, maxBytes: 500, atLeastOne: true, isolation: 'uncommitted' })
    if (read.kind !== 'read' || read.records.length === 0) throw new Error(`nothing at ${offset}`)
    for (const batch of batches(read.records)) {
      const cursor = batch.records()
      while (cursor.next()) found.push(String(cursor.valueText()))
    }
    offset = read.nextOffset
  }
  return found
}

function open(disk: MemoryDisk | FaultyDisk): Promise<DataDirectory> {
  const configOf = () => ({ ...defaultLogConfig, segmentBytes: 400, indexIntervalBytes: 50, flushMessages: 4 })
  const warmLimits = { segments: 2, bytes: 1e9 }
  return DataDirectory.open({
    path: '/data',
    disk,
    clock: new ManualClock(),
    logger: silentLogger,
    configOf,
    warmLimits,
  })
}

const faults = fc.record({
  seed: fc.nat(),
  kind: fc.constantFrom('full', 'write', 'sync', 'truncate', 'sync directory'),
  goodAppends: fc.nat(30),
  freeBytes: fc.nat(2_000),
})

type Faults = typeof faults extends fc.Arbitrary<infer T> ? T : never

/** Appends to the logs in turn until one is refused; the disk fails from some append on. */
async function appendUntilRefused(
  { disk, logs }: { disk: FaultyDisk; logs: readonly PartitionLog[] },
  { kind, goodAppends, freeBytes }: Faults,
): Promise<{ stored: string[][]; message: string }> {
  const stored: string[][] = logs.map(() => [])
  for (let count = 0; count < 2_000; count++) {
    if (count === goodAppends && kind === 'full') disk.freeBytes = freeBytes
    else if (count === goodAppends) disk.likelihoods = { failure: { [kind]: 0.2 } }
    const outcome = append(logs[count % 3] as PartitionLog, `value ${count}`)
    if (outcome.kind === 'refused') return { stored, message: `${outcome.error} ${outcome.message}` }
    stored[count % 3]?.push(`value ${count}`)
    await outcome.durable?.catch(() => {}) // the next append hears of it
  }
  throw new Error('the disk never failed')
}

test('when the disk fails, appends are refused with its reason, reads go on, and nothing is lost', async (t) => {
  const property = fc.asyncProperty(faults, async (drawn) => {
    const memory = new MemoryDisk()
    const disk = new FaultyDisk(memory, { random: new SeededRandom(drawn.seed) })
    const directory = await open(disk)
    const logs = await Promise.all(topics.map((topic) => directory.create(topic, topicId)))
    const { stored, message } = await appendUntilRefused({ disk, logs }, drawn)
    t.regex(message, drawn.kind === 'full' ? /^KAFKA_STORAGE_ERROR .*ENOSPC/ : /^KAFKA_STORAGE_ERROR .*EIO/)
    disk.likelihoods = {}
    for (const [index, log] of logs.entries()) {
      t.like(append(log, 'more'), { error: 'KAFKA_STORAGE_ERROR' })
      if (log.recoveryPoint < log.endOffset) await t.throwsAsync(log.flush(), { name: 'DiskError' })
      t.deepEqual(values(log), stored[index])
    }
    await directory.close()
    const reopened = await open(memory.kill())
    for (const [index, topic] of topics.entries()) {
      const found = values(reopened.log(topic) as PartitionLog)
      const expected = stored[index] ?? []
      // A write that fails may have written all: the refused batch may be there.
      t.deepEqual(found.slice(0, expected.length), expected)
      t.true(found.length <= expected.length + 1)
    }
  })
  await t.notThrowsAsync(fc.assert(property, { numRuns: 100 }))
})
