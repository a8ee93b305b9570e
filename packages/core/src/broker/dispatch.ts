/**
 * From a frame to its handler and back to a frame. What cannot be read, or is not spoken here, ends the
 * connection, as Apache Kafka does it; an ApiVersions request in a version yet unknown is answered, so that
 * a newer client can try again.
 */
import { DecodeError } from '../bytes/errors.ts'
import { apis } from '../protocol/apis.ts'
import { errors } from '../protocol/errors.ts'
import type { FrameReply } from '../protocol/frame-reply.ts'
import {
  decodeRequestBody,
  decodeRequestHeader,
  encodeResponse,
  type ReceivedRequest,
  type RequestHead,
} from '../protocol/frames.ts'
import type { Message } from '../protocol/schema.ts'
import type { BrokerParts } from './broker-parts.ts'
import { type Client, HangUp, type Outcome, SILENCE } from './call.ts'
import { encodeReply } from './encode-reply.ts'
import type { Handler } from './handler.ts'
import { rangesOf } from './handlers/18-api-versions.ts'
import { handlers } from './handlers/table.ts'

const NOTHING = () => {}

/** Handles the request in a frame, whose size is cut off. */
export function dispatch(frame: Buffer, client: Client, parts: BrokerParts): FrameReply | Promise<FrameReply> {
  let request: ReceivedRequest
  let handler: Handler | undefined
  try {
    const head = decodeRequestHeader(frame)
    handler = handlers.get(head.api.key)
    if (handler === undefined || !speaks(handler, head.header.requestApiVersion)) return refuse(head, handler)
    request = decodeRequestBody(head)
  } catch (problem) {
    if (!(problem instanceof DecodeError)) throw problem
    return { kind: 'hang-up', reason: problem.message }
  }
  return answer(request, handler, { client, parts })
}

function speaks({ versions: [first, last] }: Handler, version: number): boolean {
  return version >= first && version <= last
}

/** What becomes of a request that is not served, or not in its version. */
function refuse({ api, header }: RequestHead, found: Handler | undefined): FrameReply {
  const { requestApiVersion: version, correlationId } = header
  if (api.key === apis.apiVersions.key) {
    const body = { errorCode: errors.UNSUPPORTED_VERSION.code, apiKeys: rangesOf(handlers.values()) }
    const chunks = encodeResponse({ message: apis.apiVersions.response, version: 0, correlationId, body })
    return { kind: 'answer', chunks, sent: NOTHING, isFrameFree: false }
  }
  const expected = found === undefined ? 'an API that is served' : `a version from ${found.versions.join(' to ')}`
  return { kind: 'hang-up', reason: `${api.name} v${version}: expected ${expected}` }
}

interface Asked {
  readonly client: Client
  readonly parts: BrokerParts
}

function answer(
  request: ReceivedRequest,
  { handle, keepsNothing }: Handler,
  { client, parts }: Asked,
): FrameReply | Promise<FrameReply> {
  const whenSent: (() => void)[] = []
  const call = {
    client,
    clientId: request.header.clientId,
    version: request.version,
    body: request.body,
    whenSent: (run: () => void) => void whenSent.push(run),
  }
  // A control may have kept the request.
  const isFrameFree = keepsNothing && parts.controls.isEmpty
  const sent = () => {
    for (const run of whenSent) run()
  }
  try {
    const outcome = parts.controls.isEmpty
      ? handle(call, parts)
      : parts.controls.outcome(request.api, call, () => handle(call, parts))
    if (!(outcome instanceof Promise))
      return reply(outcome, request, { sent: whenSent.length === 0 ? NOTHING : sent, isFrameFree })
    return outcome
      .then((settled) => reply(settled, request, { sent, isFrameFree }))
      .catch((problem: unknown) => {
        sent()
        throw problem
      })
  } catch (problem) {
    sent()
    throw problem
  }
}

interface Afterwards {
  readonly sent: () => void
  readonly isFrameFree: boolean
}

function reply(outcome: Outcome<Message>, request: ReceivedRequest, { sent, isFrameFree }: Afterwards): FrameReply {
  if (outcome === SILENCE || outcome instanceof HangUp) {
    sent()
    return outcome === SILENCE ? { kind: 'silence', isFrameFree } : { kind: 'hang-up', reason: outcome.reason }
  }
  const { api, version, header } = request
  const { correlationId } = header
  const chunks = encodeReply({ message: api.response, version, correlationId, body: outcome })
  return { kind: 'answer', chunks, sent, isFrameFree }
}
