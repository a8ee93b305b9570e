/** A request between its caller and its answer: how it is written, how its answer is read, and who is told. */
import type { Clock } from '../../host/clock.ts'
import type { Body, Draft } from '../../protocol/body.ts'
import { decodeResponse, encodeRequest } from '../../protocol/frames.ts'
import type { Message } from '../../protocol/schema.ts'
import type { Exchange } from './exchange.ts'
import { requestBegins } from './request-channel.ts'

export interface PendingRequest {
  /** `Produce v9` */
  readonly apiName: string
  readonly timeoutMs: number
  readonly write: (correlationId: number) => readonly Buffer[]
  /** Reads the answer and hands it on; gives how long the broker wants to be left alone. */
  readonly answer: (frame: Buffer) => number
  readonly fail: (problem: Error) => void
  correlationId: number
  /** When the clock's `elapsedMs` is so far it is overdue. */
  dueMs: number
}

/** Of which client, to which broker. */
export interface Sender {
  readonly broker: string
  readonly clientId: string
  readonly clock: Clock
  readonly requestTimeoutMs: number
}

/** An answer's body and the version that it is in. */
export interface Answered<Response extends Message> {
  readonly version: number
  readonly body: Body<Response>
}

/** A request whose answer, or the reason why there is none, is handed to `enqueue`'s promise. */
export function askPending<Request extends Message, Response extends Message>(
  request: { sender: Sender; exchange: Exchange<Request, Response>; version: number },
  enqueue: (pending: PendingRequest) => void,
): Promise<Answered<Response>> {
  const { sender, exchange, version } = request
  const { api, timeoutMs = sender.requestTimeoutMs } = exchange
  const { broker, clientId, clock } = sender
  const ends = requestBegins(clock, () => ({ broker, clientId, api: api.name, version }))
  return new Promise((resolve, reject) => {
    enqueue({
      apiName: `${api.name} v${version}`,
      timeoutMs,
      write: (correlationId) => writeRequest({ exchange, version, correlationId, clientId }),
      answer: (frame) => {
        const { body } = decodeResponse(api.response, version, frame)
        ends?.()
        resolve({ version, body })
        return throttleOf(body)
      },
      fail: (problem) => {
        ends?.(problem)
        reject(problem)
      },
      correlationId: 0,
      dueMs: 0,
    })
  })
}

/** A request that no answer comes to, and that may not overtake those that wait. */
export interface PendingTell {
  readonly chunks: readonly Buffer[]
  /** To be called once: its bytes have left, or never will. */
  readonly left: () => void
}

/** Written at once, so that what cannot be encoded is its caller's affair. */
export function tellPending<Request extends Message, Response extends Message>(
  request: { sender: Sender; exchange: Exchange<Request, Response>; version: number; correlationId: number },
  left: () => void,
): PendingTell {
  const { sender, exchange, version, correlationId } = request
  const { broker, clientId, clock } = sender
  const chunks = writeRequest({ exchange, version, correlationId, clientId })
  const ends = requestBegins(clock, () => ({ broker, clientId, api: exchange.api.name, version }))
  if (ends === undefined) return { chunks, left }
  const ended = () => {
    ends()
    left()
  }
  return { chunks, left: ended }
}

function writeRequest<Request extends Message, Response extends Message>(request: {
  exchange: Exchange<Request, Response>
  version: number
  correlationId: number
  clientId: string
}): Buffer[] {
  const { exchange, version, correlationId, clientId } = request
  const message = exchange.api.request as Request & { readonly key: number }
  const { body } = exchange
  const made: Draft<Request> = typeof body === 'function' ? body(version) : body
  return encodeRequest({ message, version, correlationId, clientId, body: made })
}

function throttleOf(body: object): number {
  return 'throttleTimeMs' in body && typeof body.throttleTimeMs === 'number' ? body.throttleTimeMs : 0
}
