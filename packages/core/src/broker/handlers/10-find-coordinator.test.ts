import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { nameOf } from '../groups/test-member.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'

const HERE = { nodeId: 1, host: 'localhost', port: 9092 }
const NOWHERE = { nodeId: -1, host: '', port: -1 }

for (const [keyType, topic] of [
  [0, '__consumer_offsets'],
  [1, '__transaction_state'],
] as const) {
  test(`the topic ${topic} is there when its coordinator is named`, async (t) => {
    const broker = await TestBroker.open()
    t.is(broker.broker.parts.topics.get(topic), undefined)
    const alone = await broker.ask(apis.findCoordinator, { version: 3, body: { key: 'readers', keyType } })
    t.like(alone, { errorCode: 0, errorMessage: 'NONE', ...HERE })
    t.is(broker.broker.parts.topics.get(topic)?.partitions.length, 50)
    for (const version of [4, 6]) {
      const body = { coordinatorKeys: ['readers', ''], keyType }
      const { coordinators } = await broker.ask(apis.findCoordinator, { version, body })
      const error = { errorCode: 0, errorMessage: '' }
      t.deepEqual(coordinators, [
        { key: 'readers', ...HERE, ...error },
        { key: '', ...HERE, ...error },
      ])
    }
    await broker.close()
  })
}

test('version 0 asks for groups', async (t) => {
  const broker = await TestBroker.open()
  t.like(await broker.ask(apis.findCoordinator, { version: 0, body: { key: 'readers' } }), { errorCode: 0, ...HERE })
  await broker.close()
})

for (const keyType of [2, 7]) {
  test(`there is no coordinator of kind ${keyType}`, async (t) => {
    const broker = await TestBroker.open()
    const alone = await broker.ask(apis.findCoordinator, { version: 3, body: { key: 'readers', keyType } })
    t.is(nameOf(alone), 'INVALID_REQUEST')
    t.like(alone, NOWHERE)
    const { coordinators } = await broker.ask(apis.findCoordinator, { body: { coordinatorKeys: ['readers'], keyType } })
    t.is(nameOf(coordinators[0] ?? { errorCode: 0 }), 'INVALID_REQUEST')
    t.like(coordinators[0], NOWHERE)
    await broker.close()
  })
}
