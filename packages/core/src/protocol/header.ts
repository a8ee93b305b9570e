/**
 * The headers that go before each request and each response, and which version of them goes with
 * which body. A request's client id keeps its old encoding in all versions, so that a broker can read
 * the header of a request that it does not know.
 */
import { isFlexible, type Message } from './schema.ts'

export const requestHeader = {
  name: 'RequestHeader',
  versions: [1, 2],
  flexibleSince: 2,
  fields: {
    requestApiKey: { type: 'int16' },
    requestApiVersion: { type: 'int16' },
    correlationId: { type: 'int32' },
    clientId: { type: 'string', nullable: true, flexible: false },
  },
} as const satisfies Message

export const responseHeader = {
  name: 'ResponseHeader',
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    correlationId: { type: 'int32' },
  },
} as const satisfies Message

/** The version of the header before a request of this version, also of one that we don't speak. */
export function requestHeaderVersion(request: Message, version: number): number {
  return isFlexible(request, version) ? 2 : 1
}

/** The version of the header before a response of this version. */
export function responseHeaderVersion(response: Message, version: number): number {
  return response.headerVersion ?? (isFlexible(response, version) ? 1 : 0)
}
