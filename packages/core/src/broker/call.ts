/**
 * One request as a handler sees it, and what may become of it. A handler gives the answer's body, at once
 * or as a promise of it; requests of one connection are handled one after the other, so their answers leave
 * in their order, and a request that waits holds up nobody but its own connection.
 */
import type { Body, Draft } from '../protocol/body.ts'
import type { Message } from '../protocol/schema.ts'

/** Whoever is at the other end of a connection. */
export interface Client {
  /** Of this connection, as long as the broker runs. */
  readonly connectionId: number
  /** The peer's address, without its port. */
  readonly host: string
  /** What it said of itself in ApiVersions; empty before. */
  software: { readonly name: string; readonly version: string }
  readonly isGone: boolean
  /** Runs something when the connection is over, unless what it gives is called before. */
  whenGone(run: () => void): () => void
}

export interface Call<Request extends Message = Message> {
  readonly client: Client
  readonly clientId: string | null
  readonly version: number
  readonly body: Body<Request>
  /** Runs something when the answer has left this process's memory, or never will. */
  whenSent(run: () => void): void
}

/** No answer, because the request wants none. */
export const SILENCE = Symbol('silence')

/** The connection is closed instead of an answer. */
export class HangUp {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

export type Outcome<Response extends Message> = Draft<Response> | typeof SILENCE | HangUp
