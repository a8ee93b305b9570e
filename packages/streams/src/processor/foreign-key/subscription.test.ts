/** The bytes that foreign-key joins send, which are Java's. */
import test from 'ava'
import { string } from '../../serde/text.ts'
import { type Subscription, subscriptionSerde } from './subscription.ts'
import { subscriptionAnswerSerde } from './subscription-answer.ts'

const subscriptions = subscriptionSerde(string)
const answers = subscriptionAnswerSerde(string)
const hash = Buffer.from('58626452c51f7a6f9f9f8895cbc976f5', 'hex')
const asked: Subscription<string> = { instruction: 'subscribe', hash, primaryKey: 'k2', primaryPartition: 0 }

test('a subscription is its version, instruction, hash, primary key and partition', (t) => {
  const bytes = subscriptions.serialize(asked)
  t.is(bytes.toString('hex'), '010358626452c51f7a6f9f9f8895cbc976f56b3200000000')
  t.deepEqual(subscriptions.deserialize(bytes), asked)
})

test('without a hash the top bit of the version is set', (t) => {
  const gone: Subscription<string> = {
    ...asked,
    instruction: 'unsubscribe-and-answer',
    hash: null,
    primaryPartition: 7,
  }
  const bytes = subscriptions.serialize(gone)
  t.is(bytes.toString('hex'), '81016b3200000007')
  t.deepEqual(subscriptions.deserialize(bytes), gone)
  t.is(answers.serialize({ hash: null, foreignValue: null, primaryPartition: 0 }).toString('hex'), '80')
})

test('subscriptions of version 0, which know no partition, can be read', (t) => {
  const bytes = Buffer.from('000358626452c51f7a6f9f9f8895cbc976f56b32', 'hex')
  t.deepEqual(subscriptions.deserialize(bytes), { ...asked, primaryPartition: -1 })
})

test('an answer is its version, the hash, and the value if there is one', (t) => {
  const answer = { hash, foreignValue: 'X1', primaryPartition: -1 }
  const bytes = answers.serialize({ ...answer, primaryPartition: 3 })
  t.is(bytes.toString('hex'), '0058626452c51f7a6f9f9f8895cbc976f55831')
  t.deepEqual(answers.deserialize(bytes), answer)
  const none = answers.serialize({ ...answer, foreignValue: null })
  t.is(none.toString('hex'), '0058626452c51f7a6f9f9f8895cbc976f5')
  t.deepEqual(answers.deserialize(none), { ...answer, foreignValue: null })
})

test('versions and instructions that are not known are refused', (t) => {
  for (const bytes of ['0203', '0104', '', '01', '010358626452']) {
    t.throws(() => subscriptions.deserialize(Buffer.from(bytes, 'hex')), { code: 'MALFORMED' }, bytes)
  }
  t.throws(() => answers.deserialize(Buffer.of(1)), { code: 'MALFORMED' })
})
