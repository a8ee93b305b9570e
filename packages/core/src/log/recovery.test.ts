import test from 'ava'
import { silentLogger } from '../host/logger.ts'
import { ManualClock } from '../host/manual-clock.ts'
import { MemoryDisk } from '../host/memory-disk.ts'
import { BatchBuilder } from '../records/builder.ts'
import { DataDirectory } from './data-directory.ts'
import { defaultLogConfig } from './log-config.ts'

const orders = { topic: 'orders', partition: 0 }
/** Three batches a segment. */
const configOf = () => ({ ...defaultLogConfig, segmentBytes: 300 })

test('a recovery from the middle of an epoch leaves the starts of the earlier ones as they were', async (t) => {
  const clock = new ManualClock()
  const disk = new MemoryDisk({ clock })
  const first = await DataDirectory.open({ path: '/data', disk, clock, logger: silentLogger, configOf })
  const log = await first.create(orders, 'Zgk6oYHtSByXZtFFkXKPmQ')
  for (let offset = 0; offset < 24; offset++) {
    const builder = new BatchBuilder()
    builder.tryAppendPair('key', `value ${offset}`, 1_700_000_000_000)
    log.append(builder.build(), { origin: 'client', leaderEpoch: offset < 18 ? 0 : 2 })
    if (offset === 9) {
      await log.flush()
      await first.checkpoint()
    }
  }
  await log.flush()
  const second = await DataDirectory.open({ path: '/data', disk: disk.kill(), clock, logger: silentLogger, configOf })
  const recovered = second.log(orders)
  t.deepEqual(
    [0, 9, 17, 18, 23].map((offset) => recovered?.epochFor(offset)),
    [0, 0, 0, 2, 2],
  )
  t.deepEqual(recovered?.endOffsetForEpoch(0), { epoch: 0, endOffset: 18 })
})
