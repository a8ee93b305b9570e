/**
 * A handler answers the requests of one API. It states which versions it speaks; the answer to ApiVersions,
 * the dispatch and the documentation all follow from the one table of handlers (`handlers/table.ts`).
 */
import type { Api } from '../protocol/apis.ts'
import type { Message } from '../protocol/schema.ts'
import type { BrokerParts } from './broker-parts.ts'
import type { Call, Outcome } from './call.ts'
import type { ServedApi } from './served-api.ts'

export interface Handler<Request extends Message = Message, Response extends Message = Message>
  extends ServedApi<Request, Response> {
  /** Whether nothing of a request's body is used any more when it is answered, so that its memory may be. */
  readonly keepsNothing: boolean
  handle(call: Call<Request>, parts: BrokerParts): Outcome<Response> | Promise<Outcome<Response>>
}

interface HandlerOptions {
  /** Default: all that the codec knows. */
  readonly versions?: readonly [number, number]
  readonly advertised?: readonly [number, number]
  readonly remark?: string
  readonly keepsNothing?: boolean
}

export function handler<Request extends Message, Response extends Message>(
  api: Api<Request, Response>,
  handle: Handler<Request, Response>['handle'],
  { versions = api.request.versions, advertised = versions, remark = '', keepsNothing = false }: HandlerOptions = {},
): Handler<Request, Response> {
  return { api, versions, advertised, remark, keepsNothing, handle }
}
