import test from 'ava'
import { DecodeError } from '../bytes/errors.ts'
import { consumerProtocolSubscription } from './embedded/consumer-protocol.ts'
import { decodeVersioned, decodeVersionedOrNewer, encodeVersioned } from './versioned.ts'

const subscription = { topics: ['page-views'], userData: Buffer.from('mine') }

test('a message behind its version reads back', (t) => {
  const bytes = encodeVersioned(consumerProtocolSubscription, 1, subscription)
  t.is(bytes.readInt16BE(0), 1)
  const { version, body } = decodeVersioned(consumerProtocolSubscription, bytes)
  t.is(version, 1)
  t.like(body, { topics: ['page-views'], ownedPartitions: [], generationId: -1, rackId: null })
  t.is(body.userData?.toString(), 'mine')
})

test('a version that nobody knows is refused', (t) => {
  t.throws(() => decodeVersioned(consumerProtocolSubscription, Buffer.from('0063', 'hex')), {
    instanceOf: DecodeError,
    message: 'ConsumerProtocolSubscription version at byte 0: expected a version from 0 to 3, found version 99',
  })
  t.throws(() => decodeVersionedOrNewer(consumerProtocolSubscription, Buffer.from('ffff', 'hex')), {
    instanceOf: DecodeError,
  })
})

test('a newer member of the group is read as far as we know its version', (t) => {
  const bytes = Buffer.concat([encodeVersioned(consumerProtocolSubscription, 3, subscription), Buffer.from('news')])
  bytes.writeInt16BE(4, 0)
  const { version, body } = decodeVersionedOrNewer(consumerProtocolSubscription, bytes)
  t.is(version, 4)
  t.deepEqual(body.topics, ['page-views'])
})

test('bytes that end in the version are refused as such', (t) => {
  t.throws(() => decodeVersioned(consumerProtocolSubscription, Buffer.from('00', 'hex')), {
    instanceOf: DecodeError,
    message: 'ConsumerProtocolSubscription version at byte 0: expected 2 more bytes, found 1',
  })
})
