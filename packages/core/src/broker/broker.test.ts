import test from 'ava'
import { type Logger, silentLogger } from '../host/logger.ts'
import { BatchBuilder } from '../records/builder.ts'
import { TestBroker } from './test-broker.contract.ts'
import { createOrders } from './test-records.contract.ts'

const COMPACTION_MS = 15_000
const TURNS_MAX = 10_000

/** A batch that is too large for its codec to inflate at once. */
function largeBatch(): Buffer {
  const builder = new BatchBuilder({ compression: 'gzip', maxBytes: 10_000_000 })
  for (let index = 0; index < 5_000; index++) builder.tryAppendPair(`key ${index}`, 'x'.repeat(200), 1_700_000_000_000)
  return Buffer.from(builder.build())
}

test('on a clock that is moved by hand, large batches are compacted in its turns alone', async (t) => {
  let isCompacted = false
  const info: Logger['info'] = (_, text) => {
    isCompacted ||= text === 'compacted'
  }
  const broker = await TestBroker.open({ logger: { ...silentLogger, info } })
  const [partition] = (await createOrders(broker)).partitions
  if (partition === undefined) throw new Error('expected a partition, found none')
  const { log } = partition
  log.config = { ...log.config, cleanupPolicy: { delete: false, compact: true } }
  for (let index = 0; index < 3; index++) {
    partition.append(largeBatch(), { origin: 'client' })
    log.roll()
  }
  await log.flush()
  const { sizeInBytes } = log
  broker.clock.advance(COMPACTION_MS)
  for (let turn = 0; turn < TURNS_MAX && !isCompacted; turn++) {
    broker.clock.advance(0)
    await Promise.resolve()
  }
  t.true(isCompacted)
  t.true(log.sizeInBytes < sizeInBytes / 2)
  await broker.close()
})
