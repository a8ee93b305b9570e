/**
 * Replays a line of `messages.jsonl`: decoding the bytes gives the JSON, encoding the JSON gives the
 * bytes, and encoding what was decoded gives them too, unknown tagged fields included.
 */
import assert from 'node:assert/strict'
import {
  apis,
  type Body,
  type Codec,
  codec,
  consumerOffsetsRecords,
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  DecodeError,
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
  type StoredRecord,
  transactionStateRecords,
} from '@millrace/core/protocol'
import { bodyOf, type Json, jsonOf, type Unsafe, unknownsOf } from './json-body.ts'

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

const storedTables: readonly Readonly<Record<string, StoredRecord>>[] = [
  consumerOffsetsRecords,
  transactionStateRecords,
]

const messages = new Map<string, Message>(
  [
    ...Object.values(apis).flatMap((api) => [api.request, api.response]),
    requestHeader,
    responseHeader,
    consumerProtocolSubscription,
    consumerProtocolAssignment,
    ...storedTables.flatMap((table) => Object.values(table).flatMap(({ key, value }) => [key, value])),
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
  const spoken = codec(messageOf(line), line.version)
  const refusedAt = Object.keys(line.unsafeInt64 ?? {}).filter((at) => !isBigintAt(spoken.message, at))
  if (refusedAt.length > 0) replayRefusal(line, spoken, refusedAt)
  else if (line.kind === 'message') replayBody(line, spoken)
  else if (line.type === 'request') replayRequest(line, spoken)
  else replayResponse(line, spoken)
}

function replayBody(line: MessageLine, spoken: Codec<Message>): void {
  const decoded = spoken.decode(Buffer.from(line.hex, 'hex'))
  assert.deepStrictEqual(jsonOf(spoken, decoded, line), line.body)
  const unknown = [...(line.unknownTaggedFields ?? [])]
  assert.deepStrictEqual(unknownsOf(spoken, decoded).sort(byPlace), unknown.sort(byPlace))
  assert.equal(spoken.encode(decoded).toString('hex'), line.hex)
  assert.equal(spoken.encode(bodyOf(spoken, line)).toString('hex'), line.knownHex ?? line.hex)
  if (line.prefixedHex !== undefined) replayPrefixed(line, spoken, decoded)
}

function byPlace(a: { at: string; tag: number }, b: { at: string; tag: number }): number {
  return a.at === b.at ? a.tag - b.tag : a.at < b.at ? -1 : 1
}

/** An integer that a number can't hold is refused, and the error names one of the places where there is one. */
function replayRefusal(line: MessageLine, spoken: Codec<Message>, places: readonly string[]): void {
  const paths = places.map((at) =>
    at
      .slice(1)
      .replaceAll(/\/(\d+)/g, '[$1]')
      .replaceAll('/', '.'),
  )
  const refused = (problem: unknown) =>
    problem instanceof DecodeError && problem.code === 'UNSAFE_INTEGER' && paths.includes(problem.path ?? '')
  assert.throws(() => spoken.decode(Buffer.from(line.hex, 'hex')), refused)
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

function replayRequest(line: MessageLine, spoken: Codec<Message>): void {
  const { message, version } = spoken
  assert.ok(isKeyed(message))
  const header = line.header as { correlationId: number; clientId: string | null }
  const frame = frameOf(line)
  const decoded = decodeRequest(frame.subarray(4))
  assert.equal(decoded.api.request, message)
  assert.deepStrictEqual({ ...decoded.header }, line.header)
  assert.deepStrictEqual(jsonOf(spoken, decoded.body, line), line.body)
  const encoded = encodeRequest({ message, version, ...header, body: bodyOf(spoken, line) })
  assert.equal(Buffer.concat(encoded).toString('hex'), line.hex)
}

function replayResponse(line: MessageLine, spoken: Codec<Message>): void {
  const { message, version } = spoken
  const header = line.header as { correlationId: number }
  const frame = frameOf(line)
  const decoded = decodeResponse(message, version, frame.subarray(4))
  assert.deepStrictEqual({ ...decoded.header }, line.header)
  assert.deepStrictEqual(jsonOf(spoken, decoded.body, line), line.body)
  const encoded = encodeResponse({ message, version, ...header, body: bodyOf(spoken, line) })
  assert.equal(Buffer.concat(encoded).toString('hex'), line.hex)
}

function isKeyed(message: Message): message is Message & { readonly key: number } {
  return message.key !== undefined
}

/** The line's frame, whose size must be its own. */
function frameOf(line: MessageLine): Buffer {
  const frame = Buffer.from(line.hex, 'hex')
  assert.equal(frame.readInt32BE(0), frame.length - 4)
  return frame
}

/** As it is stored or embedded: behind its version, or, a record's key, behind the record's type. */
function replayPrefixed(line: MessageLine, spoken: Codec<Message>, decoded: Body<Message>): void {
  const { message, version } = spoken
  const bytes = Buffer.from(line.prefixedHex as string, 'hex')
  for (const table of storedTables) {
    const record = Object.values(table).find(({ key }) => key === message)
    if (record === undefined) continue
    assert.equal(encodeStoredKey(record, decoded).toString('hex'), line.prefixedHex)
    assert.deepStrictEqual(decodeStoredKey(table, bytes), { record, key: decoded })
    return
  }
  assert.equal(encodeVersioned(message, version, decoded).toString('hex'), line.prefixedHex)
  assert.deepStrictEqual(decodeVersioned(message, bytes), { version, body: decoded })
}
