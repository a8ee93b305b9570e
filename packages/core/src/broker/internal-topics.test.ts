import test from 'ava'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from './internal-topics.ts'
import { TestBroker } from './test-broker.contract.ts'

test("the broker's own topics have segments as large as its settings say", async (t) => {
  const config = { offsetsTopicSegmentBytes: 2 * 1024 ** 2, transactionStateLogSegmentBytes: 3 * 1024 ** 2 }
  const broker = await TestBroker.open({ config })
  const { internalTopics } = broker.broker.parts
  t.is((await internalTopics.ensure(CONSUMER_OFFSETS)).logConfig.segmentBytes, 2 * 1024 ** 2)
  t.is((await internalTopics.ensure(TRANSACTION_STATE)).logConfig.segmentBytes, 3 * 1024 ** 2)
  await broker.close()
})
