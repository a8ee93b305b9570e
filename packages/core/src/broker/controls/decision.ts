/**
 * What a control can make of a request, instead of the answer that it would have got: for tests of clients on
 * bad days.
 */
import type { Draft } from '../../protocol/body.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/schema.ts'

export type Decision<Response extends Message = Message> =
  | { readonly kind: 'pass' }
  | { readonly kind: 'answer'; readonly body: Draft<Response> }
  | { readonly kind: 'fail'; readonly error: ErrorName }
  | { readonly kind: 'drop' }
  | { readonly kind: 'lose answer' }
  | { readonly kind: 'delay'; readonly delayMs: number; readonly next: Decision<Response> }

/** The request is handled as if nothing had been said. */
export const pass = { kind: 'pass' } as const

/** The connection is closed, and the request is not handled. */
export const drop = { kind: 'drop' } as const

/** The request is handled, and the connection is closed instead of an answer: the client can't know. */
export const loseAnswer = { kind: 'lose answer' } as const

/** This body is the answer; the request is not handled. */
export function answer<Response extends Message>(body: Draft<Response>): Decision<Response> {
  return { kind: 'answer', body }
}

/**
 * The request is refused with an error, said in each place where the API says such errors (for Produce, in each
 * partition), and is not handled.
 */
export function fail(error: ErrorName): { readonly kind: 'fail'; readonly error: ErrorName } {
  return { kind: 'fail', error }
}

/** The request waits, and then goes on, or gets something else. */
export function delay<Response extends Message>(
  delayMs: number,
  next: Decision<Response> = pass,
): { readonly kind: 'delay'; readonly delayMs: number; readonly next: Decision<Response> } {
  return { kind: 'delay', delayMs, next }
}
