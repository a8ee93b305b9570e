/** A fetch waits at the broker for a minute in these tests: whatever comes sooner came by another one. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { drop, pass } from '../../testing.ts'
import { at, FetchStage, pollUntil, readTexts } from './fetch-stage.contract.ts'
import type { Fetcher } from './fetcher.ts'

const LONG_WAIT_MS = 60_000
const earliest = (partition: number) => ({ ...at(partition), from: 'earliest' as const })
const latest = (partition: number) => ({ ...at(partition), from: 'latest' as const })

/** A fetcher at the end of partition 0, whose fetch waits there for more. */
async function openWaiting(partitions: number) {
  const stage = await FetchStage.open({ partitions })
  for (let partition = 0; partition < partitions; partition += 1) {
    await stage.write([`${partition}a`, `${partition}b`], partition)
  }
  const asked = stage.broker.observe(apis.fetch)
  const fetcher = stage.fetcher({ maxWaitMs: LONG_WAIT_MS })
  fetcher.assign([latest(0)])
  await isWaiting(fetcher, () => asked.requests.length)
  return { stage, fetcher, asked }
}

/** Until a fetch has come to the broker. */
async function isWaiting(fetcher: Fetcher, count: () => number): Promise<void> {
  await pollUntil(fetcher, () => count() > 0)
}

test('a partition that is sought while a fetch waits at the broker is read at once', async (t) => {
  const { stage, fetcher, asked } = await openWaiting(1)
  await using _ = stage
  fetcher.seek(at(0), 0)
  t.deepEqual(await readTexts(fetcher, 2), ['0a', '0b'])
  fetcher.seek(at(0), 1)
  t.deepEqual(await readTexts(fetcher, 1), ['0b'])
  const beside = asked.requests.filter(({ body }) => body.maxWaitMs === 0)
  t.true(beside.every(({ body }) => body.sessionId === 0 && body.sessionEpoch === -1))
})

test('what is assigned or resumed while a fetch waits at the broker is read at once', async (t) => {
  const { stage, fetcher } = await openWaiting(2)
  await using _ = stage
  fetcher.assign([earliest(1)])
  t.deepEqual(await readTexts(fetcher, 2), ['1a', '1b'])
  fetcher.pause([at(1)])
  fetcher.seek(at(1), 0)
  fetcher.resume([at(1)])
  t.deepEqual(await readTexts(fetcher, 2), ['1a', '1b'])
})

test('what a fetch beside one that waits does not find is not asked for again before the other is answered', async (t) => {
  const { stage, fetcher, asked } = await openWaiting(2)
  await using _ = stage
  fetcher.assign([latest(1)])
  await pollUntil(fetcher, () => asked.requests.some(({ body }) => body.maxWaitMs === 0))
  await pollUntil(fetcher, () => fetcher.state(at(1)).sinceLastFetchMs !== null)
  fetcher.pause([at(1)])
  fetcher.resume([at(1)])
  const before = asked.requests.length
  await stage.write(['0c'], 0)
  t.deepEqual(await readTexts(fetcher, 1), ['0c'])
  await pollUntil(fetcher, () => asked.requests.length > before)
  const later = asked.requests.slice(before)
  t.true(later.every(({ body }) => body.maxWaitMs === LONG_WAIT_MS))
  await stage.write(['1c'], 1)
  t.deepEqual(await readTexts(fetcher, 1), ['1c'])
})

test('a fetch beside one that waits may be lost: what it asked for comes with the next', async (t) => {
  const { stage, fetcher, asked } = await openWaiting(1)
  await using _ = stage
  stage.broker.control(apis.fetch, ({ body }) => (body.maxWaitMs === 0 ? drop : pass), { times: 1 })
  fetcher.seek(at(0), 0)
  await pollUntil(fetcher, () => asked.requests.some(({ body }) => body.maxWaitMs === 0))
  await stage.write(['0c'], 0)
  t.deepEqual(await readTexts(fetcher, 3), ['0a', '0b', '0c'])
})
