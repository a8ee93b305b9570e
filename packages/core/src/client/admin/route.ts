/**
 * Where requests go. A route says which broker is to be asked about which of the things that a call is about, and
 * is told when a broker turned out to be the wrong one, so that it finds out anew before the next attempt.
 */
import type { Body } from '../../protocol/body.ts'
import type { Message } from '../../protocol/schema.ts'
import type { Exchange } from '../connection/exchange.ts'
import type { ClientError } from '../errors.ts'
import type { Key } from './settled.ts'

/** Something that answers requests: a broker, or whichever can be reached. */
export interface Asked {
  /** What errors call it. */
  readonly name: string
  ask<Request extends Message, Response extends Message>(exchange: Exchange<Request, Response>): Promise<Body<Response>>
}

/** One broker's share of what is to be asked. */
export interface Leg<Name extends Key> {
  readonly to: Asked
  readonly names: readonly Name[]
}

export interface Plan<Name extends Key> {
  readonly legs: readonly Leg<Name>[]
  /** Things that nobody can be asked about, or not now, and why. */
  readonly problems: ReadonlyMap<Name, ClientError>
}

export interface Route<Name extends Key> {
  /** Rejects where nothing is known of any of them. */
  plan(names: readonly Name[]): Promise<Plan<Name>>
  /** These could not be done where the plan said. */
  failed(names: readonly Name[]): void
}

/** Puts names together that go the same way. */
export function legsOf<Name extends Key, Where>(
  ways: Iterable<readonly [Name, Where]>,
  toAsk: (where: Where) => Asked,
): Leg<Name>[] {
  const together = new Map<Where, Name[]>()
  for (const [name, where] of ways) {
    const names = together.get(where)
    if (names === undefined) together.set(where, [name])
    else names.push(name)
  }
  return Array.from(together, ([where, names]) => ({ to: toAsk(where), names }))
}
