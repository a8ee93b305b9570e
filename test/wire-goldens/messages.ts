/**
 * Replays a line of `messages.jsonl`: decoding the bytes gives the JSON, encoding the JSON gives the
 * bytes, and encoding what was decoded gives them too, unknown tagged fields included.
 */
import assert from 'node:assert/strict'
import {
  apis,
  codec,
  consumerOffsetsRecords,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  DecodeError,
  type Draft,
  decodeRequest,
  decodeResponse,
  decodeStoredKey,
  decodeVersioned,
  encodeRequest,
  encodeResponse,
  encodeStoredKey,
  encodeVersioned,
  type Message,
  requestHeader,
  responseHeader,
  transactionStateRecords,
} from '@millrace/core/protocol'
import { bodyOf, type Json, jsonOf, type Struct, type Unsafe, unknownsOf } from './json-body.ts'

export interface MessageLine {
  readonly kind: 'message' | 'frame'
  readonly api: string
  readonly key: number | null
  readonly type: 'request' | 'response' | 'header' | 'data'
  readonly version: number
  readonly headerVersion: number | null
  readonly header?: Json
  readonly body: Json
  readonly hex: string
  readonly unknownTaggedFields?: readonly { at: string; tag: number; hex: string }[]
  readonly knownHex?: string
  readonly unsafeInt64?: Unsafe
  readonly prefixedHex?: string
}

const storedRecords = [...Object.values(consumerOffsetsRecords), ...Object.values(transactionStateRecords)]

const messages = new Map<string, Message>(
  [
    ...Object.values(apis).flatMap((api) => [api.request, api.response]),
    requestHeader,
    responseHeader,
    consumerProtocolSubscription,
    consumerProtocolAssignment,
    ...storedRecords.flatMap((record) => [record.key, record.value]),
  ].map((message) => [message.name, message]),
)

/** The declaration that a line is about. */
export function messageOf(line: Pick<MessageLine, 'api' | 'type'>): Message {
  const suffix = { request: 'Request', response: 'Response', header: '', data: '' }[line.type]
  const message = messages.get(line.api + suffix)
  assert.ok(message, `no message is called ${line.api}${suffix}`)
  return message
}

export function replayMessageLine(line: MessageLine): void {
  const message = messageOf(line)
  const bytes = Buffer.from(line.hex, 'hex')
  const refusedAt = Object.keys(line.unsafeInt64 ?? {}).filter((at) => !isBigintAt(message, at))
  if (refusedAt.length > 0) return replayRefusal(line, message, refusedAt)
  if (line.kind === 'frame') return replayFrame(line, message)

  const decoded = codec(message, line.version).decode(bytes) as Struct
  assert.deepStrictEqual(jsonOf(message, line.version, decoded, line), line.body)
  assert.deepStrictEqual(unknownsOf(message, line.version, decoded).sort(byPlace), [...(line.unknownTaggedFields ?? [])].sort(byPlace))
  assert.equal(codec(message, line.version).encode(decoded as Draft<Message>).toString('hex'), line.hex)

  const body = bodyOf(message, line.version, line) as Draft<Message>
  assert.equal(codec(message, line.version).encode(body).toString('hex'), line.knownHex ?? line.hex)
  if (line.prefixedHex !== undefined) replayPrefixed(line, message, decoded)
}

function byPlace(a: { at: string; tag: number }, b: { at: string; tag: number }): number {
  return a.at === b.at ? a.tag - b.tag : a.at < b.at ? -1 : 1
}

/** An integer that a number can't hold is refused, and the error names one of the places where there is one. */
function replayRefusal(line: MessageLine, message: Message, places: readonly string[]): void {
  const paths = places.map((at) => at.slice(1).replaceAll(/\/(\d+)/g, '[$1]').replaceAll('/', '.'))
  const refused = (problem: unknown) =>
    problem instanceof DecodeError && problem.code === 'UNSAFE_INTEGER' && paths.includes(problem.path ?? '')
  assert.throws(() => codec(message, line.version).decode(Buffer.from(line.hex, 'hex')), refused)
}

/** Whether the declaration reads the field at this pointer as a bigint. */
function isBigintAt(message: Message, at: string): boolean {
  let fields = message.fields
  let isBigint = false
  for (const segment of at.split('/').slice(1)) {
    const field = fields[segment]
    if (field === undefined) continue
    isBigint = 'type' in field && field.type === 'bigint'
    if ('struct' in field) fields = field.struct
    if ('array' in field && typeof field.array !== 'string') fields = field.array
  }
  return isBigint
}

function replayFrame(line: MessageLine, message: Message): void {
  const bytes = Buffer.from(line.hex, 'hex')
  assert.equal(bytes.readInt32BE(0), bytes.length - 4)
  const body = bodyOf(message, line.version, line) as Draft<Message>
  if (line.type === 'request') {
    const header = line.header as { correlationId: number; clientId: string | null }
    const { key } = message
    assert.ok(key !== undefined)
    const encoded = encodeRequest({ message: { ...message, key }, version: line.version, ...header, body })
    assert.equal(Buffer.concat(encoded).toString('hex'), line.hex)
    const decoded = decodeRequest(bytes.subarray(4))
    assert.equal(decoded.api.request, message)
    assert.deepStrictEqual({ ...decoded.header }, line.header)
    assert.deepStrictEqual(jsonOf(message, line.version, decoded.body as Struct, line), line.body)
  } else {
    const header = line.header as { correlationId: number }
    const encoded = encodeResponse({ message, version: line.version, ...header, body })
    assert.equal(Buffer.concat(encoded).toString('hex'), line.hex)
    const decoded = decodeResponse(message, line.version, bytes.subarray(4))
    assert.deepStrictEqual({ ...decoded.header }, line.header)
    assert.deepStrictEqual(jsonOf(message, line.version, decoded.body as Struct, line), line.body)
  }
}

/** As it is stored or embedded: behind its version, or, a record's key, behind the record's type. */
function replayPrefixed(line: MessageLine, message: Message, decoded: Struct): void {
  const bytes = Buffer.from(line.prefixedHex as string, 'hex')
  const body = decoded as Draft<Message>
  const record = storedRecords.find((one) => one.key === (message as unknown))
  if (record === undefined) {
    assert.equal(encodeVersioned(message, line.version, body).toString('hex'), line.prefixedHex)
    assert.deepStrictEqual(decodeVersioned(message, bytes), { version: line.version, body: decoded })
    return
  }
  assert.equal(encodeStoredKey(record, body as never).toString('hex'), line.prefixedHex)
  const table = Object.values(consumerOffsetsRecords).includes(record as never)
    ? consumerOffsetsRecords
    : transactionStateRecords
  assert.deepStrictEqual(decodeStoredKey<(typeof storedRecords)[number]>(table, bytes), { record, key: decoded })
}
