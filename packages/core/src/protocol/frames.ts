/**
 * Frames: what travels on a connection. A frame is a size (int32), a header and a body; the transport
 * cuts the stream at the sizes, so decoding begins behind them and encoding writes them. Encoded frames
 * are lists of buffers, because record batches are passed on without a copy.
 */
import { DecodeError } from '../bytes/errors.ts'
import { Reader } from '../bytes/reader.ts'
import { Writer } from '../bytes/writer.ts'
import { type Api, apiByKey } from './apis.ts'
import type { Body, Draft } from './body.ts'
import { codec, readPrefix, refuseTrailing, refuseUnspoken } from './codec.ts'
import { errors } from './errors.ts'
import { requestHeader, requestHeaderVersion, responseHeader, responseHeaderVersion } from './header.ts'
import type { Message } from './schema.ts'

/** Where a request's version stands, behind its API key. */
const VERSION_AT = 2

/** A request as a client sends it. */
export interface RequestDraft<M extends Message> {
  readonly message: M & { readonly key: number }
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
  readonly body: Draft<M>
}

/** A response as a broker sends it. */
export interface ResponseDraft<M extends Message> {
  readonly message: M
  /** The version of the request. */
  readonly version: number
  readonly correlationId: number
  readonly body: Draft<M>
}

/** A request of which the header is read, and nothing behind it. */
export interface RequestHead {
  readonly api: Api
  readonly header: Body<typeof requestHeader>
  /** Stands where the body begins. */
  readonly reader: Reader
}

/** A request as a broker finds it; `isRequestTo` tells the type of its body. */
export interface ReceivedRequest<Request extends Message = Message> {
  readonly api: Api<Request>
  readonly version: number
  readonly header: Body<typeof requestHeader>
  readonly body: Body<Request>
}

/** A response as a client finds it. */
export interface ReceivedResponse<M extends Message> {
  readonly header: Body<typeof responseHeader>
  readonly body: Body<M>
}

export function encodeRequest<M extends Message>(request: RequestDraft<M>): Buffer[] {
  const { message, version, correlationId, clientId, body } = request
  const writer = openFrame()
  codec(requestHeader, requestHeaderVersion(message, version)).write(writer, {
    requestApiKey: message.key,
    requestApiVersion: version,
    correlationId,
    clientId,
  })
  codec<M>(message, version).write(writer, body)
  return closeFrame(writer)
}

export function encodeResponse<M extends Message>(response: ResponseDraft<M>): Buffer[] {
  const { message, version, correlationId, body } = response
  const writer = openFrame()
  codec(responseHeader, responseHeaderVersion(message, version)).write(writer, { correlationId })
  codec(message, version).write(writer, body)
  return closeFrame(writer)
}

/**
 * Reads a request's header, also of an API version that is not spoken here: a broker answers such an
 * ApiVersions request, and needs the correlation id for it.
 */
export function decodeRequestHeader(frame: Buffer): RequestHead {
  const reader = new Reader(frame)
  const key = readPrefix(reader, { subject: 'request', path: 'requestApiKey' })
  const version = readPrefix(reader, { subject: 'request', path: 'requestApiVersion' })
  const api = apiByKey(key)
  if (api === undefined) {
    const place = { subject: 'request', path: 'requestApiKey', position: 0 }
    throw new DecodeError({ code: 'UNSUPPORTED', ...place, expected: 'a known API key', found: String(key) })
  }
  reader.position = 0
  const header = codec(requestHeader, requestHeaderVersion(api.request, version)).read(reader)
  return { api, header, reader }
}

/** Reads what is behind a request's header, to the frame's end. */
export function decodeRequestBody({ api, header, reader }: RequestHead): ReceivedRequest {
  const version = header.requestApiVersion
  refuseUnspoken(api.request, version, { path: 'requestApiVersion', position: VERSION_AT })
  const bodyCodec = codec(api.request, version)
  const body = bodyCodec.read(reader)
  refuseTrailing(reader, bodyCodec.subject)
  return { api, version, header, body }
}

/** Reads a request, from behind its size to the frame's end. */
export function decodeRequest(frame: Buffer): ReceivedRequest {
  return decodeRequestBody(decodeRequestHeader(frame))
}

/** Whether the request is one to this API; its body then has that API's type. */
export function isRequestTo<Request extends Message>(
  api: Api<Request>,
  request: ReceivedRequest,
): request is ReceivedRequest<Request> {
  return request.api.key === api.key
}

/** Reads a response to a request of this version, from behind its size to the frame's end. */
export function decodeResponse<M extends Message>(message: M, version: number, frame: Buffer): ReceivedResponse<M> {
  const reader = new Reader(frame)
  const header = codec(responseHeader, responseHeaderVersion(message, version)).read(reader)
  const bodyCodec = codec(message, answeredVersion(message, version, reader))
  const body = bodyCodec.read(reader)
  refuseTrailing(reader, bodyCodec.subject)
  return { header, body }
}

/** The version that a body is in: a broker that can't speak the one asked for may say so in another. */
function answeredVersion(message: Message, version: number, reader: Reader): number {
  if (message.unsupportedAs === undefined || reader.remaining < 2) return version
  return reader.bytes.readInt16BE(reader.position) === errors.UNSUPPORTED_VERSION.code ? message.unsupportedAs : version
}

function openFrame(): Writer {
  const writer = new Writer()
  writer.int32(0) // the size, known at the end
  return writer
}

function closeFrame(writer: Writer): Buffer[] {
  const size = writer.length - 4
  const chunks = writer.finish()
  chunks[0]?.writeInt32BE(size, 0)
  return chunks
}
