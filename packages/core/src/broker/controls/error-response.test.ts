/**
 * The answer to a whole request that is one error: in every API and version, and where clients look for it.
 */
import test from 'ava'
import { type Api, apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { defaultOf } from '../../protocol/defaults.ts'
import { decodeResponse, encodeResponse } from '../../protocol/frames.ts'
import { type Fields, isPresent, type Message } from '../../protocol/schema.ts'
import { errorResponse } from './error-response.ts'

/** A request that has one element in each array. */
function sample(fields: Fields, version: number): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, field]) => {
    if (!isPresent(field, version)) return [name, defaultOf(field)]
    if ('array' in field && typeof field.array !== 'string') return [name, [sample(field.array, version)]]
    if ('array' in field) return [name, [field.array === 'string' ? 'x' : 3]]
    return [name, 'type' in field && field.type === 'string' ? 'x' : defaultOf(field)]
  })
  return Object.fromEntries(entries)
}

/** All error codes in a body that say something. */
function codesIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(codesIn)
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const isCode = /^(?:partitionE|e)rrorCode$/.test(name) && inner !== 0
    return isCode ? [inner as number] : codesIn(inner)
  })
}

function answerTo(api: Api, version: number, error: 'NOT_COORDINATOR' | 'FETCH_SESSION_ID_NOT_FOUND') {
  const body = sample(api.request.fields, version) as Body<Message>
  const draft = errorResponse(api.response, { version, body }, error)
  const [, ...frame] = [0, ...encodeResponse({ message: api.response, version, correlationId: 1, body: draft })]
  return decodeResponse(api.response, version, Buffer.concat(frame as Buffer[]).subarray(4)).body as unknown as Values
}

// biome-ignore lint/suspicious/noExplicitAny: the shapes of all answers
type Values = Record<string, any>

for (const api of Object.values(apis) as Api[]) {
  test(`${api.name} says an error in all its versions`, (t) => {
    const [first, last] = api.response.versions
    for (let version = first; version <= last; version += 1) {
      t.deepEqual(codesIn(answerTo(api, version, 'NOT_COORDINATOR')), [16], `v${version}`)
    }
  })
}

test('an error is said where clients look for it, beside what it is about', (t) => {
  const of = (api: Api, version: number) => answerTo(api, version, 'NOT_COORDINATOR')
  const produced = of(apis.produce as unknown as Api, 9)['responses'][0]
  t.is(produced.name, 'x')
  t.like(produced.partitionResponses[0], { index: 0, errorCode: 16, baseOffset: -1 })
  const fetched = of(apis.fetch as unknown as Api, 12)
  t.is(fetched['errorCode'], 0)
  t.like(fetched['responses'][0].partitions[0], { partitionIndex: 0, errorCode: 16, highWatermark: -1 })
  t.like(of(apis.metadata as unknown as Api, 9)['topics'][0], { name: 'x', errorCode: 16 })
  t.like(of(apis.offsetFetch as unknown as Api, 7), { errorCode: 16, topics: [] })
  t.like(of(apis.offsetFetch as unknown as Api, 9)['groups'][0], { groupId: 'x', errorCode: 16 })
  t.like(of(apis.findCoordinator as unknown as Api, 4)['coordinators'][0], { key: 'x', errorCode: 16, nodeId: -1 })
  t.like(of(apis.addPartitionsToTxn as unknown as Api, 3)['resultsByTopicV3AndBelow'][0], {
    name: 'x',
    resultsByPartition: [{ partitionIndex: 3, partitionErrorCode: 16 }],
  })
  t.like(of(apis.deleteTopics as unknown as Api, 5)['responses'][0], { name: 'x', errorCode: 16 })
  t.like(of(apis.deleteGroups as unknown as Api, 2)['results'][0], { groupId: 'x', errorCode: 16 })
})

test('an error of the fetch session is said of the whole', (t) => {
  const fetched = answerTo(apis.fetch as unknown as Api, 12, 'FETCH_SESSION_ID_NOT_FOUND')
  t.like(fetched, { errorCode: 70, responses: [] })
})
