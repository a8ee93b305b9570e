/** Where a consumer stands, is sent to, and goes when its place is gone. */
import type { Consumer } from '@millrace/core'
import { Chapter } from '../chapter.ts'
import type { Stage } from '../stage.ts'

export const positions = new Chapter('positions')

positions.fact('after a seek reading goes on there: an offset, the start, the end, a time', async (t, stage) => {
  const topic = await numbered(stage)
  const at = { topic, partition: 0 }
  const reader = stage.consumer({ assign: [at] })
  const read: number[] = []
  for (const to of [8, 'earliest', { timestampMs: 5_000 }, 3, { offset: 9, leaderEpoch: 0 }] as const) {
    reader.seek(at, to)
    read.push(await nextOffset(reader))
  }
  t.deepEqual(read, [8, 0, 5, 3, 9])
  t.is(reader.position(at), 10)
  reader.seek(at, 'latest')
  const next = nextOffset(reader)
  reader.seek(at, { timestampMs: 99_000 })
  await stage.producer().sendAndWait({ topic, value: 'new' })
  t.is(await next, 10)
})

positions.fact('a seek leaves nothing of what was fetched before it', async (t, stage) => {
  const topic = await numbered(stage, { count: 500 })
  const at = { topic, partition: 0 }
  const reader = stage.consumer({ assign: [at] })
  for (let turn = 0; turn < 20; turn += 1) {
    const to = (turn * 137) % 490
    reader.seek(at, to)
    const records = reader.records()
    for (let index = 0; index < 5; index += 1) t.is((await records.next()).value.offset, to + index)
  }
})

positions.fact('where partitions begin and end, and what was written when', async (t, stage) => {
  const topic = await numbered(stage)
  const at = { topic, partition: 0 }
  await stage.admin.records.delete([{ ...at, before: 4 }])
  const reader = stage.consumer({ assign: [at] })
  t.deepEqual(await reader.beginningOffsets([at]), new Map([[`${topic}-0`, 4]]))
  t.deepEqual(await reader.endOffsets([at]), new Map([[`${topic}-0`, 10]]))
  for (const [timestampMs, offset] of [
    [0, 4],
    [5_500, 6],
    [9_000, 9],
    [9_001, null],
  ] as const) {
    const found = (await reader.offsetsForTimes([{ ...at, timestampMs }])).get(`${topic}-0`)
    t.is(found?.offset ?? null, offset)
    if (offset !== null) t.is(found?.timestamp, offset * 1_000)
  }
  const missing = reader.endOffsets([{ topic: stage.name('missing'), partition: 0 }], { timeoutMs: 300 })
  await t.throwsAsync(missing, { message: /UNKNOWN_TOPIC_OR_PARTITION|TIMED_OUT/ })
})

const policies = [
  ['earliest', 4],
  ['latest', 10],
  [() => ({ offset: 6 }), 6],
] as const

for (const [onOutOfRange, expected] of policies) {
  const name = typeof onOutOfRange === 'string' ? onOutOfRange : 'where the program says'
  positions.fact(`who stands outside of the log goes on: ${name}`, async (t, stage) => {
    const topic = await numbered(stage)
    const at = { topic, partition: 0 }
    await stage.admin.records.delete([{ ...at, before: 4 }])
    for (const from of [1, 99]) {
      const resets: number[] = []
      const onReset = (reset: { readonly from: number }) => void resets.push(reset.from)
      const reader = stage.consumer({ assign: [{ ...at, from }], onOutOfRange, onReset })
      const next = nextOffset(reader)
      if (expected === 10) {
        const end = async () => reader.position(at)
        while ((await end()) !== 10 && resets.length === 0) await new Promise((resolve) => setImmediate(resolve))
        reader.seek(at, 9)
      }
      t.is(await next, Math.min(expected, 9))
      t.deepEqual(resets, [from])
    }
  })
}

positions.fact('who stands outside of the log and may go nowhere hears of it', async (t, stage) => {
  const topic = await numbered(stage)
  const reader = stage.consumer({ assign: [{ topic, partition: 0, from: 99 }], onOutOfRange: 'none' })
  await t.throwsAsync(nextOffset(reader), { name: 'OffsetOutOfRangeError' })
})

positions.fact('a reader whose records are deleted under it goes on with those that are left', async (t, stage) => {
  const topic = await numbered(stage, { count: 100, batchBytes: 100 })
  const at = { topic, partition: 0 }
  const reader = stage.consumer({ assign: [at], bufferBytes: 200, partitionMaxBytes: 1, onOutOfRange: 'earliest' })
  t.is(await nextOffset(reader), 0)
  await stage.admin.records.delete([{ ...at, before: 80 }])
  let offset = 0
  while (offset < 99) {
    const next = await nextOffset(reader)
    t.true(next > offset)
    offset = next
  }
  await stage.admin.records.delete([{ ...at, before: 'end' }])
  t.deepEqual(await reader.beginningOffsets([at]), new Map([[`${topic}-0`, 100]]))
})

/** A topic of one partition whose records' timestamps are their offsets, in seconds. */
async function numbered(stage: Stage, { count = 10, batchBytes = 16_000 } = {}): Promise<string> {
  const topic = await stage.topic('numbered')
  const sender = stage.producer({ batchBytes })
  for (let index = 0; index < count; index += 1) sender.send({ topic, value: `${index}`, timestamp: index * 1_000 })
  await sender.flush()
  return topic
}

async function nextOffset(reader: Consumer): Promise<number> {
  return (await reader.records().next()).value.offset
}
