/** What a reader of committed records is shown where transactions of several fates lie beside each other. */
import { Chapter } from '../chapter.ts'

export const isolation = new Chapter('isolation')

const fetches = [
  ['one fetch', {}],
  ['a fetch for each batch', { partitionMaxBytes: 1 }],
] as const

for (const [how, options] of fetches) {
  isolation.fact(`two transactions that one producer aborted are hidden in ${how}`, async (t, stage) => {
    const topic = await stage.topic('orders')
    const teller = await stage.transactional()
    const fates = [
      ['a', 'commit'],
      ['b', 'abort'],
      ['c', 'abort'],
      ['d', 'commit'],
      ['e', 'abort'],
    ] as const
    for (const [value, end] of fates) {
      teller.begin()
      for (const part of [1, 2]) await teller.sendAndWait({ topic, value: `${value}${part}` })
      await teller[end]()
    }
    await stage.transactional()
    t.deepEqual(await stage.values(topic, options), ['a1', 'a2', 'd1', 'd2'])
    t.is((await stage.values(topic, { ...options, isolation: 'read_uncommitted' })).length, 10)
  })

  isolation.fact(`transactions of two producers that alternate are told apart in ${how}`, async (t, stage) => {
    const topic = await stage.topic('orders')
    const names = [stage.name('one'), stage.name('other')] as const
    const one = await stage.transactional({ transactionalId: names[0] })
    const other = await stage.transactional({ transactionalId: names[1] })
    const plain = stage.producer()
    one.begin()
    other.begin()
    for (const index of [1, 2, 3]) {
      await one.sendAndWait({ topic, value: `one ${index}` })
      await other.sendAndWait({ topic, value: `other ${index}` })
      await plain.sendAndWait({ topic, value: `plain ${index}` })
    }
    await one.abort()
    one.begin()
    await one.sendAndWait({ topic, value: 'one again' })
    await other.commit()
    await one.commit()
    for (const transactionalId of names) await stage.transactional({ transactionalId })
    const expected = [1, 2, 3].flatMap((index) => [`other ${index}`, `plain ${index}`])
    t.deepEqual(await stage.values(topic, options), [...expected, 'one again'])
  })
}

isolation.fact('a reader that is there before the markers sees what is committed, in order', async (t, stage) => {
  const topic = await stage.topic('orders')
  const records = stage.consumer({ topics: [topic] }).records()
  const next = async () => String((await records.next()).value.value)
  const teller = await stage.transactional()
  for (let index = 0; index < 5; index += 1) {
    teller.begin()
    await teller.sendAndWait({ topic, value: `aborted ${index}` })
    await teller.abort()
    teller.begin()
    await teller.sendAndWait({ topic, value: `committed ${index}` })
    const seen = next()
    await teller.commit()
    t.is(await seen, `committed ${index}`)
  }
})

isolation.fact('for such a reader a partition ends where the first open transaction begins', async (t, stage) => {
  const topic = await stage.topic('orders')
  const at = { topic, partition: 0 }
  await stage.producer().sendAndWait({ topic, value: 'before' })
  const teller = await stage.transactional()
  teller.begin()
  await teller.sendAndWait({ topic, value: 'open' })
  await stage.producer().sendAndWait({ topic, value: 'behind' })
  const [committed, all] = [
    stage.consumer({ assign: [at], from: 'latest' }),
    stage.consumer({ assign: [at], isolation: 'read_uncommitted' }),
  ]
  t.deepEqual([...(await committed.endOffsets([at])).values()], [1])
  t.deepEqual([...(await all.endOffsets([at])).values()], [3])
  const first = committed.records().next()
  await teller.commit()
  t.is(String((await first).value.value), 'open')
})
