/**
 * What clients tell whoever observes by `node:diagnostics_channel`: all channels, and what their messages say. Where
 * nobody listens to a channel its messages are not made, and what they are about costs one look at the channel.
 */
import { channel } from 'node:diagnostics_channel'

/** Everything here stands by itself: what tells imports this, and so this imports nothing that tells. */
interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** What all messages of one request have in common; the same object in both. */
export interface RequestFacts {
  /** `localhost:9092 (1)` */
  readonly broker: string
  readonly clientId: string
  /** `Produce` */
  readonly api: string
  readonly version: number
}

export type RequestMessage =
  | { readonly phase: 'start'; readonly request: RequestFacts }
  | {
      readonly phase: 'end'
      readonly request: RequestFacts
      /** From when it was asked for, so with the time that it waited for its turn. */
      readonly durationMs: number
      /** Why there was no answer. An answer that says an error is an answer. */
      readonly error?: Error
    }

/** A member of a group, at that moment. */
interface MemberFacts {
  readonly clientId: string
  readonly groupId: string
  /** -1 where it is in none. */
  readonly generationId: number
  readonly memberId: string
}

export type RebalanceMessage = MemberFacts &
  (
    | { readonly phase: 'start'; readonly reason: string }
    /** A hook is through: what it was about, and how long it took. */
    | {
        readonly phase: 'assigned' | 'revoked' | 'lost'
        readonly partitions: readonly TopicPartition[]
        readonly durationMs: number
      }
    /** Since the start, with all attempts. `error`: the membership is over. */
    | { readonly phase: 'end'; readonly durationMs: number; readonly error?: Error }
  )

export interface DiagnosticMessages {
  /** A request is asked for, and over. */
  readonly 'millrace:client:request': RequestMessage
  /** A record was written into a batch. */
  readonly 'millrace:producer:send': TopicPartition & { readonly clientId: string; readonly timestamp: number }
  /** Batches go out to a broker, one of each of so many partitions. */
  readonly 'millrace:producer:request': {
    readonly clientId: string
    readonly broker: string
    readonly partitions: number
    readonly bytes: number
  }
  /** A batch is delivered, or given up with an error; -1 for an offset that is not known. */
  readonly 'millrace:producer:batch': TopicPartition & {
    readonly clientId: string
    readonly recordCount: number
    readonly baseOffset: number
    readonly error: Error | null
  }
  /** A transaction began or was ended. */
  readonly 'millrace:producer:transaction': {
    readonly clientId: string
    readonly transactionalId: string
    readonly action: 'begin' | 'commit' | 'abort'
  }
  /** An answer to Fetch came, with news of so many partitions. */
  readonly 'millrace:consumer:fetch': {
    readonly clientId: string
    readonly broker: string
    readonly partitions: number
    readonly bytes: number
    readonly durationMs: number
    readonly throttleMs: number
  }
  /** A Fetch failed as a whole. */
  readonly 'millrace:consumer:fetch-failed': {
    readonly clientId: string
    readonly broker: string
    readonly error: unknown
  }
  /** The program asked for what has come, and got so many batches. */
  readonly 'millrace:consumer:poll': {
    readonly clientId: string
    readonly batches: number
    /** How long it waited. */
    readonly durationMs: number
  }
  /** A partition goes on elsewhere than where it stood. */
  readonly 'millrace:consumer:reset': TopicPartition & {
    readonly clientId: string
    readonly reason: 'out of range' | 'truncated'
    readonly from: number
    /** The offset, or where it is looked up. */
    readonly to: { readonly offset: number } | 'earliest' | 'latest' | { readonly timestampMs: number }
  }
  /** A member's rebalance begins, its hooks are through, and it ends. */
  readonly 'millrace:consumer:rebalance': RebalanceMessage
}

export type DiagnosticChannel = keyof DiagnosticMessages

interface TypedChannel<Text> {
  readonly hasSubscribers: boolean
  publish(message: Text): void
}

function typed<Name extends DiagnosticChannel>(name: Name): TypedChannel<DiagnosticMessages[Name]> {
  return channel(name)
}

export const channels = {
  request: typed('millrace:client:request'),
  send: typed('millrace:producer:send'),
  produce: typed('millrace:producer:request'),
  batch: typed('millrace:producer:batch'),
  transaction: typed('millrace:producer:transaction'),
  fetch: typed('millrace:consumer:fetch'),
  fetchFailed: typed('millrace:consumer:fetch-failed'),
  poll: typed('millrace:consumer:poll'),
  reset: typed('millrace:consumer:reset'),
  rebalance: typed('millrace:consumer:rebalance'),
} as const
