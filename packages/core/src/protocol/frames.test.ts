import test from 'ava'
import { DecodeError } from '../bytes/errors.ts'
import { apis } from './apis.ts'
import { codec } from './codec.ts'
import { decodeRequest, decodeRequestHeader, decodeResponse, encodeRequest, encodeResponse } from './frames.ts'

const { apiVersions, fetch, metadata, produce } = apis

test('a request comes back with its API, version, header and body', (t) => {
  const frame = Buffer.concat(
    encodeRequest({ message: metadata.request, version: 9, correlationId: 7, clientId: 'me', body: { topics: [] } }),
  )
  t.is(frame.readInt32BE(0), frame.length - 4)
  const request = decodeRequest(frame.subarray(4))
  t.is(request.api, metadata)
  t.is(request.version, 9)
  t.like(request.header, { requestApiKey: 3, requestApiVersion: 9, correlationId: 7, clientId: 'me' })
  t.like(request.body, { topics: [], allowAutoTopicCreation: true })
})

test('a client may go without an id', (t) => {
  const frame = Buffer.concat(
    encodeRequest({ message: metadata.request, version: 0, correlationId: 1, clientId: null, body: { topics: [] } }),
  )
  t.is(decodeRequest(frame.subarray(4)).header.clientId, null)
})

test('a response comes back with its correlation id and body', (t) => {
  const body = { responses: [], throttleTimeMs: 3 }
  const frame = Buffer.concat(encodeResponse({ message: fetch.response, version: 12, correlationId: 8, body }))
  const response = decodeResponse(fetch.response, 12, frame.subarray(4))
  t.is(response.header.correlationId, 8)
  t.like(response.body, body)
})

test('record batches are put into a frame without a copy', (t) => {
  const records = Buffer.alloc(100_000, 1)
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records }] }]
  const body = { acks: -1, timeoutMs: 1_000, topicData }
  const chunks = encodeRequest({ message: produce.request, version: 9, correlationId: 1, clientId: null, body })
  t.true(chunks.some((chunk) => chunk.buffer === records.buffer && chunk.length === records.length))
  const frame = Buffer.concat(chunks)
  t.is(frame.readInt32BE(0), frame.length - 4)
  const decoded = codec(produce.request, 9).encode(decodeRequest(frame.subarray(4)).body as never)
  t.is(decoded.length, codec(produce.request, 9).encode(body).length)
})

test('a request with an unknown API key is refused with the key', (t) => {
  const frame = Buffer.from('03e7' + '0000' + '00000001' + 'ffff', 'hex')
  t.throws(() => decodeRequest(frame), {
    instanceOf: DecodeError,
    message: 'request requestApiKey at byte 0: expected a known API key, found 999',
  })
})

test('a request in a version that is not spoken is refused, its header can be read all the same', (t) => {
  const frame = Buffer.from('0012' + '0063' + '00000005' + '00026d65' + '00' + 'abcdef', 'hex')
  t.throws(() => decodeRequest(frame), {
    instanceOf: DecodeError,
    message: 'ApiVersionsRequest requestApiVersion at byte 2: expected a version from 0 to 4, found version 99',
  })
  const { api, header } = decodeRequestHeader(frame)
  t.is(api, apiVersions)
  t.like(header, { requestApiVersion: 99, correlationId: 5, clientId: 'me' })
})

test('an answer to ApiVersions has the oldest header, so that any client can read it', (t) => {
  const body = { errorCode: 0, apiKeys: [] }
  const frame = Buffer.concat(encodeResponse({ message: apiVersions.response, version: 4, correlationId: 9, body }))
  t.is(frame.toString('hex'), '0000000c' + '00000009' + '0000' + '01' + '00000000' + '00')
  t.like(decodeResponse(apiVersions.response, 4, frame.subarray(4)).body, body)
})

test('a broker that lacks the version of ApiVersions answers in version 0, and is understood', (t) => {
  const body = { errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 2 }] }
  const frame = Buffer.concat(encodeResponse({ message: apiVersions.response, version: 0, correlationId: 9, body }))
  t.like(decodeResponse(apiVersions.response, 4, frame.subarray(4)).body, body)
})

test('a response that goes on behind its body is refused', (t) => {
  const body = { responses: [], throttleTimeMs: 3 }
  const chunks = encodeResponse({ message: fetch.response, version: 4, correlationId: 8, body })
  const frame = Buffer.concat([...chunks, Buffer.alloc(1)])
  t.throws(() => decodeResponse(fetch.response, 4, frame.subarray(4)), {
    instanceOf: DecodeError,
    message: 'FetchResponse v4 at byte 12: expected the end, found 1 more bytes',
  })
})
