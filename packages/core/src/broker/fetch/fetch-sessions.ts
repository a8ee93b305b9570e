/**
 * The sessions of all readers, in as many slots as are configured. A new session takes the place of one that
 * was idle for two minutes; or else of one that is as old and has fewer partitions than the new one, which
 * would gain more. Where there is none, the reader gets no session, and names all it wants each time.
 */
import type { Clock } from '../../host/clock.ts'
import type { Random } from '../../host/random.ts'
import type { Body } from '../../protocol/body.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { fetchRequest } from '../../protocol/messages/01-fetch.ts'
import { FetchSession, NO_SESSION } from './fetch-session.ts'

export interface FetchSessionsOptions {
  readonly clock: Clock
  readonly random: Random
  readonly slots: number
}

export interface SessionRequest {
  readonly usesTopicIds: boolean
  readonly body: Body<typeof fetchRequest>
}

/** The epochs of requests that go on with no session: the first wants a new one, the other wants none. */
const FIRST_EPOCH = 0
const FINAL_EPOCH = -1
/** A session is safe for so long after it began or was used. */
const SAFE_MS = 120_000
const SESSION_IDS = 0x7ffffffe

/** Whether the reader wants a session for the requests to come. */
export function isFirstEpoch(sessionEpoch: number): boolean {
  return sessionEpoch === FIRST_EPOCH
}

export class FetchSessions {
  readonly #options: FetchSessionsOptions
  /** The one that was used longest ago comes first. */
  readonly #byId = new Map<number, FetchSession>()

  constructor(options: FetchSessionsOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#byId.size
  }

  /** The session that a request is of, with what the request changes of it; or why there is none. */
  open({ usesTopicIds, body }: SessionRequest): FetchSession | ErrorName {
    const nowMs = this.#options.clock.elapsedMs()
    const { sessionId, sessionEpoch } = body
    const found = this.#byId.get(sessionId)
    if (sessionEpoch === FIRST_EPOCH || sessionEpoch === FINAL_EPOCH) {
      if (found !== undefined) this.#remove(found)
      return fill(new FetchSession({ usesTopicIds, nowMs }), body)
    }
    if (found === undefined) return 'FETCH_SESSION_ID_NOT_FOUND'
    if (found.epoch !== sessionEpoch) return 'INVALID_FETCH_SESSION_EPOCH'
    if (found.usesTopicIds !== usesTopicIds) return 'FETCH_SESSION_TOPIC_ID_ERROR'
    found.waiting?.giveUp('INVALID_FETCH_SESSION_EPOCH')
    fill(found, body)
    if (found.size === 0) {
      this.#remove(found)
      return new FetchSession({ usesTopicIds, nowMs })
    }
    found.advance()
    found.usedMs = nowMs
    this.#byId.delete(found.id)
    this.#byId.set(found.id, found)
    return found
  }

  /** Keeps a session for the requests to come, if there is a place for it. */
  keep(session: FetchSession): boolean {
    const { slots, random } = this.#options
    if (this.#byId.size >= slots) {
      const victim = this.#victim(session.size)
      if (victim === null) return false
      this.#remove(victim)
    }
    do session.id = 1 + random.below(SESSION_IDS)
    while (this.#byId.has(session.id))
    this.#byId.set(session.id, session)
    return true
  }

  close(): void {
    for (const session of this.#byId.values()) this.#remove(session)
  }

  #victim(size: number): FetchSession | null {
    const nowMs = this.#options.clock.elapsedMs()
    let smallest: FetchSession | null = null
    for (const session of this.#byId.values()) {
      if (nowMs - session.usedMs > SAFE_MS) return session
      const isOlder = nowMs - session.beganMs > SAFE_MS
      if (isOlder && session.size < (smallest?.size ?? size)) smallest = session
    }
    return smallest
  }

  #remove(session: FetchSession): void {
    this.#byId.delete(session.id)
    session.id = NO_SESSION
    session.close()
  }
}

function fill(session: FetchSession, body: SessionRequest['body']): FetchSession {
  session.update(body)
  return session
}
