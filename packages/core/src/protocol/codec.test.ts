import test from 'ava'
import { DecodeError, EncodeError } from '../bytes/errors.ts'
import type { Draft } from './body.ts'
import { codec } from './codec.ts'
import { produceRequest } from './messages/00-produce.ts'
import { fetchRequest } from './messages/01-fetch.ts'
import { metadataRequest, metadataResponse } from './messages/03-metadata.ts'
import { joinGroupRequest } from './messages/11-join-group.ts'
import { apiVersionsResponse } from './messages/18-api-versions.ts'
import { describeTopicPartitionsRequest } from './messages/75-describe-topic-partitions.ts'
import type { Message } from './schema.ts'

function decodeRefusal(decode: () => unknown): DecodeError {
  try {
    decode()
  } catch (problem) {
    if (problem instanceof DecodeError) return problem
    throw problem
  }
  throw new Error('nothing was refused')
}

function encodeRefusal(encode: () => unknown): EncodeError {
  try {
    encode()
  } catch (problem) {
    if (problem instanceof EncodeError) return problem
    throw problem
  }
  throw new Error('nothing was refused')
}

const joinGroup: Draft<typeof joinGroupRequest> = {
  groupId: 'views',
  sessionTimeoutMs: 45_000,
  memberId: '',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('m') }],
}

test('the codec of a message and version is made once', (t) => {
  t.is(codec(fetchRequest, 12), codec(fetchRequest, 12))
  t.not(codec(fetchRequest, 12) as unknown, codec(fetchRequest, 13))
})

test('a version that the message lacks is refused with the versions that it has', (t) => {
  t.is(
    encodeRefusal(() => codec(fetchRequest, 3)).message,
    'FetchRequest: expected a version from 4 to 18, found version 3',
  )
  t.throws(() => codec(fetchRequest, 19), { instanceOf: EncodeError })
  t.throws(() => codec(fetchRequest, 4.5), { instanceOf: EncodeError })
  t.throws(() => codec(fetchRequest, Number.NaN), { instanceOf: EncodeError })
})

test('a field that the version lacks is decoded as its default', (t) => {
  const bytes = codec(joinGroupRequest, 0).encode(joinGroup)
  const body = codec(joinGroupRequest, 0).decode(bytes)
  t.is(body.rebalanceTimeoutMs, -1)
  t.is(body.groupInstanceId, null)
  t.is(body.reason, null)
})

test('bodies of all versions have the same fields in the same order', (t) => {
  const names = [0, 5, 9].map((version) => {
    const bytes = codec(joinGroupRequest, version).encode(joinGroup)
    return Object.keys(codec(joinGroupRequest, version).decode(bytes))
  })
  t.deepEqual(names[0], names[1])
  t.deepEqual(names[1], names[2])
})

test('a field that is left out is written as its default', (t) => {
  const bytes = codec(fetchRequest, 4).encode({ maxWaitMs: 500, minBytes: 1, topics: [] })
  const body = codec(fetchRequest, 4).decode(bytes)
  t.is(body.replicaId, -1)
  t.is(body.maxBytes, 0x7fffffff)
})

test('a required field that is left out is refused with its path', (t) => {
  const body = { maxWaitMs: 500, topics: [] } as unknown as Draft<typeof fetchRequest>
  t.is(
    encodeRefusal(() => codec(fetchRequest, 4).encode(body)).message,
    'FetchRequest v4 minBytes: expected an int32, found undefined',
  )
})

test('a value of the wrong type is refused with its path, however deep it lies', (t) => {
  const body = {
    acks: -1,
    timeoutMs: 1,
    topicData: [
      { name: 'a', partitionData: [] },
      {
        name: 'b',
        partitionData: [
          { index: 0, records: null },
          { index: 'zero', records: null },
        ],
      },
    ],
  } as unknown as Draft<typeof produceRequest>
  t.is(
    encodeRefusal(() => codec(produceRequest, 9).encode(body)).message,
    "ProduceRequest v9 topicData[1].partitionData[1].index: expected an int32, found 'zero'",
  )
})

test('what is no array, no struct, no text, no bytes and no uuid is refused as what it should be', (t) => {
  const refused = (version: number, body: unknown) =>
    encodeRefusal(() => codec(produceRequest, version).encode(body as Draft<typeof produceRequest>)).message
  const topic = (value: object) => ({ acks: 0, timeoutMs: 0, topicData: [value] })
  t.regex(refused(9, null), /^ProduceRequest v9: expected a struct, found null$/)
  t.regex(refused(9, { acks: 0, timeoutMs: 0, topicData: 'x' }), /topicData: expected an array, found 'x'$/)
  t.regex(refused(9, topic({ name: 7, partitionData: [] })), /topicData\[0\]\.name: expected a string, found 7$/)
  t.regex(
    refused(9, topic({ name: 'x', partitionData: [{ index: 0, records: 'x' }] })),
    /topicData\[0\]\.partitionData\[0\]\.records: expected bytes, found 'x'$/,
  )
  t.regex(
    refused(13, topic({ topicId: 'not one', partitionData: [] })),
    /topicData\[0\]\.topicId: expected a uuid of 22 base64url characters, found 'not one'$/,
  )
})

test('a text that an int16 cannot count is refused before flexible versions', (t) => {
  const draft = { ...joinGroup, groupId: 'x'.repeat(40_000) }
  t.is(
    encodeRefusal(() => codec(joinGroupRequest, 5).encode(draft)).message,
    'JoinGroupRequest v5 groupId: expected a text of at most 32767 bytes, found 40000 bytes',
  )
  t.notThrows(() => codec(joinGroupRequest, 6).encode(draft))
})

test('a value that the version has no field for is refused unless it is ignorable', (t) => {
  const staticMember = { ...joinGroup, groupInstanceId: 'one' }
  t.is(
    encodeRefusal(() => codec(joinGroupRequest, 4).encode(staticMember)).message,
    "JoinGroupRequest v4 groupInstanceId: expected nothing, since version 4 has no such field, found 'one'",
  )
  t.is(codec(joinGroupRequest, 5).decode(codec(joinGroupRequest, 5).encode(staticMember)).groupInstanceId, 'one')
  const withReason = { ...joinGroup, reason: 'because' }
  t.notThrows(() => codec(joinGroupRequest, 4).encode(withReason))
})

test('a default may be given where the version has no field for it', (t) => {
  const decoded = codec(joinGroupRequest, 9).decode(codec(joinGroupRequest, 9).encode(joinGroup))
  t.notThrows(() => codec(joinGroupRequest, 0).encode(decoded))
})

test('null is refused where the version does not allow it', (t) => {
  t.is(
    encodeRefusal(() => codec(metadataRequest, 0).encode({ topics: null })).message,
    'MetadataRequest v0 topics: expected an array, found null',
  )
  t.is(codec(metadataRequest, 1).encode({ topics: null }).toString('hex'), 'ffffffff')
  t.is(
    decodeRefusal(() => codec(metadataRequest, 0).decode(Buffer.from('ffffffff', 'hex'))).message,
    'MetadataRequest v0 topics at byte 4: expected a value, found null',
  )
})

test('a nullable struct is told from null', (t) => {
  const message = codec(describeTopicPartitionsRequest, 0)
  const without = message.encode({ topics: [], responsePartitionLimit: 5, cursor: null })
  t.is(message.decode(without).cursor, null)
  const cursor = { topicName: 'orders', partitionIndex: 3 }
  t.like(message.decode(message.encode({ topics: [], responsePartitionLimit: 5, cursor })), { cursor })
})

test('a tagged field that holds its default is not on the wire', (t) => {
  const message = codec(apiVersionsResponse, 3)
  const plain = message.encode({ errorCode: 0, apiKeys: [] })
  t.is(plain.toString('hex'), '0000' + '01' + '00000000' + '00')
  t.deepEqual(message.encode({ errorCode: 0, apiKeys: [], finalizedFeaturesEpoch: -1, supportedFeatures: [] }), plain)
  const tagged = message.encode({ errorCode: 0, apiKeys: [], finalizedFeaturesEpoch: 7 })
  t.is(tagged.toString('hex'), '0000' + '01' + '00000000' + '01' + '01' + '08' + '0000000000000007')
})

test('tagged fields that nobody declared survive a round trip, in ascending order of tag', (t) => {
  const message = codec(apiVersionsResponse, 3)
  const unknownTaggedFields = [
    { tag: 900, data: Buffer.from('later') },
    { tag: 5, data: Buffer.from('soon') },
  ]
  const bytes = message.encode({ errorCode: 0, apiKeys: [], finalizedFeaturesEpoch: 7, unknownTaggedFields })
  const body = message.decode(bytes)
  t.deepEqual(
    body.unknownTaggedFields?.map(({ tag, data }) => [tag, data.toString()]),
    [
      [5, 'soon'],
      [900, 'later'],
    ],
  )
  t.deepEqual(message.encode(body), bytes)
})

test('a tagged field that does not fill the bytes it announced is refused', (t) => {
  const bytes = Buffer.from('0000' + '01' + '00000000' + '01' + '01' + '09' + '000000000000000700', 'hex')
  t.is(
    decodeRefusal(() => codec(apiVersionsResponse, 3).decode(bytes)).message,
    'ApiVersionsResponse v3 finalizedFeaturesEpoch at byte 18: expected the tagged field to end at byte 19, ' +
      'found its end at byte 18',
  )
})

test('bytes that end too early are refused with the path of the field that they miss', (t) => {
  const partitionData = [{ index: 1, records: Buffer.alloc(10) }]
  const bytes = codec(produceRequest, 9).encode({
    acks: 1,
    timeoutMs: 5,
    topicData: [{ name: 'orders', partitionData }],
  })
  t.is(
    decodeRefusal(() => codec(produceRequest, 9).decode(bytes.subarray(0, 24))).message,
    'ProduceRequest v9 topicData[0].partitionData[0].records at byte 21: expected 10 more bytes, found 3',
  )
})

test('bytes behind the last field are refused', (t) => {
  const bytes = Buffer.concat([codec(metadataRequest, 1).encode({ topics: [] }), Buffer.alloc(3)])
  t.is(
    decodeRefusal(() => codec(metadataRequest, 1).decode(bytes)).message,
    'MetadataRequest v1 at byte 4: expected the end, found 3 more bytes',
  )
})

test('an array of two billion is refused before memory is taken for it', (t) => {
  const message = codec(metadataResponse, 0)
  const refused = decodeRefusal(() => message.decode(Buffer.from('7fffffff00000000', 'hex')))
  t.is(
    refused.message,
    'MetadataResponse v0 brokers at byte 4: expected at most 0 elements in the bytes that are left, ' +
      'found a count of 2147483647',
  )
  t.is(decodeRefusal(() => message.decode(Buffer.from('8000000000000000', 'hex'))).code, 'BAD_LENGTH')
})

test('an array of structs without a single byte could not be counted, and is not compiled', (t) => {
  const empty = { name: 'Empty', versions: [0, 0], fields: { list: { array: {} } } } as const satisfies Message
  t.throws(() => codec(empty, 0).decode(Buffer.from('7fffffff', 'hex')), { name: 'AssertionError' })
})

test('an integer that no number holds is refused with its path', (t) => {
  const message = codec(apiVersionsResponse, 3)
  const bytes = Buffer.from('0000' + '01' + '00000000' + '01' + '01' + '08' + '7fffffffffffffff', 'hex')
  const refused = decodeRefusal(() => message.decode(bytes))
  t.is(refused.code, 'UNSAFE_INTEGER')
  t.is(refused.path, 'finalizedFeaturesEpoch')
})
