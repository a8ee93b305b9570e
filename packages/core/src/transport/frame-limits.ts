/** What a server of frames takes at the most. */
export interface FrameLimits {
  /** A larger frame ends its connection. */
  readonly requestBytesMax: number
  /** Requests of one connection that wait for the one before them; with more, reading pauses. */
  readonly queuedRequestsMax: number
  /** Bytes of them, likewise. */
  readonly queuedBytesMax: number
  readonly connectionsMax: number
  /** A connection on which nothing moves for so long is closed. */
  readonly idleMs: number
}

/** Apache Kafka's numbers, where it has one. */
export const defaultFrameLimits: FrameLimits = {
  requestBytesMax: 100 * 1024 * 1024,
  queuedRequestsMax: 500,
  // One full read of a socket is 64 KiB; so much keeps a fast sender going, and thousands of them in bounds.
  queuedBytesMax: 1024 * 1024,
  // Below the number of open files that systems give a server; Apache Kafka has no limit.
  connectionsMax: 10_000,
  idleMs: 10 * 60_000,
}
