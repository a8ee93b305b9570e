/** What the types of messages promise: bodies are whole, drafts may leave defaults out, misspelt names don't compile. */
import { expect, test } from 'tstyche'
import type { Body, Draft } from './body.ts'
import { codec } from './codec.ts'
import type { produceRequest, produceResponse } from './messages/00-produce.ts'
import type { fetchRequest } from './messages/01-fetch.ts'
import { metadataRequest } from './messages/03-metadata.ts'
import type { describeTopicPartitionsRequest } from './messages/75-describe-topic-partitions.ts'
import type { Message } from './schema.ts'

test('a body has every field of every version', () => {
  expect<Body<typeof produceRequest>['transactionalId']>().type.toBe<string | null>()
  expect<Body<typeof produceRequest>['topicData'][number]['topicId']>().type.toBe<string>()
  expect<
    Body<typeof produceRequest>['topicData'][number]['partitionData'][number]['records']
  >().type.toBe<Buffer | null>()
  expect<Body<typeof fetchRequest>['topics'][number]['partitions'][number]['highWatermark']>().type.toBe<bigint>()
  expect<Body<typeof describeTopicPartitionsRequest>['cursor']>().type.toBeAssignableFrom(null)
})

test('a draft may leave out what has a default, and nothing else', () => {
  expect<Draft<typeof fetchRequest>>().type.toBeAssignableFrom<{ maxWaitMs: number; minBytes: number; topics: [] }>()
  expect<Draft<typeof fetchRequest>>().type.not.toBeAssignableFrom<{ maxWaitMs: number; topics: [] }>()
})

test('a body can be encoded again', () => {
  expect<Draft<typeof produceResponse>>().type.toBeAssignableFrom<Body<typeof produceResponse>>()
  expect<Draft<typeof fetchRequest>>().type.toBeAssignableFrom<Body<typeof fetchRequest>>()
})

test('a misspelt field does not compile', () => {
  expect(codec(metadataRequest, 9).encode).type.not.toBeCallableWith({ topic: [] })
  expect(codec(metadataRequest, 9).encode).type.not.toBeCallableWith({ topics: [], alowAutoTopicCreation: true })
  expect(codec(metadataRequest, 9).encode).type.toBeCallableWith({ topics: [], allowAutoTopicCreation: true })
})

test('a declaration with a misspelt type or option does not compile', () => {
  expect<Message>().type.not.toBeAssignableFrom<{ name: 'A'; versions: [0, 1]; fields: { a: { type: 'int33' } } }>()
  expect<Message>().type.not.toBeAssignableFrom<{ name: 'A'; versions: [0, 1]; fields: { a: { kind: 'int32' } } }>()
})
