/**
 * From an answer's body to its frame. A message for people may repeat a name from the request, and names may be
 * as long as a text can be; so where a text is too long for the wire, the messages are cut and all else stays.
 */
import { EncodeError } from '../bytes/errors.ts'
import { encodeResponse, type ResponseDraft } from '../protocol/frames.ts'
import type { Message } from '../protocol/schema.ts'

/** As much of a message as anybody reads. */
const MESSAGE_CHARACTERS_MAX = 1000

const MESSAGES = new Set(['errorMessage', 'batchIndexErrorMessage'])

export function encodeReply(response: ResponseDraft<Message>): Buffer[] {
  try {
    return encodeResponse(response)
  } catch (problem) {
    if (!(problem instanceof EncodeError) || problem.code !== 'TOO_LARGE') throw problem
    return encodeResponse({ ...response, body: cut(response.body) as ResponseDraft<Message>['body'] })
  }
}

function cut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cut)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isLong = MESSAGES.has(name) && typeof inner === 'string' && inner.length > MESSAGE_CHARACTERS_MAX
      return [name, isLong ? `${inner.slice(0, MESSAGE_CHARACTERS_MAX).toWellFormed()}…` : cut(inner)]
    }),
  )
}
