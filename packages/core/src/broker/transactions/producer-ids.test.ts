import test from 'ava'
import { silentLogger } from '../../host/logger.ts'
import { ProducerIds } from './producer-ids.ts'

test('no id is given twice, and the next block is reserved before the last one is used up', async (t) => {
  let reserved = 0
  const reserve = async () => ({ first: 10 * reserved++, count: 10 })
  const ids = new ProducerIds({ reserve }, silentLogger)
  t.is(ids.takeNow(), null)
  const taken: (number | null)[] = []
  for (let count = 0; count < 35; count += 1) taken.push(await ids.take())
  t.deepEqual(
    taken,
    Array.from({ length: 35 }, (_, id) => id),
  )
  t.is(reserved, 4)
})

test('many who wait for the first block get an id each', async (t) => {
  const ids = new ProducerIds({ reserve: async () => ({ first: 5, count: 100 }) }, silentLogger)
  const taken = await Promise.all(Array.from({ length: 50 }, () => ids.take()))
  t.is(new Set(taken).size, 50)
  t.false(taken.includes(null))
})

test('a block that could not be reserved is asked for again', async (t) => {
  let attempts = 0
  const reserve = async () => {
    attempts += 1
    if (attempts === 1) throw new Error('the disk failed')
    return { first: 5, count: 1 }
  }
  const ids = new ProducerIds({ reserve }, silentLogger)
  t.is(await ids.take(), null)
  t.is(await ids.take(), 5)
})
