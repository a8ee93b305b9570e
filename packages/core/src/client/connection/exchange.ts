/** One request to a broker and what is wanted of it. */
import type { Api } from '../../protocol/apis.ts'
import type { Draft } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'

export interface Exchange<Request extends Message, Response extends Message> {
  readonly api: Api<Request, Response>
  /** The body, or what makes it once the version is known. */
  readonly body: Draft<Request> | ((version: number) => Draft<Request>)
  /** The versions that will do. Default: all that the codec knows. */
  readonly versions?: readonly [number, number]
  /** How long the answer is waited for once the request is sent. Default: the client's `requestTimeoutMs`. */
  readonly timeoutMs?: number
}
