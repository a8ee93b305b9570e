/**
 * What a call about several things comes to. It gives a map of all of them, or rejects where only some could be
 * done, with an error that holds both parts: a program that does not look hears of it. `settled` is for programs
 * that want to look, as `Promise.allSettled` is beside `Promise.all`. (docs/decisions/0023)
 */
import { ClientError } from '../errors.ts'

/** A topic's name, `orders-3` for a partition, a group or transactional id; a broker's number. */
export type Key = string | number

/** What was done, and what was not and why. */
export interface Settled<Name extends Key, Value> {
  readonly values: ReadonlyMap<Name, Value>
  /** Where an answer is made of several brokers' parts, and one has none: `broker 2`. */
  readonly errors: ReadonlyMap<Name | string, ClientError>
}

/** So many errors are told of in the message; all of them are in `errors`. */
const TOLD_MAX = 3

/**
 * Some, or all, of what a call was to do could not be done. `code` is that of the errors where they agree, and
 * otherwise SEVERAL_ERRORS.
 */
export class SomeFailedError extends ClientError implements Settled<Key, unknown> {
  override readonly name = 'SomeFailedError'
  readonly values: ReadonlyMap<Key, unknown>
  readonly errors: ReadonlyMap<Key, ClientError>

  constructor({ values, errors }: Settled<Key, unknown>) {
    const all = [...errors.values()]
    const codes = new Set(all.map(({ code }) => code))
    const told = all.slice(0, TOLD_MAX).map(({ message }) => message)
    if (all.length > TOLD_MAX) told.push(`and ${all.length - TOLD_MAX} more`)
    super({
      code: codes.size === 1 ? (all[0]?.code ?? '') : 'SEVERAL_ERRORS',
      retriable: all.every(({ retriable }) => retriable),
      message: `${errors.size} of ${errors.size + values.size} failed: ${told.join('; ')}`,
      cause: all[0],
    })
    this.values = values
    this.errors = errors
  }
}

/**
 * Both parts of what a call about several things came to.
 *
 * ```ts
 * const { values, errors } = await settled(admin.topics.create(['orders', 'payments']))
 * if (errors.get('orders')?.code === 'TOPIC_ALREADY_EXISTS') …
 * ```
 *
 * Rejects where the call as a whole came to nothing: it was given up, the client is closed, it cannot be made so.
 */
export async function settled<Name extends Key, Value>(
  call: Promise<ReadonlyMap<Name, Value>>,
): Promise<Settled<Name, Value>> {
  try {
    return { values: await call, errors: new Map() }
  } catch (problem) {
    if (problem instanceof SomeFailedError) return problem as unknown as Settled<Name, Value>
    throw problem
  }
}
