/** What a topic as a value holds, and what topics may be called. */
import test from 'ava'
import { json } from '../serde/json.ts'
import { string } from '../serde/text.ts'
import { topic } from './topic.ts'
import { TopologyError } from './topology-error.ts'

const serdes = { key: string, value: json<{ total: number }>() }

test('a topic carries its name and its serdes, and stays as it is', (t) => {
  const orders = topic('orders', serdes)
  t.deepEqual({ ...orders }, { name: 'orders', ...serdes })
  t.true(Object.isFrozen(orders))
})

for (const name of ['a', 'orders', 'Orders_2026-11.v2', '...', '-', '0', 'x'.repeat(249)]) {
  test(`a topic may be called ${name}`, (t) => {
    t.is(topic(name, serdes).name, name)
  })
}

for (const name of ['', '.', '..', 'a b', 'a/b', 'größe', 'a\n', 'a:b', 'x'.repeat(250)]) {
  test(`no topic is called ${JSON.stringify(name)}`, (t) => {
    t.throws(() => topic(name, serdes), { instanceOf: TopologyError, code: 'BAD_NAME', message: /^a topic cannot be/ })
  })
}
